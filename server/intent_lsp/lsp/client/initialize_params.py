"""What ``initialize`` said, read after it has been answered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from intent_lsp.lsp.client.client_capabilities import ClientFlags, client_flags
from intent_lsp.lsp.wire.raw_capabilities import wants_formatting


@dataclass(frozen=True, slots=True)
class InitializeMessage:
    """What ``initialize`` said, checked field by field."""

    flags: ClientFlags = field(default_factory=ClientFlags)
    process_id: int | None = None
    folders: tuple[tuple[str, str], ...] = ()
    """(uri, name); the root where the client names no folders."""
    options: dict[str, Any] = field(default_factory=dict)
    """``initializationOptions``; empty where they are not an object."""
    trace: str = "off"
    client: str = ""
    """Name and version of the client, for ``intent.debugInfo``."""


def read_initialize(params: dict[str, Any]) -> InitializeMessage:
    """Read the parameters of ``initialize``; whatever is missing or odd counts as not said."""
    pid = params.get("processId")
    options = params.get("initializationOptions")
    info = params.get("clientInfo")
    trace = params.get("trace")
    client = f"{info.get('name', '')} {info.get('version', '')}".strip() if isinstance(info, dict) else ""
    flags = client_flags(params.get("capabilities"))
    if client.startswith("Zed"):  # 1.13 chooses servers by language, and taking one registration back ends the feature
        flags = replace(  # for all documents: changes would reach the server no more
            flags, dynamic_sync=False, dynamic_code_lens=False, dynamic_code_action=False, dynamic_definition=False
        )
    return InitializeMessage(
        flags=replace(flags, format_examples=wants_formatting(options)),
        process_id=pid if isinstance(pid, int) and not isinstance(pid, bool) else None,
        folders=tuple(_folders(params)),
        options=options if isinstance(options, dict) else {},
        trace=trace if trace in ("messages", "verbose") else "off",
        client=client,
    )


def _folders(params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    folders = params.get("workspaceFolders")
    named = [
        (folder["uri"], str(folder.get("name", "")))
        for folder in (folders if isinstance(folders, list) else [])
        if isinstance(folder, dict) and isinstance(folder.get("uri"), str)
    ]
    if named:
        yield from named
        return
    if isinstance(uri := params.get("rootUri"), str):
        yield uri, ""
    elif isinstance(path := params.get("rootPath"), str) and path:  # only old clients send no URI
        with contextlib.suppress(ValueError):  # relative, or no path at all
            yield Path(path).as_uri(), ""
