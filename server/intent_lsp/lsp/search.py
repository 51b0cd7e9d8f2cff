"""Finding the intent documents of a folder."""

from intent_lsp.search import documents_below as find_documents

__all__ = ["find_documents"]
