"""The one validated configuration; :func:`intent_lsp.configuration.load.load` reads it.

Sources, later ones win: built-in defaults, the user's own file, ``.promirror/intent.config.json`` of the workspace,
``INTENT_*`` environment, the editor's settings. Permissions (hosts outside loopback, keys, programs and models to run)
are read from the user's own settings only: the user's configuration file, the environment, and the editor's
machine-scoped settings; never from the workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from intent_lsp.values import JsonValue, Target

ProviderType: TypeAlias = Literal["ollama", "openai_compat", "llama_cpp", "builtin"]
Preset: TypeAlias = Literal["lmstudio", "llamacpp", "vllm", "tgi", ""]
Lock: TypeAlias = Literal["auto", "grammar", "json", "none"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. ``first_token`` includes loading the model."""

    connect: float = 2.0
    first_token: float = 300.0
    stall: float = 60.0
    total: float = 900.0


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One entry of ``providers``."""

    type: ProviderType
    name: str
    """Unique; defaults to the type."""
    url: str = ""
    """``host`` (ollama) or ``baseUrl`` (openai_compat), as written; the first where there are several."""
    model: str = ""
    """Empty: chosen from what the server has."""
    preset: Preset = ""
    options: Mapping[str, JsonValue] = field(default_factory=dict)
    """``options`` (ollama) or ``params`` (the others), sent as they are."""
    lock: Lock = "auto"
    api_key_env: str = ""
    """The name of the environment variable that holds the key."""
    path: str = ""
    """``llama_cpp``: the GGUF file."""
    concurrency: int = 0
    """Calls at once to this endpoint; 0: as many as the server says that it has slots, else one."""
    timeouts: Timeouts = Timeouts()
    keep_alive: str = ""
    more_urls: tuple[str, ...] = ()
    """The other addresses of a fleet: all of them serve the same model, and are used at once."""

    def each_address(self) -> tuple[ProviderConfig, ...]:
        """The same provider for each of its addresses alone."""
        return tuple(replace(self, url=url, more_urls=()) for url in (self.url, *self.more_urls))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run needs to know. Relative paths are relative to the workspace folder."""

    cache_dir: str = ".promirror/cache"
    rounds: int = 3
    candidates: int = 1
    """Candidates per round; the first that passes wins."""
    providers: tuple[ProviderConfig, ...] = ()
    """Empty: whatever is found on the usual local ports, then ``builtin``."""
    draft: tuple[str, ...] = ()
    """``schedule.draft``: provider names in order; empty: all providers in order."""
    repair: tuple[str, ...] = ()
    """``schedule.repair``; empty: the draft route's providers, strongest first."""
    hedge: float = 0.0
    """``schedule.hedge``: seconds without a token until the route's next server is asked as well; 0: never."""
    together: bool = False
    """``schedule.together``: whether two model servers of this machine may work at once."""
    js_dir: str = "src/js/auto"
    py_dir: str = "src/py/auto"
    js_extension: Literal["js", "mjs", "cjs"] = "js"
    """``targets.jsExtension``: the first is what the nearest package.json says, the others say it themselves."""
    names: Literal["written", "idiomatic"] = "written"
    """``targets.names``: whether functions and files are called as the document says, or as the language has it."""
    py_tests: Literal["none", "pytest"] = "none"
    """``targets.pyTests``: the framework for which examples are written as a test beside the code."""
    js_tests: Literal["none", "node", "vitest"] = "none"
    """``targets.jsTests``: likewise."""
    index: bool = False
    """``targets.index``: whether each folder of generated files has a file that exports them all."""
    declarations: bool = True
    """``targets.declarations``: whether a ``.d.ts`` file is written beside generated JavaScript."""
    format: Literal["auto", "off"] = "auto"
    """``targets.format``: whether the project's own formatter is used, where the user permits it."""
    default_targets: tuple[Target, ...] = ("js",)
    seconds_per_example: float = 2.0
    offline: bool = False
    """Only the cache and ``builtin``."""
    learn: bool = True
    """Whether this machine remembers how often and how fast models pass, to choose among those found."""
    jobs: int = 4
    """Pieces of work at once."""
    cache_limit: int = 512 << 20
    """Bytes; least recently used entries go first."""
    cache_read_only: bool = False
    """``cache.readOnly``: whether the shared cache is only looked into."""
    python_versions: tuple[str, ...] = ()
    """``runtimes.python``: versions such as ``3.11``; empty: what the project's own files say."""
    node_versions: tuple[str, ...] = ()
    """``runtimes.node``: major versions such as ``20``; likewise."""
    # The user's own permissions, never from a workspace file:
    python_path: str = ""
    """``runtimes.pythonPath``: the interpreter that confirms Python; empty: the first suitable one on PATH."""
    node_path: str = ""
    """``runtimes.nodePath``: likewise for JavaScript."""
    cache_remote: str = ""
    """``cache.remote``: where a team's proofs and replies are; empty: nowhere."""
    cache_patience: float = 0.1
    """``cache.patience``: seconds that a run waits for the shared cache, in all."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts outside loopback that may be contacted."""
    allow_keys: tuple[str, ...] = ()
    """Environment variables that a workspace's providers may name in ``apiKeyEnv``."""
    allow_models: tuple[str, ...] = ()
    """GGUF files, or folders of them, that a workspace's providers may run."""
    allow_formatters: tuple[str, ...] = ()
    """Formatters that may be run from PATH, and the folders of projects whose own may be."""
    trust_workers: bool = False
    """Whether code that the workers of a cluster have checked counts as checked on this machine."""

    @property
    def places(self) -> int:
        """Pieces of work at once: ``jobs``, and as many as the provider that drafts takes calls by these settings."""
        known = {one.name: one for one in self.providers if one.type != "builtin"}
        first = next((known[name] for name in self.draft or known if name in known), None)
        calls = max(1, first.concurrency) * len(first.each_address()) if first else 1
        return self.jobs + calls if calls > 1 else self.jobs


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """A setting that was refused; its default is used instead. ``line`` and ``column`` count from 1; 0: unknown.

    ``warning``: the setting was taken, but part of it will not work (a provider whose host the user did not allow).
    """

    message: str
    source: str
    """The file's path, the variable's name, or ``editor``."""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    warning: bool = False


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A configuration is always there; problems say what was not taken."""

    config: Config
    problems: tuple[ConfigProblem, ...] = ()
    path: Path | None = None
    """The workspace's configuration file, if there is one."""
