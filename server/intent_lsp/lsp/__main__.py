"""``python -m intent_lsp.lsp`` starts the language server."""

import sys

from intent_lsp.lsp.start import main

sys.exit(main())
