"""The formatters of one workspace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.errors import FormatterFailed
from intent_lsp.formatting.choice import choose_formatter
from intent_lsp.formatting.process import SECONDS, run_formatter
from intent_lsp.formatting.program import Program, RefusedFormatter, program
from intent_lsp.values import Target


@dataclass(frozen=True, slots=True)
class Formatter:
    """Makes generated text look like the project's own."""

    root: Path
    """The workspace folder, without symlinks."""
    config: Config
    seconds: float = SECONDS
    """How long one file may take."""

    def formatter_of(self, path: Path, target: Target) -> Program | RefusedFormatter | None:
        """What would format a file at ``path``, or why nothing does; ``None`` where the project uses no formatter."""
        choice = choose_formatter(path, self.root, target) if self.config.format == "auto" else None
        return None if choice is None else program(choice, path, self.root, self.config.allow_formatters)

    async def format(self, text: str, path: Path, target: Target) -> str:
        """The text as a file at ``path`` looks in this project; as it is where nothing formats it.

        Raises :class:`~intent_lsp.errors.FormatterFailed` where a formatter that the user permits cannot do its work.
        """
        if not self.config.allow_formatters:
            return text
        found = await asyncio.to_thread(self.formatter_of, path, target)
        if isinstance(found, Program):
            data = text.encode("utf-8", "surrogatepass")
            try:
                made = await run_formatter(
                    found.command(path, self.root), data, found.environment(self.root), self.seconds
                )
                return made.decode("utf-8")
            except UnicodeDecodeError as error:
                raise FormatterFailed(f"{found.choice.name}: its output is not UTF-8") from error
            except FormatterFailed as error:
                raise FormatterFailed(f"{found.choice.name}: {error}") from error
        if found is not None and found.is_reported:
            raise FormatterFailed(found.reason)
        return text
