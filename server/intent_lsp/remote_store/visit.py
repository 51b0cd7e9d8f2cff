"""A look at the store for ``intent doctor``: is it there, and how long does it take?"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass

from intent_lsp.config import Config
from intent_lsp.errors import IntentError
from intent_lsp.remote_store.store_process import store_at
from intent_lsp.remote_store.stores import entry_name
from intent_lsp.text.inert import one_line

_LONGEST = 300
_NOWHERE = entry_name("proofs", "0" * 64)


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What was found. ``seconds`` until a first answer; ``problem`` is empty where one came."""

    address: str
    seconds: float = 0.0
    problem: str = ""
    hint: str = ""


async def visit(config: Config, *, seconds: float = 3.0) -> StoreCheck | None:
    """Open the store and look one entry up; ``None`` where none is set or nothing may be contacted. Never raises."""
    if not config.cache_remote or config.offline:
        return None
    loop = asyncio.get_running_loop()
    found: asyncio.Future[StoreCheck] = loop.create_future()

    def look() -> None:
        seen = _look(config.cache_remote)
        with suppress(RuntimeError):  # the loop is closed: it took too long
            loop.call_soon_threadsafe(found.set_result, seen)

    threading.Thread(target=look, name="intent-remote-store", daemon=True).start()
    done, _ = await asyncio.wait((found,), timeout=seconds)
    problem = f"no answer within {seconds:g} s"
    return (
        found.result() if done else StoreCheck(config.cache_remote, seconds, problem, "look whether it can be reached")
    )


def _look(address: str) -> StoreCheck:
    begun = time.monotonic()
    try:
        with closing(store_at(address)) as store:
            store.get(_NOWHERE)
    except IntentError as error:
        return StoreCheck(address, problem=str(error), hint=error.hint)
    except Exception as error:  # whatever a library raises
        said = one_line(str(error))[:_LONGEST] or type(error).__name__
        return StoreCheck(address, problem=said, hint="look at its address and its credentials")
    return StoreCheck(address, time.monotonic() - begun)
