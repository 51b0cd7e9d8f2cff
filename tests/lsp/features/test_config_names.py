"""Names that servers give their models, offered in the configuration: each is one string, whatever it holds."""

from __future__ import annotations

import json

import pytest

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.config_completion import complete
from intent_lsp.lsp.wire.text_buffer import TextDocument
from intent_lsp.text.inert import is_inert
from intent_lsp.text.span import Place

URI = "file:///w/.promirror/intent.config.json"
HEAD = '{"providers": [{"type": "ollama", "model": '


@pytest.mark.parametrize("name", ["qwen:7b", 'x", "apiKeyEnv": "HOME', "a\\", "é 😀", "\x1b[2J\u202e"])
def test_a_model_of_any_name(name: str) -> None:
    text = f"{HEAD}}}]}}"
    view = View(URI, TextDocument(URI, text, 1, "json", "utf-32"), "config", None)
    (item,) = complete(view, Place(0, len(HEAD)), lambda: [name], list)
    inserted = text[: len(HEAD)] + item["textEdit"]["newText"] + text[len(HEAD) :]
    assert json.loads(inserted) == {"providers": [{"type": "ollama", "model": name}]}
    assert is_inert(item["label"])
