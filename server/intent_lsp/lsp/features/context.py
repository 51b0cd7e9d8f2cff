"""What features may look at beside the document they are asked about. They only read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.documents.generated_files import GeneratedFiles
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.scope import Scope
from intent_lsp.transpile.progress import States


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of other documents, of files, and of what was transpiled."""

    scope: Scope
    documents: OpenDocuments
    files: GeneratedFiles
    states: States
    published: Callable[[str], list[dict[str, Any]]]
    """The diagnostics that the client was told of a document."""

    @property
    def flags(self) -> ClientFlags:
        """What the client can do."""
        return self.scope.flags

    @property
    def trusted(self) -> bool:
        """Whether generated code may run here."""
        return self.scope.trusted
