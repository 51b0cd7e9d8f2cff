"""``intent completion SHELL``: a script that completes commands and options."""

from __future__ import annotations

import argparse

from intent_lsp.cli.parser import parser
from intent_lsp.cli.terminal.status import OK
from intent_lsp.cli.terminal.terminal_text import say


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab  # imported late: no other command needs it

    say(shtab.complete(parser(), shell=options.shell))
    return OK
