"""Rich's console as the commands use it. Imported late: most commands never need Rich."""

from __future__ import annotations

from rich.console import Console


class CommandConsole(Console):
    """A console whose reader may leave: that is a :exc:`BrokenPipeError`, as on any stream."""

    def on_broken_pipe(self) -> None:
        """Rich would end the program by itself, with a status of its own."""
        raise BrokenPipeError


def plain_console() -> CommandConsole:
    """For lines as they are: neither highlighted nor cut."""
    return CommandConsole(highlight=False, soft_wrap=True)
