"""Which stores may be named: a folder, or a URL of a file system that fsspec knows.

Refused: chained URLs (``a::b``), because each link may be one that caches on this disk, unpacks or maps files; the
file systems that do so by themselves, or that hold something else; and passwords in the address, which would be kept
in a settings file and shown in messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intent_lsp.errors import ConfigError

_NO_STORES = (
    "abstract", "arrow_hdfs", "asynclocal", "asyncwrapper", "async_wrapper", "blockcache", "cached", "data", "dbfs",
    "dir", "file", "filecache", "generic", "git", "github", "gist", "hf", "jlab", "jupyter", "libarchive", "local",
    "memory", "reference", "simplecache", "tar", "zip",
)  # fmt: skip
PATTERN = (
    r"^(?!.*::)(?:~?/[^\u0000]*|[A-Za-z]:[\\/][^\u0000]*|file:///[^\u0000?#]+"
    rf"|(?!(?:{'|'.join(_NO_STORES)})://)[a-z][a-z0-9_+]*://(?![^/]*:[^/]*@)[^\s/?#][^\s?#]*)$"
)
"""A regular expression that ECMAScript reads alike."""
_WEBDAV = {"dav": "http", "davs": "https", "webdav": "http", "webdavs": "https"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is: a ``folder``, or else a ``url`` for fsspec."""

    folder: str = ""
    url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    """What fsspec needs beside what its own settings say."""


def parse(text: str) -> Address:
    """The address of a store. Raises :class:`~intent_lsp.errors.ConfigError` for what is not one, or is refused."""
    if re.search(PATTERN.replace("$", r"\Z"), text) is None:
        raise ConfigError(
            "cache.remote is not a folder or the URL of a store",
            hint="write it like s3://bucket/folder, without :: and without a password",
        )
    scheme, separator, rest = text.partition("://")
    if not separator or scheme == "file":
        return Address(folder=str(Path(rest if separator else text).expanduser()))
    if scheme in _WEBDAV:
        host, _, path = rest.partition("/")
        base = f"{_WEBDAV[scheme]}://{host}/"
        return Address(url=f"webdav://{path.strip('/')}", options={"base_url": base})
    return Address(url=text.rstrip("/"))
