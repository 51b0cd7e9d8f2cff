"""The one table of settings. The loader, the JSON Schema, the environment's names and completion follow from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intent_lsp.configuration.providers import Providers
from intent_lsp.configuration.shapes import Either, Fields, Flag, ListOf, Number, Shape, Text, WordChoice
from intent_lsp.remote_store.address import PATTERN as REMOTE

_INSIDE = r"^(?![/~\\]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))[^\u0000]+$"
"""A relative path with no ``..`` in it."""
_FOLDER = Text("a folder inside the workspace, such as src/js/auto", _INSIDE)
_SIZE = Either(
    (
        ((int, float), Number(0, 1 << 50, is_integer=True)),
        ((str,), Text('a number of bytes or a size such as "512 MB"', r"^\s*\d+\s*([kKmMgG][iI]?)?[bB]?\s*$")),
    ),
    'a number of bytes or a size such as "512 MB"',
)
_PYTHON = ListOf(Text('a version such as "3.11"', r"^3\.\d{1,2}$"), "a list of versions", 1)
_NODE = ListOf(Text('a version such as "20"', r"^\d{2}$"), "a list of versions", 1)
_PROGRAM = Text("the full path of a program outside the workspace", r"^([/\\]|[A-Za-z]:)[^\u0000]+$")
_FORMATTER = r"^(ruff|black|prettier|([/\\~]|[A-Za-z]:)[^\u0000]*)$"
_NAMES = ListOf(Text("the name of a provider", r"\S"), "a list of provider names")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    key: tuple[str, ...]
    """Where it stands in a file: ``("targets", "jsDir")``."""
    field: str
    """The field of :class:`~intent_lsp.config.Config`."""
    shape: Shape
    env: str
    """The environment variable."""
    help: str
    """One sentence, for the schema, completion and hover."""
    permission: bool = False
    """Only the user's own settings may set it, never a workspace file."""


SETTINGS: tuple[Setting, ...] = (
    Setting(("rounds",), "rounds", Number(1, 20, is_integer=True), "INTENT_ROUNDS", "How many times a model may try."),
    Setting(
        ("candidates",),
        "candidates",
        Number(1, 8, is_integer=True),
        "INTENT_CANDIDATES",
        "Candidates per round; the first that passes wins.",
    ),
    Setting(
        ("providers",),
        "providers",
        Providers(),
        "INTENT_PROVIDERS",
        "Model servers; left out: whatever is found on the usual local ports, then the built-in provider.",
    ),
    Setting(
        ("schedule", "draft"),
        "draft",
        _NAMES,
        "INTENT_DRAFT",
        "Providers asked for a first draft, in order; left out: all, in their order.",
    ),
    Setting(
        ("schedule", "repair"),
        "repair",
        _NAMES,
        "INTENT_REPAIR",
        "Providers asked to repair a draft that failed, in order; left out: the draft route's, strongest first.",
    ),
    Setting(
        ("schedule", "hedge"),
        "hedge",
        Number(0, 600),
        "INTENT_HEDGE",
        "Seconds without a first token after which the route's next server is asked as well; 0: never.",
    ),
    Setting(
        ("schedule", "together"),
        "together",
        Flag(),
        "INTENT_TOGETHER",
        "Whether two model servers of this machine may work at once; they share its cores.",
    ),
    Setting(("targets", "jsDir"), "js_dir", _FOLDER, "INTENT_JS_DIR", "Folder for generated JavaScript."),
    Setting(("targets", "pyDir"), "py_dir", _FOLDER, "INTENT_PY_DIR", "Folder for generated Python."),
    Setting(
        ("targets", "jsExtension"),
        "js_extension",
        WordChoice(("js", "mjs", "cjs"), {".js": '; write "js"', ".mjs": '; write "mjs"', ".cjs": '; write "cjs"'}),
        "INTENT_JS_EXTENSION",
        "Extension of generated JavaScript: js (CommonJS where the nearest package.json says so), mjs or cjs.",
    ),
    Setting(
        ("targets", "names"),
        "names",
        WordChoice(("written", "idiomatic")),
        "INTENT_NAMES",
        "Names of functions and files: as written, or idiomatic (snake_case in Python, camelCase in JavaScript).",
    ),
    Setting(
        ("targets", "pyTests"),
        "py_tests",
        WordChoice(("none", "pytest")),
        "INTENT_PY_TESTS",
        "Whether examples and properties are written as a test beside generated Python: none, or pytest.",
    ),
    Setting(
        ("targets", "jsTests"),
        "js_tests",
        WordChoice(("none", "node", "vitest")),
        "INTENT_JS_TESTS",
        "Whether examples and properties are written as a test beside generated JavaScript: none, node or vitest.",
    ),
    Setting(
        ("targets", "index"),
        "index",
        Flag(),
        "INTENT_INDEX",
        "Whether each folder of generated files has an index that exports all verified functions of it.",
    ),
    Setting(
        ("targets", "declarations"),
        "declarations",
        Flag(),
        "INTENT_DECLARATIONS",
        "Whether a .d.ts file, which TypeScript reads, is written beside generated JavaScript.",
    ),
    Setting(
        ("targets", "format"),
        "format",
        WordChoice(("auto", "off")),
        "INTENT_FORMAT",
        "Whether generated code gets the project's own format, by the formatters that allowFormatters permits.",
    ),
    Setting(
        ("targets", "default"),
        "default_targets",
        ListOf(
            WordChoice(("js", "py"), {"javascript": '; write "js"', "python": '; write "py"'}), "a list of targets", 1
        ),
        "INTENT_TARGETS",
        "Targets of an intent that names none.",
    ),
    Setting(
        ("secondsPerExample",),
        "seconds_per_example",
        Number(0.05, 120),
        "INTENT_SECONDS_PER_EXAMPLE",
        "How long generated code may run on one example, in seconds.",
    ),
    Setting(
        ("cacheDir",),
        "cache_dir",
        Text("a folder, such as .promirror/cache", r"^[^\u0000]+$"),
        "INTENT_CACHE_DIR",
        "Folder for model replies; in a workspace file it must be inside the workspace.",
    ),
    Setting(
        ("cacheLimit",),
        "cache_limit",
        _SIZE,
        "INTENT_CACHE_LIMIT",
        'Size of the cache: bytes, or a size such as "512 MB"; the least recently used entries go first.',
    ),
    Setting(
        ("cache", "remote"),
        "cache_remote",
        Text('a folder or the URL of a store, such as s3://bucket/intent, without "::" and passwords', REMOTE),
        "INTENT_CACHE_REMOTE",
        "A folder, or a URL that fsspec knows, where a team's proofs and replies are shared. Not in a workspace file.",
        True,
    ),
    Setting(
        ("cache", "readOnly"),
        "cache_read_only",
        Flag(),
        "INTENT_CACHE_READ_ONLY",
        "Whether the shared cache is only read, and nothing is put there.",
    ),
    Setting(
        ("cache", "patience"),
        "cache_patience",
        Number(0, 3600),
        "INTENT_CACHE_PATIENCE",
        "Seconds that a run waits for the shared cache, in all. Not in a workspace file.",
        True,
    ),
    Setting(("offline",), "offline", Flag(), "INTENT_OFFLINE", "Use only the cache and the built-in provider."),
    Setting(
        ("learn",),
        "learn",
        Flag(),
        "INTENT_LEARN",
        "Whether this machine remembers how often and how fast models pass, to choose among those found.",
    ),
    Setting(("jobs",), "jobs", Number(1, 64, is_integer=True), "INTENT_JOBS", "Pieces of work at once."),
    Setting(
        ("runtimes", "python"),
        "python_versions",
        _PYTHON,
        "INTENT_PYTHON_VERSIONS",
        "Versions of Python that generated code must work on; left out: requires-python of pyproject.toml, else 3.11.",
    ),
    Setting(
        ("runtimes", "node"),
        "node_versions",
        _NODE,
        "INTENT_NODE_VERSIONS",
        "Major versions of Node that generated code must work on; left out: engines.node of package.json, else 20.",
    ),
    Setting(
        ("runtimes", "pythonPath"),
        "python_path",
        _PROGRAM,
        "INTENT_PYTHON_PATH",
        "The Python that confirms generated code; left out: python3 on PATH. Not in a workspace file.",
        True,
    ),
    Setting(
        ("runtimes", "nodePath"),
        "node_path",
        _PROGRAM,
        "INTENT_NODE_PATH",
        "The Node that confirms generated code; left out: node on PATH. Not in a workspace file.",
        True,
    ),
    Setting(
        ("allowHosts",),
        "allow_hosts",
        ListOf(Text("a host name or address without scheme and port", r"^[^\s/@]+$"), "a list of host names"),
        "INTENT_ALLOW_HOSTS",
        "Hosts outside this machine that may be contacted. Not in a workspace file.",
        True,
    ),
    Setting(
        ("allowKeys",),
        "allow_keys",
        ListOf(Text("the name of an environment variable", r"^[^\s=]+$"), "a list of names of environment variables"),
        "INTENT_ALLOW_KEYS",
        "Environment variables that a workspace's providers may name in apiKeyEnv. Not in a workspace file.",
        True,
    ),
    Setting(
        ("allowModels",),
        "allow_models",
        ListOf(Text("a full path, or one that starts with ~/", r"^([/\\~]|[A-Za-z]:)[^\u0000]*$"), "a list of paths"),
        "INTENT_ALLOW_MODELS",
        "GGUF files, or folders of them, that a workspace's providers may run. Not in a workspace file.",
        True,
    ),
    Setting(
        ("allowFormatters",),
        "allow_formatters",
        ListOf(Text("ruff, black, prettier, or the full path of a project", _FORMATTER), "a list of formatters"),
        "INTENT_ALLOW_FORMATTERS",
        "Formatters that may be run: ruff, black, prettier; a project's full path permits its own. "
        "Not in a workspace file.",
        True,
    ),
    Setting(
        ("trustWorkers",),
        "trust_workers",
        Flag(),
        "INTENT_TRUST_WORKERS",
        "Whether code that a cluster's workers have checked counts as checked here. Not in a workspace file.",
        True,
    ),
)

GROUPS = {
    "cache": "The cache that a team shares.",
    "schedule": "Which provider is asked when.",
    "targets": "Where generated code goes.",
    "runtimes": "The interpreters that generated code must work on.",
}
"""Descriptions of the keys that hold several settings."""


def file_shape() -> Fields:
    """The shape of a whole configuration file."""
    fields: dict[str, tuple[Shape, str]] = {"$schema": (Text("the address of a JSON Schema"), "For editors.")}
    for setting in SETTINGS:
        head = setting.key[0]
        if len(setting.key) == 1:
            fields[head] = (setting.shape, setting.help)
        elif head not in fields:
            inner = {s.key[1]: (s.shape, s.help) for s in SETTINGS if s.key[0] == head}
            fields[head] = (Fields(inner), GROUPS[head])
    return Fields(fields)


def is_inside(folder: str) -> bool:
    """Whether a folder's name stays inside the workspace (symlinks are the business of ``output``)."""
    return re.search(_INSIDE, folder) is not None


def size(value: int | str) -> int:
    """Bytes of a taken ``cacheLimit``."""
    if isinstance(value, int):
        return value
    digits = "".join(character for character in value if character.isdigit())
    unit = next((character for character in value.lower() if character in "kmg"), "")
    return int(digits) << {"": 0, "k": 10, "m": 20, "g": 30}[unit]
