"""Settings of prettier that may run code are told from data."""

from __future__ import annotations

import pytest

from intent_lsp.formatting.choice import PRETTIER_FILES
from intent_lsp.formatting.plain_settings import is_data

DATA = {
    ".prettierrc": '# ours\n---\nsemi: false\noverrides:\n  - files: "*.md"\n    options:\n      tabWidth: 4\n',
    ".prettierrc.json": '{ "semi": false, "overrides": [{ "files": "*.md", "options": { "tabWidth": 4 } }] }',
    ".prettierrc.json5": "{ semi: false, /* ours */ }",
    ".prettierrc.toml": "semi = false\n",
    ".prettierrc.yml": "semi: false\n",
    "package.json": '{ "prettier": { "semi": false }, "scripts": { "plugins": "x" } }',
}
CODE = [
    (".prettierrc", "'@company/settings'\n"),
    (".prettierrc", "./evil.mjs"),
    (".prettierrc", "plugins: [./evil.mjs]\n"),
    (".prettierrc", 'semi: false\n"plug\\u0069ns": ["./evil.mjs"]\n'),
    (".prettierrc", "semi: false\n? !!binary cGx1Z2lucw==\n: [./evil.mjs]\n"),
    (".prettierrc", "|\n  semi: false\n"),
    (".prettierrc", "# ours\r'./evil.mjs'\nsemi: false\n"),
    (".prettierrc", '{ "plug\\u0069ns": ["./evil.mjs"] }'),
    (".prettierrc", '"./evil.mjs"'),
    (".prettierrc.yaml", "semi: false\noverrides:\n- files: '*.js'\n  options: {plugins: [./evil.mjs]}\n"),
    (".prettierrc.json", '{ "overrides": [{ "files": "*.js", "options": { "plugins": ["./evil.mjs"] } }] }'),
    (".prettierrc.json", '{ "__proto__": { "plugins": ["./evil.mjs"] } }'),
    (".prettierrc.json", '{ "parser": "./evil.cjs" }'),
    (".prettierrc.json", "{"),
    (".prettierrc.json5", "{ plug\\u0069ns: ['./evil.mjs'] }"),
    (".prettierrc.toml", 'plugins = ["./evil.mjs"]\n'),
    ("package.json", '{ "prettier": "@company/settings" }'),
    ("package.json", '{ "prettier": { "plugins": ["./evil.mjs"] } }'),
    ("package.yaml", "prettier:\n  semi: false\n"),
]


@pytest.mark.parametrize("name", DATA)
def test_data(name: str) -> None:
    assert is_data(name, DATA[name].encode())


@pytest.mark.parametrize(("name", "text"), CODE)
def test_what_may_lead_to_code(name: str, text: str) -> None:
    assert not is_data(name, text.encode())


def test_programs_are_code_whatever_they_say() -> None:
    programs = [name for name in PRETTIER_FILES if name.endswith(("js", "ts"))]
    assert len(programs) == 12
    assert not any(is_data(name, b"{}") for name in programs)
    assert not is_data(".prettierrc", b"\xff\xfe")
