"""What the router sees of a provider that has servers behind it: one, or a fleet of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from intent_lsp.config import ProviderConfig
from intent_lsp.models.contract import Prompt
from intent_lsp.models.transport.health import Health
from intent_lsp.values import JsonValue


class ModelServer(ABC):
    """A provider whose answers come from servers, so that they are cached by its settings and it may be down."""

    def __init__(self, config: ProviderConfig) -> None:
        self.config = config

    @property
    def name(self) -> str:
        """As configured."""
        return self.config.name

    @property
    @abstractmethod
    def model(self) -> str:
        """The configured model, else the one chosen from what the server has, empty before that."""

    @abstractmethod
    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        """See :meth:`intent_lsp.models.contract.Provider.cache_key`."""

    @property
    @abstractmethod
    def endpoints(self) -> tuple[Health, ...]:
        """The health of each server behind it."""

    @property
    def calls_at_once(self) -> int:
        """How many calls at once its servers take, as far as is known."""
        return sum(health.limit.number for health in self.endpoints)

    @abstractmethod
    def is_down(self) -> bool:
        """Whether no server of it was up when last seen; those that are down are looked at in the background."""

    @abstractmethod
    async def warm(self, system: str = "") -> None:
        """Load the model, so that the first call need not wait for it. Raises a ``ModelError``."""

    def shares_endpoint(self, other: ModelServer) -> bool:
        """Whether both have a server in common."""
        return any(one is another for one in self.endpoints for another in other.endpoints)
