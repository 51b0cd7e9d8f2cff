"""What the library of stores is told, in this process and in children."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fsspec.config import conf


def tell_fsspec(monkeypatch: pytest.MonkeyPatch, protocol: str, settings: dict[str, Any]) -> None:
    """Set fsspec's own settings for a protocol: for children, and for this process, which has read the environment."""
    monkeypatch.setenv(f"FSSPEC_{protocol.upper()}", json.dumps(settings))
    monkeypatch.setitem(conf, protocol, settings)
