"""Where what was learnt is kept: one small file in the user's cache folder, shared by all processes of this user.

It never lies in a workspace. What cannot be read counts as nothing, and a disk that refuses costs only the memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from intent_lsp.errors import IntentError
from intent_lsp.files.folder import created, opened
from intent_lsp.models.contract import Route
from intent_lsp.models.learning.learnt import ROUNDS, Learnt, LearntKey, Record
from intent_lsp.user_cache import user_cache
from intent_lsp.values import TARGETS

log = logging.getLogger("intent_lsp.models")

FORMAT = 1
_NAME = "models.json"
_MOST_BYTES = 256 << 10
_MOST_KEYS = 400
"""Those that were asked longest ago go first: a hundred models on both routes in both languages."""
_LONGEST_NAME = 200
_DELAY = 2.0
"""Seconds for which candidates are gathered before they are written together."""
_MOST_COUNT = 1 << 40


def learnt_folder() -> Path:
    """``learnt`` in the user's cache folder."""
    return user_cache() / "learnt"


def load(folder: Path) -> Learnt:
    """What is known; nothing where the file is missing or damaged. Never raises."""
    try:
        root = Path(os.path.realpath(folder))
        with opened(root, root) as place:
            return Learnt(_decode(place.read(_NAME, _MOST_BYTES + 1) or b"") if place else {})
    except (OSError, IntentError):
        return Learnt()


def add(folder: Path, news: Mapping[LearntKey, Record]) -> None:
    """Add to what is there, whoever else adds at the same time. Never raises."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        root = Path(os.path.realpath(folder))
        with created(root, root) as place, place.locked():
            records = _decode(place.read(_NAME, _MOST_BYTES + 1) or b"")
            for key, record in news.items():
                records[key] = (records.pop(key, Record()) + record).aged()  # popped: the last asked come last
            place.replace(_NAME, _encode(records), check=lambda: None)
    except (OSError, IntentError) as error:
        log.info("what was learnt of the models was not kept: %s", error)


def forget(folder: Path) -> int:
    """Remove everything; of how many models something was known. Raises ``OSError`` for a file that stays."""
    models = len(load(folder).models)
    with contextlib.suppress(FileNotFoundError):
        (folder / _NAME).unlink()
    return models


class LearntWriter:
    """Gathers what is learnt and adds it to the file now and then, off the event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._news: dict[LearntKey, Record] = {}
        self._writing: asyncio.Task[None] | None = None

    async def read(self) -> Learnt:
        """What the file holds."""
        return await asyncio.to_thread(load, self._folder)

    def note(self, key: LearntKey, record: Record) -> None:
        """One more candidate. Names that no model has are left out."""
        if not 0 < len(key.model) <= _LONGEST_NAME:
            return
        self._news[key] = self._news.get(key, Record()) + record
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_after_pause())

    async def close(self) -> None:
        """Write what is left."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        await self._write()

    async def _write_after_pause(self) -> None:
        while self._news:  # more may come while some is written
            await asyncio.sleep(_DELAY)
            await self._write()

    async def _write(self) -> None:
        news, self._news = self._news, {}
        if news:
            await asyncio.to_thread(add, self._folder, news)


def _encode(records: Mapping[LearntKey, Record]) -> bytes:
    kept = list(records.items())[-_MOST_KEYS:]
    lines = ",\n".join(
        json.dumps([*key, record.candidates, record.passed, record.timed, record.tokens,
                    round(record.writing, 3), round(record.waiting, 3)])
        for key, record in kept
    )  # fmt: skip
    return f'{{"format": {FORMAT}, "records": [\n{lines}\n]}}\n'.encode()


def _decode(data: bytes) -> dict[LearntKey, Record]:
    if not data or len(data) > _MOST_BYTES:
        return {}
    try:
        value = json.loads(data)
        rows = value["records"] if value["format"] == FORMAT else []
        return dict(map(_row, rows))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return {}


def _row(row: Any) -> tuple[LearntKey, Record]:
    model, route, target, candidates, passed, timed, tokens, writing, waiting = row
    counts = (candidates, timed, tokens, *passed)
    sound = (
        isinstance(model, str)
        and 0 < len(model) <= _LONGEST_NAME
        and route in get_args(Route)
        and target in TARGETS
        and len(passed) == ROUNDS
        and all(type(count) is int and 0 <= count < _MOST_COUNT for count in counts)
        and sum(passed) <= candidates
        and all(isinstance(s, (int, float)) and math.isfinite(s) and s >= 0 for s in (writing, waiting))
    )
    if not sound:
        raise ValueError("no record")
    return LearntKey(model, route, target), Record(
        candidates, tuple(passed), timed, tokens, float(writing), float(waiting)
    )
