"""What a project's file may name of the user's own: a key and a model file need the user's permission.

A workspace may be a stranger's. Naming a variable sends its value to a port of the workspace's choice, and a GGUF file
is the input of a native parser.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from intent_lsp.config import ProviderConfig


def needs_permission(
    provider: ProviderConfig, root: Path, allowed_keys: Iterable[str], allowed_models: Iterable[str]
) -> tuple[str, str] | None:
    """The key of the provider that needs a permission which was not given, and what to do; ``None``: all is permitted.

    ``root`` is the workspace, from which a relative path starts. ``allowed_models`` are files, or folders of them;
    symlinks are followed, so that none leads out of such a folder.
    """
    if provider.api_key_env and provider.api_key_env not in set(allowed_keys):
        name = provider.api_key_env
        return "apiKeyEnv", f'a workspace cannot read a variable by itself; to permit it, add "{name}" to allowKeys'
    if provider.type == "llama_cpp" and not is_below(root / Path(provider.path).expanduser(), allowed_models):
        return "path", "a workspace cannot run a model file by itself; to permit it, add its full path to allowModels"
    return None


def is_below(path: Path, places: Iterable[str]) -> bool:
    """Whether a path is one of these places or lies in one; symlinks are followed, so that none leads out of it."""
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(Path(place).expanduser())) for place in places)
