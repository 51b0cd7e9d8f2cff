"""What calls to model servers cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls and their tokens, as the servers count them."""

    calls: int = 0
    """Requests for a completion, those that failed or were given up included. What a cache held is none."""
    prompt_tokens: int = 0
    """Sent; 0 where a server does not tell."""
    evaluated_tokens: int = 0
    """Of those sent, what the model read. The rest lay in the server's own cache; where it does not tell, all were."""
    completion_tokens: int = 0
    """Written; the pieces that came, where a server does not tell or the call was given up."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.evaluated_tokens + other.evaluated_tokens,
            self.completion_tokens + other.completion_tokens,
        )


OnUsage: TypeAlias = Callable[[Usage], None]
"""Called once for each call that is over, however it ended. Must be quick and must not raise."""
NOTHING = Usage()


def ignore_usage(_: Usage) -> None:
    """For callers that do not count."""
