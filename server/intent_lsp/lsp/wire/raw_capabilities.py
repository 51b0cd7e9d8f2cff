"""What has to be read out of the raw ``initialize`` before it is answered. Builtins only: importing takes time."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from intent_lsp.text.positions import Encoding

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")


def value_at(data: object, path: str) -> Any:
    """The value at a path of keys with dots between them; ``None`` where there is nothing."""
    for key in path.split("."):
        if not isinstance(data, dict):
            return None
        data = data.get(key)
    return data


def list_at(data: object, path: str) -> list[Any]:
    """The list at a path; empty where there is none."""
    value = value_at(data, path)
    return value if isinstance(value, list) else []


def choose_encoding(capabilities: object) -> Encoding:
    """The first of the client's encodings that we speak; ``utf-16`` where it names none (LSP 3.17)."""
    for offered in list_at(capabilities, "general.positionEncodings"):
        for known in ENCODINGS:
            if offered == known:
                return known
    return "utf-16"


def speaks_code_action_literals(capabilities: object) -> bool:
    """Whether the client takes code actions, not only commands."""
    return isinstance(value_at(capabilities, "textDocument.codeAction.codeActionLiteralSupport"), dict)


def prepares_renames(capabilities: object) -> bool:
    """Whether the client asks what is to be renamed first."""
    return value_at(capabilities, "textDocument.rename.prepareSupport") is True


def wants_formatting(options: object) -> bool:
    """Whether the user opted in to formatting, in ``initializationOptions``."""
    settings = options.get("settings", options) if isinstance(options, dict) else None
    return isinstance(settings, dict) and settings.get("formatExamples") is True
