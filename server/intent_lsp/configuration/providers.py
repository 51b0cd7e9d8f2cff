"""The shape of one entry of ``providers``: which keys it may have follows from its ``type``."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from itertools import count
from typing import Any

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.configuration.shapes import (
    REFUSED,
    Complain,
    Either,
    Fields,
    Free,
    KeyPath,
    ListOf,
    Number,
    Shape,
    Text,
    WordChoice,
    describe,
    json_or_text,
    suggestion,
)
from intent_lsp.values import JsonValue

_URL = r"^https?://(?![^/]*@)[^/\s?#]+(?:/[^\s?#]*)?$"


def _addresses(example: str) -> Shape:
    one = Text(f"a URL; write e.g. {example}", _URL)
    several = ListOf(one, "a list of URLs", 1)
    return Either((((str,), one), ((list,), several)), f"a URL, or a list of them; write e.g. {example}")


_SECONDS = Number(0.01, 86_400)
_TIMEOUTS = Fields(
    {
        "connect": (_SECONDS, "Seconds until the server must have accepted the connection."),
        "firstToken": (_SECONDS, "Seconds until the first piece of an answer, loading the model included."),
        "stall": (_SECONDS, "Seconds between two pieces of an answer."),
        "total": (_SECONDS, "Seconds for a complete answer."),
    }
)
_COMMON: dict[str, tuple[Shape, str]] = {
    "name": (Text("a name", r"^\S(?:.*\S)?$"), "The name that the schedule and messages use; the type, if left out."),
}
_MODEL: tuple[Shape, str] = (Text("the name of a model"), "Left out: chosen from what the server has.")
_SERVED: dict[str, tuple[Shape, str]] = {
    "lock": (WordChoice(("auto", "grammar", "json", "none")), "How replies are kept to a format."),
    "concurrency": (
        Number(1, 512, is_integer=True),
        "Calls at once; left out: the slots that the server reports, else one.",
    ),
    "timeouts": (_TIMEOUTS, "Time-outs in seconds."),
}
_KEEP_ALIVE: tuple[Shape, str] = (
    Either(
        (
            ((str,), Text('a duration such as "10m"', r"^-?(?:\d+|(?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$")),
            ((int, float), Number(-1, 1e9)),
        ),
        'a duration such as "10m", or seconds (-1: for ever)',
    ),
    "How long the model stays loaded (Ollama, LM Studio).",
)
_KEY: tuple[Shape, str] = (
    Text("the name of an environment variable, never the key itself", r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"),
    "The name of the environment variable that holds the API key.",
)


def _params(what: str) -> tuple[Shape, str]:
    return Free(f"an object of {what}"), f"{what[0].upper()}{what[1:]}, sent as they are."


KINDS: Mapping[str, Fields] = {
    "ollama": Fields(
        {
            **_COMMON,
            "host": (
                _addresses("http://127.0.0.1:11434"),
                "Address of the server; of several that share the work, a list.",
            ),
            "model": _MODEL,
            "options": _params("options of Ollama, such as temperature and num_predict"),
            "keepAlive": _KEEP_ALIVE,
            "apiKeyEnv": _KEY,
            **_SERVED,
        }
    ),
    "openai_compat": Fields(
        {
            **_COMMON,
            "baseUrl": (
                _addresses("http://127.0.0.1:1234/v1"),
                "Address of the server's /v1; of several that share the work, a list.",
            ),
            "model": _MODEL,
            "preset": (WordChoice(("lmstudio", "llamacpp", "vllm", "tgi")), "Which server it is."),
            "params": _params("parameters of a request, such as temperature and max_tokens"),
            "keepAlive": _KEEP_ALIVE,
            "apiKeyEnv": _KEY,
            **_SERVED,
        }
    ),
    "llama_cpp": Fields(
        {
            **_COMMON,
            "path": (Text("the path of a GGUF file", r"\S"), "The GGUF file to run."),
            "model": (Text("a name"), "The name that messages use."),
            "params": _params("parameters of a request, such as temperature and max_tokens"),
            **_SERVED,
        },
        required=("path",),
    ),
    "builtin": Fields({**_COMMON}),
}
"""What each type of provider may hold, ``type`` apart."""

_TYPE = WordChoice(
    tuple(KINDS),
    {
        "openai": '; write "openai_compat"',
        "openai-compat": '; write "openai_compat"',
        "llama.cpp": '; for a running server write "openai_compat" with "preset": "llamacpp"',
        "llamacpp": '; for a running server write "openai_compat" with "preset": "llamacpp"',
        **{name: f'; write "openai_compat" with "preset": "{name}"' for name in ("lmstudio", "vllm", "tgi")},
    },
)
_TYPE_BY_KEY = {"host": "ollama", "baseUrl": "openai_compat", "preset": "openai_compat", "path": "llama_cpp"}
_ELSEWHERE = {
    ("ollama", "baseUrl"): "host",
    ("ollama", "url"): "host",
    ("ollama", "params"): "options",
    ("openai_compat", "host"): "baseUrl",
    ("openai_compat", "url"): "baseUrl",
    ("openai_compat", "options"): "params",
    ("llama_cpp", "options"): "params",
}
_DECISIVE = ("host", "baseUrl", "path", "apiKeyEnv")
"""A provider whose address or key is refused is left out: guessing another address would surprise."""
_ADDRESSES = ("baseUrl", "preset")


class Provider:
    """One entry. Taken as a :class:`~intent_lsp.config.ProviderConfig` (its name is empty where none was given)."""

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if not isinstance(value, dict):
            complain(path, f'must be an object such as {{"type": "ollama"}}, not {describe(value)}')
            return REFUSED
        if "type" not in value:
            likely = next((kind for key, kind in _TYPE_BY_KEY.items() if key in value), "")
            complain(path, f'needs a "type"; write "type": "{likely}"' if likely else 'needs a "type": ' + _all_kinds())
            return REFUSED
        kind = _TYPE.take(value["type"], (*path, "type"), complain)
        if kind is REFUSED:
            return REFUSED
        known: dict[str, JsonValue] = {}
        for key, item in value.items():
            if key in KINDS[kind].fields:
                known[key] = item
            elif key != "type":
                right = _ELSEWHERE.get((kind, key))
                hint = f'; did you mean "{right}"?' if right else suggestion(key, KINDS[kind].fields)
                complain((*path, key), f"is not a setting of type {kind}{hint}")
        taken = KINDS[kind].take(known, path, complain)
        if taken is REFUSED or any(key in known and key not in taken for key in _DECISIVE):
            return REFUSED
        if kind == "openai_compat" and not any(key in known for key in _ADDRESSES):
            complain(path, 'needs a "baseUrl" (or a "preset", for the usual port); write e.g. http://127.0.0.1:1234/v1')
            return REFUSED
        return _provider(kind, taken)

    def parse(self, text: str) -> JsonValue:
        return text

    def schema(self) -> dict[str, Any]:
        kinds = []
        for kind, fields in KINDS.items():
            schema = fields.schema()
            schema["properties"] = {"type": {"const": kind}, **schema["properties"]}
            schema["required"] = ["type", *schema.get("required", ())]
            if kind == "openai_compat":
                schema["anyOf"] = [{"required": [key]} for key in _ADDRESSES]
            kinds.append(schema)
        return {"type": "object", "oneOf": kinds}


class Providers:
    """The whole list. Entries without a name get their type's, made unique; a name may be given once."""

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if not isinstance(value, list):
            complain(path, f"must be a list of providers, not {describe(value)}")
            return REFUSED
        given = {item["name"] for item in value if isinstance(item, dict) and isinstance(item.get("name"), str)}
        taken: dict[str, ProviderConfig] = {}
        for index, item in enumerate(value):
            provider = _ENTRY.take(item, (*path, index), complain)
            if provider is REFUSED:
                continue
            name = provider.name or _free_name(provider.type, taken.keys() | given)
            if name in taken:
                complain((*path, index, "name"), f'"{name}" is taken by another provider; choose another name')
                continue
            taken[name] = replace(provider, name=name)
        return tuple(taken.values()) if taken or not value else REFUSED

    def parse(self, text: str) -> JsonValue:
        return json_or_text(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": _ENTRY.schema()}


_ENTRY = Provider()


def _free_name(kind: str, used: Set[str]) -> str:
    names = (kind if number == 1 else f"{kind}-{number}" for number in count(1))
    return next(name for name in names if name not in used)


def _provider(kind: Any, taken: Mapping[str, Any]) -> ProviderConfig:
    times = taken.get("timeouts", {})
    default = Timeouts()
    address = taken.get("host", taken.get("baseUrl", ""))
    urls = (address,) if isinstance(address, str) else tuple(dict.fromkeys(address))
    return ProviderConfig(
        type=kind,
        name=taken.get("name", ""),
        url=urls[0],
        more_urls=urls[1:],
        model=taken.get("model", ""),
        preset=taken.get("preset", ""),
        options=taken.get("options", taken.get("params", {})),
        lock=taken.get("lock", "auto"),
        api_key_env=taken.get("apiKeyEnv", ""),
        path=taken.get("path", ""),
        concurrency=taken.get("concurrency", 0),
        timeouts=Timeouts(
            connect=times.get("connect", default.connect),
            first_token=times.get("firstToken", default.first_token),
            stall=times.get("stall", default.stall),
            total=times.get("total", default.total),
        ),
        keep_alive=_keep_alive(taken.get("keepAlive", "")),
    )


def _keep_alive(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _all_kinds() -> str:
    return ", ".join(f'"{kind}"' for kind in KINDS)
