"""The shipped JSON Schema says exactly what the loader does."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema_rs
from hypothesis import example, given
from hypothesis import strategies as st

from intent_lsp.config import Config
from intent_lsp.configuration.providers import KINDS
from intent_lsp.configuration.schema import SHIPPED, schema, shipped
from intent_lsp.configuration.settings import SETTINGS, file_shape, size
from intent_lsp.configuration.shapes import KeyPath
from intent_lsp.values import JsonValue

WHOLE: dict[str, JsonValue] = {
    "rounds": 3, "candidates": 1, "cacheDir": "c", "cacheLimit": "3 MB", "offline": False, "learn": False, "jobs": 4,
    "secondsPerExample": 2.5, "allowHosts": ["gpu.lan"], "allowKeys": ["KEY"], "allowModels": ["~/models"],
    "allowFormatters": ["ruff", "~/project"],
    "trustWorkers": False,
    "cache": {"remote": "s3://bucket/intent", "readOnly": True, "patience": 0.5},
    "providers": [
        {"type": "ollama", "name": "a", "host": "http://127.0.0.1:11434", "model": "m", "options": {"seed": 7},
         "keepAlive": "10m", "apiKeyEnv": "KEY", "lock": "auto", "concurrency": 2,
         "timeouts": {"connect": 1, "firstToken": 1, "stall": 1, "total": 1}},
        {"type": "openai_compat", "baseUrl": "http://127.0.0.1:1234/v1", "preset": "vllm", "params": {}},
        {"type": "openai_compat", "preset": "vllm"},
        {"type": "ollama", "host": ["http://127.0.0.1:1", "https://gpu.lan/ollama"]},
        {"type": "llama_cpp", "path": "m.gguf"},
        {"type": "builtin"},
    ],
    "schedule": {"draft": ["a"], "repair": ["a"], "together": True},
    "runtimes": {"python": ["3.11"], "node": ["20", "22"], "pythonPath": "/p/python3", "nodePath": "C:\\node.exe"},
    "targets": {"jsDir": "src/js", "pyDir": "src/py", "default": ["js"], "declarations": False, "jsExtension": "mjs",
                "index": True, "names": "idiomatic", "pyTests": "pytest", "jsTests": "node"},
}  # fmt: skip

VALUES = st.sampled_from(
    [
        None, True, 0, 1, -1, 2.5, 3.0, 10**9, "", " ", "js", "x y", "/abs", "../up", "a/../b", "..", "a/..", "..a",
        "a\\..\\b", "http://h", "https://h/p", "http://u@h", "ftp://h", "http://", "C:\\x", "~/x", "a\n", "512",
        "512 KiB", "1 TB", "ollama", "builtin", "llama_cpp", [], {}, ["js", "rb"], [1], {"type": "ollama"},
        [{"type": "builtin", "host": "x"}],
    ]
)  # fmt: skip


def places(value: JsonValue, path: KeyPath = ()) -> list[KeyPath]:
    steps = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [path, *(place for step in steps for place in places(value[step], (*path, step)))]


def test_the_shipped_file_is_the_schema() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == shipped()
    jsonschema_rs.meta.validate(schema())


def test_the_whole_example_names_every_setting_and_is_valid() -> None:
    assert set(WHOLE) | {"$schema"} == set(schema()["properties"])
    assert jsonschema_rs.is_valid(schema(), WHOLE)


VALIDATOR = jsonschema_rs.validator_for(schema())


@given(st.lists(st.tuples(st.sampled_from(places(WHOLE)), VALUES, st.booleans()), max_size=3))
@example([(("providers", 0, "name"), "b\n", False)])
def test_schema_and_loader_agree_on_every_mutation(changes: list[tuple[KeyPath, JsonValue, bool]]) -> None:
    data: JsonValue = copy.deepcopy(WHOLE)
    for path, value, remove in changes:
        target = data
        try:
            for step in path[:-1]:
                target = target[step]
            if remove and path:
                del target[path[-1]]
            elif path:
                target[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    findings: list[tuple[KeyPath, str]] = []
    file_shape().take(data, (), lambda path, message: findings.append((path, message)))
    findings = [finding for finding in findings if "is taken by another provider" not in finding[1]]
    assert VALIDATOR.is_valid(data) == (not findings), (json.dumps(data), findings)


def test_a_server_without_a_configuration_file_imports_no_validator(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys; from pathlib import Path; from intent_lsp.configuration.load import load as load_config; "
        f"load_config(Path({str(tmp_path)!r}), env={{}}); print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": "server"}, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "intent_lsp.configuration.load" in loaded
    assert not loaded & {"jsonschema_rs", "jsonschema", "pydantic", "attrs", "rich", "asyncio", "difflib"}


def test_the_documentation_has_every_setting_with_its_default_and_variable() -> None:
    rows = {}
    for line in (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[2].startswith("`INTENT_"):
            rows[cells[0].strip("`")] = cells
    assert set(rows) == {".".join(setting.key) for setting in SETTINGS}
    for setting in SETTINGS:
        _, default, variable, _ = rows[".".join(setting.key)]
        assert variable == f"`{setting.env}`"
        value = getattr(Config(), setting.field)
        if default.startswith("`"):
            told = setting.shape.take(setting.shape.parse(default.strip('`"')), (), lambda path, message: None)
            assert (size(told) if setting.field == "cache_limit" else told) == value
        else:
            assert value in ((), "")  # described in words


def test_the_documentation_has_every_key_of_a_provider() -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    for kind, fields in KINDS.items():
        for key in fields.fields:
            assert f"`{key}`" in text, (kind, key)
