"""``intent``: the language server, or one of the commands. The server must not pay for the commands' libraries."""

from __future__ import annotations

import sys

from intent_lsp.uncaught import make_errors_inert, make_threads_inert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run with ``argv`` (without the program's name; default: the process's own); answers the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["lsp"]:
        from intent_lsp.lsp.start import main as serve

        return serve(arguments[1:])
    try:
        from intent_lsp.cli.app import main as run

        if argv is None:  # the process is ours, and so is what it writes
            make_errors_inert()
            make_threads_inert()
        return run(arguments)
    except KeyboardInterrupt:  # before there was anything to interrupt, or after it had ended
        return 130


if __name__ == "__main__":
    sys.exit(main())
