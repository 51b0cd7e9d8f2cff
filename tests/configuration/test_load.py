"""Loading never raises: what is right is taken from the right source, what is wrong is named at its place."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.config import Config, ConfigProblem, LoadedConfig, ProviderConfig, Timeouts
from intent_lsp.configuration.load import load
from intent_lsp.values import JsonValue

DOCUMENTED = """{
  "cacheDir": ".promirror/cache",
  "rounds": 3,
  "providers": [
    { "name": "draft", "type": "ollama", "host": "http://127.0.0.1:11434", "model": "qwen2.5-coder:7b",
      "options": { "temperature": 0.1, "num_predict": 1200, "seed": 7 } },
    { "name": "strong", "type": "openai_compat", "baseUrl": "http://127.0.0.1:1234/v1", "model": "qwen2.5-coder-14b-instruct",
      "params": { "temperature": 0.1, "max_tokens": 1200 } },
    { "type": "builtin" }
  ],
  "schedule": { "draft": ["draft", "builtin"], "repair": ["strong", "draft"] },
  "targets": { "jsDir": "src/js/auto", "pyDir": "src/py/auto" }
}
"""  # noqa: E501


def loaded(text: str, env: Mapping[str, str] | None = None) -> LoadedConfig:
    return load(Path("/nowhere"), env=env or {}, text=text)


def messages(text: str) -> list[str]:
    return [problem.message for problem in loaded(text).problems]


def test_the_documented_configuration_loads_exactly(tmp_path: Path) -> None:
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    file.write_text(DOCUMENTED)
    assert load(tmp_path, env={}) == LoadedConfig(
        Config(
            cache_dir=".promirror/cache",
            rounds=3,
            providers=(
                ProviderConfig(
                    "ollama", "draft", "http://127.0.0.1:11434", "qwen2.5-coder:7b",
                    options={"temperature": 0.1, "num_predict": 1200, "seed": 7},
                ),
                ProviderConfig(
                    "openai_compat", "strong", "http://127.0.0.1:1234/v1", "qwen2.5-coder-14b-instruct",
                    options={"temperature": 0.1, "max_tokens": 1200},
                ),
                ProviderConfig("builtin", "builtin"),
            ),
            draft=("draft", "builtin"),
            repair=("strong", "draft"),
            js_dir="src/js/auto",
            py_dir="src/py/auto",
        ),
        (),
        file,
    )  # fmt: skip


def test_nothing_at_all_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, env={}) == LoadedConfig(Config(), (), None)


def test_every_setting_of_a_file_arrives() -> None:
    text = json.dumps(
        {
            "rounds": 5, "candidates": 2, "secondsPerExample": 0.5, "cacheDir": "c", "cacheLimit": "3 MB",
            "offline": True, "jobs": 2, "targets": {"jsDir": "j", "pyDir": "p", "default": ["py", "js"]},
            "providers": [
                {"type": "ollama", "keepAlive": -1, "lock": "json", "concurrency": 3, "apiKeyEnv": "KEY",
                 "timeouts": {"connect": 1, "firstToken": 2, "stall": 3, "total": 4}},
                {"type": "ollama"},
                {"type": "openai_compat", "preset": "vllm"},
                {"type": "llama_cpp", "path": "~/m.gguf", "name": "mine"},
            ],
        }
    )  # fmt: skip
    mine = {"INTENT_ALLOW_KEYS": "KEY", "INTENT_ALLOW_MODELS": "~/m.gguf"}
    result = loaded(text, mine)
    assert result.problems == ()
    assert result.config == Config(
        allow_keys=("KEY",), allow_models=("~/m.gguf",),
        rounds=5, candidates=2, seconds_per_example=0.5, cache_dir="c", cache_limit=3 << 20, offline=True, jobs=2,
        js_dir="j", py_dir="p", default_targets=("py", "js"),
        providers=(
            ProviderConfig(
                "ollama", "ollama", keep_alive="-1", lock="json", concurrency=3, api_key_env="KEY",
                timeouts=Timeouts(1, 2, 3, 4),
            ),
            ProviderConfig("ollama", "ollama-2"),
            ProviderConfig("openai_compat", "openai_compat", preset="vllm"),
            ProviderConfig("llama_cpp", "mine", path="~/m.gguf"),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"rounds": "3"}', 'rounds: must be a whole number, not "3"'),
        ('{"rounds": 0}', "rounds: must be from 1 to 20, not 0"),
        ('{"rounds": true}', "rounds: must be a whole number, not true"),
        ('{"rounds": NaN}', "rounds: must be a whole number, not NaN"),
        ('{"round": 3}', 'round: is not a setting; did you mean "rounds"?'),
        ('{"targets": {"jsdir": "a"}}', 'targets.jsdir: is not a setting; did you mean "jsDir"?'),
        ('{"xyz": 3}', "xyz: is not a setting"),
        ('{"offline": "yes"}', 'offline: must be true or false, not "yes"'),
        (
            '{"targets": {"jsDir": "../x"}}',
            'targets.jsDir: must be a folder inside the workspace, such as src/js/auto, not "../x"',
        ),
        ('{"cacheDir": "/tmp/x"}', "cacheDir: must be a folder inside the workspace, such as .promirror/cache"),
        (
            '{"targets": {"default": ["python"]}}',
            'targets.default[0]: must be one of "js", "py", not "python"; write "py"',
        ),
        ('{"targets": {"default": []}}', "targets.default: must be a list of targets: it is empty"),
        ('{"providers": {}}', "providers: must be a list of providers, not an object"),
        ('{"providers": ["ollama"]}', 'providers[0]: must be an object such as {"type": "ollama"}, not "ollama"'),
        ('{"providers": [{"host": "http://a"}]}', 'providers[0]: needs a "type"; write "type": "ollama"'),
        (
            '{"providers": [{"type": "vllm"}]}',
            'providers[0].type: must be one of "ollama", "openai_compat", "llama_cpp", "builtin", not "vllm"; '
            'write "openai_compat" with "preset": "vllm"',
        ),
        (
            '{"providers": [{"type": "builtin"}, {"type": "ollama", "host": "localhost:11434"}]}',
            'providers[1].host: must be a URL; write e.g. http://127.0.0.1:11434, not "localhost:11434"',
        ),
        ('{"providers": [{"type": "ollama", "modell": "x"}]}',
         'providers[0].modell: is not a setting of type ollama; did you mean "model"?'),
        ('{"providers": [{"type": "openai_compat", "preset": "vllm", "host": "http://a"}]}',
         'providers[0].host: is not a setting of type openai_compat; did you mean "baseUrl"?'),
        ('{"providers": [{"type": "llama_cpp"}]}', 'providers[0]: needs "path"'),
        (
            '{"providers": [{"type": "openai_compat", "model": "m"}]}',
            'providers[0]: needs a "baseUrl" (or a "preset", for the usual port); write e.g. http://127.0.0.1:1234/v1',
        ),
        ('{"providers": [{"type": "ollama", "name": "a"}, {"type": "builtin", "name": "a"}]}',
         'providers[1].name: "a" is taken by another provider; choose another name'),
        ('{"providers": [{"type": "ollama"}], "schedule": {"draft": ["olama"]}}',
         'schedule.draft[0]: no provider is named "olama"; did you mean "ollama"?'),
        ("[]", "must be an object, not a list"),
        ("{", "is not JSON: this object is never closed: add }"),
    ],
)  # fmt: skip
def test_messages_name_the_place_the_fault_and_the_fix(text: str, message: str) -> None:
    assert messages(text) == [message]


def test_a_key_is_never_taken_in_place_of_its_name() -> None:
    result = loaded('{"providers": [{"type": "ollama", "apiKeyEnv": "sk-1234567890"}]}')
    assert "the name of an environment variable, never the key itself" in result.problems[0].message
    assert result.config.providers == ()
    assert "needs" not in messages('{"providers": [{"type": "ollama", "host": "http://me:pw@127.0.0.1:1"}]}')[0]
    assert loaded('{"providers": [{"type": "ollama", "host": "http://me:pw@127.0.0.1:1"}]}').config.providers == ()


def test_problems_know_their_line_and_column() -> None:
    text = '\ufeff{\r\n  // mine\r\n  "rounds": "é",\r\n  "targts": {"jsDir": "a"},\r\n}\r\n'
    places = [(p.line, p.column, p.end_line, p.end_column) for p in loaded(text).problems]
    assert places == [(3, 13, 3, 16), (4, 3, 4, 11)]


def test_what_is_refused_keeps_its_default_and_the_rest_is_taken() -> None:
    result = loaded('{"rounds": "many", "jobs": 9, "providers": [{"type": "nope"}, {"type": "builtin"}]}')
    assert result.config == Config(jobs=9, providers=(ProviderConfig("builtin", "builtin"),))
    assert len(result.problems) == 2


def test_builtin_may_be_scheduled_without_being_listed() -> None:
    result = loaded('{"providers": [{"type": "ollama"}], "schedule": {"draft": ["ollama", "builtin"]}}')
    assert result.problems == ()
    assert [provider.name for provider in result.config.providers] == ["ollama", "builtin"]


def test_a_workspace_gives_no_permissions_and_the_user_does(tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    (workspace / ".promirror").mkdir(parents=True)
    (workspace / ".promirror" / "intent.config.json").write_text('{"allowHosts": ["evil.example"]}')
    env = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    own = tmp_path / "config" / "intent-lsp" / "config.json"
    result = load(workspace, env=env)
    assert result.config == Config()
    assert [(problem.line, problem.column) for problem in result.problems] == [(1, 2)]
    assert all(str(own) in problem.message for problem in result.problems)

    own.parent.mkdir(parents=True)
    own.write_text('{"allowHosts": ["gpu.lan"], "cacheDir": "/var/cache/intents"}')
    result = load(workspace, env=env)
    assert result.config == Config(allow_hosts=("gpu.lan",), cache_dir="/var/cache/intents")
    assert load(workspace, env={**env, "INTENT_ALLOW_HOSTS": "a.lan, b.lan"}).config.allow_hosts == (
        "a.lan", "b.lan",
    )  # fmt: skip
    assert load(workspace, env=env, editor={"allowHosts": ["e.lan"]}).config.allow_hosts == ("e.lan",)


def test_the_user_s_folder_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative XDG_CONFIG_HOME would lead into whatever folder the program was started in."""
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path / "given" / "intent-lsp", tmp_path / "home/.config/intent-lsp"):
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps({"allowHosts": [folder.parent.name + ".lan"]}))
    monkeypatch.setattr("sys.platform", "linux")
    env = {"XDG_CONFIG_HOME": "given", "HOME": str(tmp_path / "home")}
    assert load(tmp_path, env=env).config.allow_hosts == (".config.lan",)
    assert load(tmp_path, env={**env, "XDG_CONFIG_HOME": str(tmp_path / "given")}).config.allow_hosts == ("given.lan",)


def test_a_workspace_permits_no_formatter_and_turns_them_off(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path / "home"), "INTENT_ALLOW_FORMATTERS": "ruff"}
    text = '{"allowFormatters": ["prettier", "/"], "targets": {"format": "off"}}'
    result = load(tmp_path, env=env, text=text)
    assert (result.config.allow_formatters, result.config.format) == (("ruff",), "off")
    assert [problem.message.split(":")[0] for problem in result.problems] == ["allowFormatters"]
    wrong = load(tmp_path, env={"INTENT_ALLOW_FORMATTERS": "ruff,prettierd,./here"})
    assert wrong.config.allow_formatters == ("ruff",)
    assert "ruff, black, prettier, or the full path of a project" in wrong.problems[0].message


def test_a_workspace_names_no_key_and_no_model_file_without_permission(tmp_path: Path) -> None:
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "leads-out.gguf").symlink_to("/dev/zero")
    file.write_text("""{ "providers": [
  { "type": "ollama", "name": "a", "apiKeyEnv": "SECRET" },
  { "type": "llama_cpp", "name": "b", "path": "models/m.gguf" },
  { "type": "llama_cpp", "name": "c", "path": "models/leads-out.gguf" },
  { "type": "builtin" }
] }""")
    env = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    own = tmp_path / "config" / "intent-lsp" / "config.json"

    def names(**more: str) -> list[str]:
        return [provider.name for provider in load(tmp_path, env={**env, **more}).config.providers]

    result = load(tmp_path, env=env)
    assert names() == ["builtin"]
    assert [(problem.line, problem.message.split(";")[0]) for problem in result.problems] == [
        (2, "providers[0].apiKeyEnv: a workspace cannot read a variable by itself"),
        (3, "providers[1].path: a workspace cannot run a model file by itself"),
        (4, "providers[2].path: a workspace cannot run a model file by itself"),
    ]
    assert all(str(own) in problem.message for problem in result.problems)
    assert names(INTENT_ALLOW_KEYS="OTHER, SECRET") == ["a", "builtin"]
    assert names(INTENT_ALLOW_MODELS=str(tmp_path / "models")) == ["b", "builtin"], "a link out of it is none of it"
    assert names(INTENT_ALLOW_MODELS=str(tmp_path / "mod")) == ["builtin"], "a folder, not the beginning of a name"
    assert names(INTENT_PROVIDERS='[{"type": "ollama", "apiKeyEnv": "SECRET"}]') == ["ollama"], "the user's own words"
    own.parent.mkdir(parents=True)
    own.write_text(file.read_text())
    file.unlink()
    assert names() == ["a", "b", "c", "builtin"], "in the user's own file nothing is a stranger's"


def test_hosts_that_will_be_refused_are_named_where_they_stand(tmp_path: Path) -> None:
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    file.write_text("""{ "providers": [
  { "type": "ollama", "host": 4 },
  { "type": "ollama", "host": "http://gpu.lan:11434" },
  { "type": "ollama", "name": "here", "host": "http://127.0.0.1:11434" },
  { "type": "openai_compat", "baseUrl": "https://api.example.org/v1" }
] }""")
    env = {"XDG_CONFIG_HOME": str(tmp_path / "own")}
    result = load(tmp_path, env=env)
    told = [(p.line, p.column, p.message) for p in result.problems if p.warning]
    assert [(line, column) for line, column, _ in told] == [(3, 31), (5, 41)]
    assert all("not this machine" in message and str(tmp_path / "own") in message for *_, message in told)
    assert told[0][2].startswith("providers[1].host: gpu.lan")
    assert [p.name for p in result.config.providers] == ["ollama", "here", "openai_compat"], "they stay"
    half = load(tmp_path, env={**env, "INTENT_ALLOW_HOSTS": "gpu.lan"})
    assert [(p.line, p.warning) for p in half.problems] == [(2, False), (5, True)]
    allowed = load(tmp_path, env=env, editor={"allowHosts": ["gpu.lan", "api.example.org"]})
    assert not any(p.warning for p in allowed.problems)
    variable = {"INTENT_PROVIDERS": '[{"type": "ollama", "host": "http://gpu.lan"}]'}
    (found,) = load(tmp_path / "x", env=variable).problems
    assert found.warning
    assert "INTENT_PROVIDERS" in found.source


def test_later_sources_win(tmp_path: Path) -> None:
    workspace = tmp_path / ".promirror" / "intent.config.json"
    workspace.parent.mkdir()
    user = tmp_path / "user" / "config.json"
    user.parent.mkdir()
    user.write_text('{"rounds": 2, "jobs": 2, "candidates": 2, "offline": true}')
    workspace.write_text('{"rounds": 3, "jobs": 3, "candidates": 3}')
    result = load(tmp_path, env={"INTENT_ROUNDS": "4", "INTENT_JOBS": "4"}, editor={"rounds": 5}, user_dir=user.parent)
    assert result == LoadedConfig(Config(rounds=5, jobs=4, candidates=3, offline=True), (), workspace)


ENVIRONMENT: Mapping[str, tuple[str, Config]] = {
    "INTENT_ROUNDS": ("7", Config(rounds=7)),
    "INTENT_CANDIDATES": ("2", Config(candidates=2)),
    "INTENT_PROVIDERS": ('[{"type": "builtin"}]', Config(providers=(ProviderConfig("builtin", "builtin"),))),
    "INTENT_DRAFT": ("a,b", Config(draft=("a", "b"))),
    "INTENT_REPAIR": ('["b"]', Config(repair=("b",))),
    "INTENT_HEDGE": ("2.5", Config(hedge=2.5)),
    "INTENT_JS_DIR": (" lib ", Config(js_dir="lib")),
    "INTENT_PY_DIR": ("lib", Config(py_dir="lib")),
    "INTENT_TARGETS": ("js, py", Config(default_targets=("js", "py"))),
    "INTENT_SECONDS_PER_EXAMPLE": ("0.5", Config(seconds_per_example=0.5)),
    "INTENT_CACHE_DIR": ("/c", Config(cache_dir="/c")),
    "INTENT_CACHE_LIMIT": ("2 GB", Config(cache_limit=2 << 30)),
    "INTENT_CACHE_REMOTE": ("s3://bucket/intent", Config(cache_remote="s3://bucket/intent")),
    "INTENT_CACHE_READ_ONLY": ("1", Config(cache_read_only=True)),
    "INTENT_CACHE_PATIENCE": ("20", Config(cache_patience=20.0)),
    "INTENT_OFFLINE": ("Yes", Config(offline=True)),
    "INTENT_LEARN": ("no", Config(learn=False)),
    "INTENT_JS_EXTENSION": ("mjs", Config(js_extension="mjs")),
    "INTENT_NAMES": ("idiomatic", Config(names="idiomatic")),
    "INTENT_PY_TESTS": ("pytest", Config(py_tests="pytest")),
    "INTENT_JS_TESTS": ("vitest", Config(js_tests="vitest")),
    "INTENT_INDEX": ("yes", Config(index=True)),
    "INTENT_DECLARATIONS": ("no", Config(declarations=False)),
    "INTENT_JOBS": ("9", Config(jobs=9)),
    "INTENT_TOGETHER": ("on", Config(together=True)),
    "INTENT_PYTHON_VERSIONS": ("3.11,3.13", Config(python_versions=("3.11", "3.13"))),
    "INTENT_NODE_VERSIONS": ("20, 22", Config(node_versions=("20", "22"))),
    "INTENT_PYTHON_PATH": ("/opt/python/bin/python3", Config(python_path="/opt/python/bin/python3")),
    "INTENT_NODE_PATH": ("/opt/node/bin/node", Config(node_path="/opt/node/bin/node")),
    "INTENT_ALLOW_HOSTS": ("gpu.lan", Config(allow_hosts=("gpu.lan",))),
    "INTENT_ALLOW_KEYS": ("KEY, OTHER", Config(allow_keys=("KEY", "OTHER"))),
    "INTENT_FORMAT": ("off", Config(format="off")),
    "INTENT_ALLOW_FORMATTERS": ("ruff, /home/me/project", Config(allow_formatters=("ruff", "/home/me/project"))),
    "INTENT_ALLOW_MODELS": ("~/models, /m.gguf", Config(allow_models=("~/models", "/m.gguf"))),
    "INTENT_TRUST_WORKERS": ("yes", Config(trust_workers=True)),
}


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_each_variable_of_the_environment(tmp_path: Path, name: str) -> None:
    text, config = ENVIRONMENT[name]
    assert load(tmp_path, env={name: text}) == LoadedConfig(config, (), None)


def test_every_setting_has_a_variable() -> None:
    from intent_lsp.configuration.settings import SETTINGS

    assert {setting.env for setting in SETTINGS} == set(ENVIRONMENT)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    env = {"INTENT_ROUNDS": "many", "INTENT_ROUND": "3", "INTENT_CLASSIFIER_URL": "x", "INTENT_TARGETS": "js,rb"}
    result = load(tmp_path, env=env)
    assert result.problems == (
        ConfigProblem('must be a whole number, not "many"', "INTENT_ROUNDS"),
        ConfigProblem('[1]: must be one of "js", "py", not "rb"', "INTENT_TARGETS"),
        ConfigProblem('is not a setting; did you mean "INTENT_ROUNDS"?', "INTENT_ROUND"),
    )
    assert result.config == Config(default_targets=("js",))


def test_an_editor_s_other_and_unset_settings_are_no_problem(tmp_path: Path) -> None:
    editor: Mapping[str, JsonValue] = {
        "transpileOnSave": True, "trace": {"server": "off"}, "rounds": None, "providers": [], "cacheDir": "",
        "targets": {"jsDir": "lib", "pyDir": "", "layout": "x"}, "schedule": None,
    }  # fmt: skip
    assert load(tmp_path, env={}, editor=editor) == LoadedConfig(Config(js_dir="lib"), (), None)
    (problem,) = load(tmp_path, env={}, editor={"rounds": "x"}).problems
    assert problem == ConfigProblem('rounds: must be a whole number, not "x"', "editor")


@pytest.mark.parametrize("kind", ["folder", "latin", "denied"])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, kind: str) -> None:
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    if kind == "folder":
        file.mkdir()
    elif kind == "latin":
        file.write_bytes(b'{\n"cacheDir": "caf\xe9"}')
    else:
        file.symlink_to(file)  # a loop: the system refuses it to everybody, root included
    result = load(tmp_path, env={})
    assert result.config == Config()
    assert len(result.problems) == 1
    assert result.problems[0].source == str(file)
    assert result.problems[0].line == (2 if kind == "latin" else 0)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "name", "host", "rounds", "draft", "jsDir", "timeouts", "path"]) | st.text(max_size=3),
        inner, max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*json.loads(DOCUMENTED), "jobs", "allowHosts"]), VALUES))
def test_any_content_loads_to_a_configuration(data: dict[str, JsonValue]) -> None:
    result = loaded(json.dumps(data))
    assert isinstance(result.config, Config)
    assert replace(result.config) == result.config
    assert load(Path(os.devnull), env={}, editor=data).path is None


@given(st.text())
def test_any_text_loads_to_a_configuration(text: str) -> None:
    assert isinstance(loaded(text).config, Config)
    assert isinstance(
        loaded(text, {f"INTENT_{name}": text for name in ("ROUNDS", "PROVIDERS", "DRAFT")}).config, Config
    )


def test_an_editor_has_places_for_what_the_servers_take() -> None:
    """``jobs`` alone where one call at a time is asked; of several servers the one that drafts counts."""
    one = ProviderConfig("ollama", "one", url="http://127.0.0.1:1")
    wide = replace(one, name="wide", concurrency=8)
    fleet = replace(wide, name="fleet", more_urls=("http://127.0.0.1:2", "http://127.0.0.1:3"))
    assert Config(jobs=4).places == 4
    assert Config(jobs=4, providers=(one, wide)).places == 4
    assert Config(jobs=4, providers=(one, wide), draft=("wide", "one")).places == 12
    assert Config(jobs=2, providers=(ProviderConfig("builtin", "builtin"), fleet)).places == 26
