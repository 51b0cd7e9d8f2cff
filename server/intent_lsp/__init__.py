"""intent-lsp: from a written intent to verified JavaScript and Python, on the user's own machine.

Invariants of the packages below (each holds everywhere):

1. Only ``lsp`` knows LSP; only ``models`` opens sockets; only ``sandbox`` executes generated code; only ``output``
   writes into the workspace.
2. Parsing never fails: a value plus problems.
3. Whether a result equals an expectation is decided in this process, never inside generated code.
4. The same document, configuration and cache give the same bytes, with no model call.
5. A verified file is never replaced by an unverified one; a hand-edited file is never replaced unasked.
6. Nothing leaves the machine unless the user's own settings (never a workspace file) allow the host.
7. Every started piece of work ends: done, failed, cancelled or superseded, and says which.

Data flows one way: ``document -> transpile(models, checks(sandbox)) -> output``; ``lsp`` and ``cli`` consume events.
"""

__version__ = "0.1.0"
