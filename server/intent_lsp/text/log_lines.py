"""Lines of a log, which people read in terminals and editors."""

from __future__ import annotations

import logging

from intent_lsp.text import inert


class InertFormatter(logging.Formatter):
    """Lines for a file or a terminal. A message stays on its line; only a traceback has more."""

    def format(self, record: logging.LogRecord) -> str:
        """See ``logging.Formatter``."""
        return inert.visible(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without the traceback."""
        return inert.one_line(super().formatMessage(record))
