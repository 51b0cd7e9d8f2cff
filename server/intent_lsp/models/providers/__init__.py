"""One module per kind of provider; all of them are :class:`~intent_lsp.models.contract.Provider`."""
