"""A model server that was found on this machine."""

from __future__ import annotations

from dataclasses import dataclass

from intent_lsp.models.choose_model import Candidate


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered. ``models`` are those that write text, best for a draft first."""

    kind: str
    url: str
    models: tuple[Candidate, ...]
    context: int = 0
    loading: bool = False
    """It is there, and loads its model: which one, it does not tell yet."""

    @property
    def waits(self) -> bool:
        """Whether it may have a model later: one that loads, or one for which the user can fetch one."""
        return not self.models and (self.loading or self.kind in {"ollama", "lmstudio"})
