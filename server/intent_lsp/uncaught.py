"""What Python itself writes to stderr when something goes wrong: errors that nobody caught, and warnings.

Their texts may quote a document, a reply or a file's name, so they are made inert like everything else that a terminal
or a log shows. Nothing but ``sys`` is imported before something goes wrong.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import ExceptHookArgs
    from types import TracebackType
    from typing import TextIO


def make_errors_inert() -> None:
    """Replace this process's hooks for errors in the main thread and in finalizers."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable


def make_threads_inert() -> None:
    """The same for other threads and for warnings; imports what the server has to do without at first."""
    import threading
    import warnings

    threading.excepthook = _in_thread
    warnings.showwarning = _warned


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _write("", kind, error, trace)


def _in_thread(args: ExceptHookArgs, /) -> None:
    if args.exc_type is not SystemExit:
        name = args.thread.name if args.thread is not None else "without a name"
        _write(f"Exception in thread {name}:\n", args.exc_type, args.exc_value, args.exc_traceback)


def _unraisable(args: sys.UnraisableHookArgs, /) -> None:
    about = f"{args.err_msg or 'Exception ignored in'}: {args.object!r}\n"
    _write(about, args.exc_type, args.exc_value, args.exc_traceback)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: TextIO | None = None, line: str | None = None,
) -> None:  # fmt: skip
    import warnings

    _show(warnings.formatwarning(message, category, filename, lineno, line), file)


def _write(about: str, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    import traceback

    _show(about + "".join(traceback.format_exception(kind, error, trace)))


def _show(text: str, file: TextIO | None = None) -> None:
    from intent_lsp.text.inert import visible

    stream = sys.stderr if file is None else file
    if stream is None:  # closed before the start, or the interpreter is ending
        return
    try:
        stream.write(visible(text))
        stream.flush()
    except (OSError, ValueError):  # nobody is left to be told
        return
