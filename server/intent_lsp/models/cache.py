"""The cache of replies: one readable file per reply, meant to be committed.

``<dir>/ab/abcdef….json``, named by the SHA-256 of everything that decides the reply. The first line holds a checksum of
the bytes after it; an entry whose checksum is wrong is a miss and goes away. Files are written beside their place,
synced and renamed, so that a reader in any process sees a whole entry or none. They hold no time stamps, and are left
alone when the reply is the same.

What was used last is remembered in the files' modification times (they are not part of what is committed, and cost no
second file): a hit older than an hour is touched, and pruning takes the oldest first.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.files import single_file as files
from intent_lsp.models.contract import BUILTIN, Prompt, Reply
from intent_lsp.values import JsonValue, Question

log = logging.getLogger("intent_lsp.models")

FORMAT = 1
"""Part of every key: a new layout of entries never reads an old one."""
_TOUCH_AFTER = 3600.0
_HEAD = re.compile(rb'\{"sha256": "([0-9a-f]{64})",\n')
_PARSE = json.JSONDecoder().raw_decode
"""Of ``json.loads`` only the part that parses: a hit costs hardly more than reading the file."""
_MOST_BYTES = 16 << 20
"""Of an entry; a larger one is none of ours."""
_MOST_COUNT = 1 << 40
_NAME = re.compile(r"[0-9a-f]{64}\.json")
_ATTRIBUTES = "# Replies are read byte by byte: git must not change their line ends.\n* -text linguist-generated\n"


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What the cache holds. ``bytes`` is the sum of the entries' sizes, ``limit`` the cap."""

    directory: Path
    entries: int
    bytes: int
    limit: int


def key_of(prompt: Prompt, provider: Mapping[str, JsonValue]) -> str:
    """SHA-256 (hex) over the canonical JSON of everything that decides a reply."""
    parts = {
        "format": FORMAT,
        "prompt": prompt.version,
        "system": prompt.system,
        "user": prompt.user,
        "target": prompt.target,
        "max_tokens": prompt.max_tokens,
        "provider": dict(provider),
    }
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def cache_of(workspace: Path, config: Config) -> Cache:
    """The cache of a workspace folder. Only a folder that the user named may be outside of it, never a symlink."""
    inside = not Path(config.cache_dir).is_absolute() and ".." not in Path(config.cache_dir).parts
    return Cache(workspace / config.cache_dir, limit=config.cache_limit, within=workspace if inside else None)


class Cache:
    """Replies by key under one folder. Safe with several processes; nothing here raises for a bad disk."""

    def __init__(self, directory: Path, *, limit: int = 0, within: Path | None = None) -> None:
        """``limit`` in bytes; 0: no cap. ``within``: nothing is written or removed outside of this folder."""
        self.directory = directory
        self._within = within
        self.limit = limit
        self._root = os.fspath(directory)
        self._size: int | None = None
        """Estimate of the bytes held, once it was measured; other processes' entries join at the next measurement."""

    def get(self, key: str) -> Reply | None:
        """The reply, marked ``cached``; ``None`` for a miss. A corrupt entry is removed."""
        path = self._path(key)
        data = None if self._outside(Path(path).parent) else _read(path)
        if data is None:
            return None
        reply = _decode(data)
        if reply is None:
            log.warning("cache entry %s is corrupt: it is asked for again", key[:12])
            with contextlib.suppress(OSError):
                Path(path).unlink()
            return None
        return reply

    def stored_bytes(self, key: str) -> bytes | None:
        """An entry as it lies there; ``None`` for a miss."""
        path = self._path(key)
        return None if self._outside(Path(path).parent) else _read(path)

    def adopt(self, key: str, data: bytes) -> Reply | None:
        """A reply that somebody else has kept, which is kept here as well; ``None`` for what is not a whole one.

        Only replies of model servers: what the built-in provider says of its own is never believed from elsewhere.
        """
        reply = _decode(data)
        if reply is None or reply.model == BUILTIN or reply.confidence or reply.question or reply.note:
            return None
        with contextlib.suppress(OSError):
            self._write(self._path(key), data)
            self._grew(len(data))
        return reply

    def put(self, key: str, reply: Reply, prompt: Prompt) -> bool:
        """Keep a complete reply; whether any byte was written. A disk that refuses is logged, and costs only the cache.

        Only replies that ended with ``stop`` are kept: others are never stored, whoever asks.
        """
        if reply.finish != "stop":
            return False
        path = self._path(key)
        old = _read(path)
        if old is not None and (known := _decode(old)) is not None and _same(known, reply):
            return False
        data = _encode(reply, prompt)
        try:
            self._write(path, data)
        except OSError as error:
            log.warning("the reply was not cached in %s: %s", self._root, error.strerror or error)
            return False
        self._grew(len(data) - len(old or b""))
        return True

    def stats(self) -> CacheStats:
        """Count and measure the entries."""
        entries = list(self._entries())
        return CacheStats(self.directory, len(entries), sum(entry.size for entry in entries), self.limit)

    def prune(self, limit: int | None = None) -> int:
        """Remove the least recently used entries until at most ``limit`` bytes are left; how many were removed."""
        if self._outside(self._root):
            log.warning("%s leads out of the workspace through a symlink: nothing is removed there", self._root)
            return 0
        cap = (self.limit or sys.maxsize) if limit is None else limit
        entries = sorted(self._entries(), key=lambda entry: (entry.used, entry.path))
        size = sum(entry.size for entry in entries)
        removed = 0
        for entry in entries:
            if size <= cap:
                break
            with contextlib.suppress(OSError):
                Path(entry.path).unlink()
                removed += 1
            size -= entry.size
        self._size = size
        self._sweep()
        return removed

    def clear(self) -> int:
        """Remove every entry; how many there were."""
        return self.prune(-1)

    def _outside(self, folder: str | Path) -> bool:
        """Whether a symlink leads out of the folder that everything stays in."""
        if self._within is None:
            return False
        return not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(self._within))

    # --- files -------------------------------------------------------------------------------------------------------

    def _path(self, key: str) -> str:
        return f"{self._root}/{key[:2]}/{key}.json"

    def _grew(self, size: int) -> None:
        if self._size is not None:
            self._size += size
        if self.limit and self._measured() > self.limit:
            self.prune(self.limit * 9 // 10)

    def _measured(self) -> int:
        if self._size is None:
            self._size = sum(entry.size for entry in self._entries())
        return self._size

    def _write(self, path: str, data: bytes) -> None:
        folder = Path(path).parent
        if self._outside(folder):
            raise OSError(errno.EPERM, "it leads out of the workspace through a symlink")
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            self._attributes()
        files.write(Path(path), data, mode=0o644)

    def _attributes(self) -> None:
        path = self.directory / ".gitattributes"
        if not path.exists():
            files.write(path, _ATTRIBUTES.encode(), mode=0o644)

    def _entries(self) -> Iterator[_Entry]:
        for shard in self._shards():
            with contextlib.suppress(OSError), os.scandir(shard) as files:
                for file in files:
                    if _NAME.fullmatch(file.name):
                        with contextlib.suppress(OSError):
                            status = file.stat(follow_symlinks=False)
                            yield _Entry(file.path, status.st_size, status.st_mtime)

    def _shards(self) -> list[str]:
        try:
            with os.scandir(self._root) as folders:
                return sorted(f.path for f in folders if len(f.name) == 2 and f.is_dir(follow_symlinks=False))
        except OSError:
            return []

    def _sweep(self) -> None:
        """Remove what a killed writer left, once it is an hour old, and folders that are empty."""
        now = time.time()
        for shard in self._shards():
            with contextlib.suppress(OSError):
                for file in list(os.scandir(shard)):
                    if file.name.endswith(".tmp") and now - file.stat().st_mtime > _TOUCH_AFTER:
                        Path(file.path).unlink()
            with contextlib.suppress(OSError):
                Path(shard).rmdir()


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    size: int
    used: float


def _read(path: str) -> bytes | None:
    try:
        data = files.read(Path(path), _MOST_BYTES + 1)
        if data is not None and time.time() - os.stat(path).st_mtime > _TOUCH_AFTER:  # noqa: PTH116 (quicker)
            with contextlib.suppress(OSError):
                os.utime(path)
        return data
    except OSError as error:
        log.warning("a cache entry cannot be read: %s", error.strerror)
        return None


def _encode(reply: Reply, prompt: Prompt) -> bytes:
    value: dict[str, JsonValue] = {
        "intent": prompt.intent.name,
        "target": prompt.target,
        "round": prompt.round,
        "provider": reply.provider,
        "model": reply.model,
        "usage": {"prompt_tokens": reply.prompt_tokens, "completion_tokens": reply.completion_tokens},
        "seconds": round(reply.seconds, 3),
        "timings": {name: round(seconds, 3) for name, seconds in sorted(reply.timings.items())},
        "text": reply.text.split("\n"),
    }
    if reply.confidence:
        value["confidence"] = reply.confidence
    if reply.doubts:
        value["doubts"] = list(reply.doubts)
    if reply.note:
        value["note"] = reply.note
    if reply.question:
        value["question"] = {"args": list(reply.question.args), "answers": list(reply.question.answers)}
    body = json.dumps(value, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")[2:] + b"\n"
    return b'{"sha256": "%s",\n' % hashlib.sha256(body).hexdigest().encode() + body


def _decode(data: bytes) -> Reply | None:
    head = _HEAD.match(data)
    if head is None or hashlib.sha256(data[head.end() :]).hexdigest().encode() != head[1]:
        return None
    try:
        value, _ = _PARSE(data.decode("utf-8", "surrogatepass"))
        usage, question = value["usage"], value.get("question")
        reply = Reply(
            "\n".join(value["text"]),
            provider=value["provider"],
            model=value["model"],
            finish="stop",
            prompt_tokens=usage["prompt_tokens"],
            completion_tokens=usage["completion_tokens"],
            seconds=value["seconds"],
            cached=True,
            confidence=value.get("confidence"),
            question=Question(tuple(question["args"]), tuple(question["answers"])) if question else None,
            note=value.get("note", ""),
            timings=value["timings"],
            doubts=tuple(value.get("doubts", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return reply if _well_typed(reply) else None


def _well_typed(reply: Reply) -> bool:
    """Whether every part is of its kind: the file may be a stranger's."""
    texts = reply.provider, reply.model, reply.note, *reply.doubts
    counts = reply.prompt_tokens, reply.completion_tokens
    return (
        all(type(text) is str for text in texts)
        and all(type(count) is int and 0 <= count < _MOST_COUNT for count in counts)
        and reply.confidence in (None, "likely", "ambiguous")
        and type(reply.timings) is dict
        and all(map(_is_time, (reply.seconds, *reply.timings.values())))
    )


def _is_time(seconds: object) -> bool:
    """Whether it is a number that every format takes."""
    return isinstance(seconds, int | float) and type(seconds) is not bool and abs(seconds) < _MOST_COUNT


def _same(known: Reply, reply: Reply) -> bool:
    """Whether two replies say the same; how long they took does not count."""
    return (known.text, known.provider, known.model, known.confidence, known.note, known.doubts, known.question) == (
        reply.text, reply.provider, reply.model, reply.confidence, reply.note, reply.doubts, reply.question
    )  # fmt: skip
