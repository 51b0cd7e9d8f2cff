"""All sources put together: later ones win, permissions are the user's own, what is refused keeps its default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intent_lsp.config import Config, ConfigProblem, LoadedConfig, ProviderConfig
from intent_lsp.configuration.permissions import needs_permission
from intent_lsp.configuration.settings import GROUPS, SETTINGS, Setting, file_shape, is_inside, size
from intent_lsp.configuration.shapes import REFUSED, KeyPath, suggestion
from intent_lsp.configuration.sources import Settings, from_file, from_text, nowhere, problem, user_file, workspace_file
from intent_lsp.text.nearest import nearest
from intent_lsp.values import JsonValue

_OURS = "INTENT_"
"""How the names of variables start."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A value with the source it came from, so that a later finding can name its place."""

    value: Any
    settings: Settings
    path: KeyPath
    permitted: str | None = None
    """Where permissions belong, if the source may not give them."""


class _Loading:
    """One loading of a workspace: values by field, and the problems in the order they were met."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.values: dict[str, _Taken] = {}
        self.problems: list[ConfigProblem] = []

    def take(self, settings: Settings, data: JsonValue, *, permitted: str | None = None) -> None:
        """Take a whole file's data. ``permitted``: where permissions belong, if this source may not give them."""
        taken = file_shape().take(data, (), lambda path, message: self.complain(settings, path, message))
        if taken is REFUSED:
            return
        for setting in SETTINGS:
            value = _dig(taken, setting.key)
            if value is None:
                continue
            if permitted is not None and setting.permission:
                who = "a workspace" if settings.source != "editor" else "settings that a project may have"
                self.complain(settings, setting.key, f"{who} cannot give this permission; {permitted}")
            elif permitted is not None and setting.field == "cache_dir" and not is_inside(value):
                self.complain(settings, setting.key, "must be a folder inside the workspace, such as .promirror/cache")
            else:
                self.values[setting.field] = _Taken(value, settings, setting.key, permitted)

    def complain(self, settings: Settings, path: KeyPath, message: str) -> None:
        self.problems.append(settings.problem(path, message))

    def take_variable(self, setting: Setting, text: str) -> None:
        settings = Settings(setting.env, text, nowhere)

        def complain(path: KeyPath, message: str) -> None:
            inner = path[len(setting.key) :]
            self.problems.append(settings.problem(inner, message, None if inner else ""))

        value = setting.shape.take(setting.shape.parse(text), setting.key, complain)
        if value is not REFUSED:
            self.values[setting.field] = _Taken(value, settings, setting.key)

    def config(self) -> Config:
        """The configuration, after the checks that concern several settings at once."""
        providers = self._providers()
        names = {provider.name for provider in providers}
        routes = {route: self._route(route, names) for route in ("draft", "repair")}
        if providers and "builtin" not in names and any("builtin" in route for route in routes.values()):
            providers = (*providers, ProviderConfig("builtin", "builtin"))
        fields = {name: taken.value for name, taken in self.values.items()} | routes | {"providers": providers}
        if "cache_limit" in fields:
            fields["cache_limit"] = size(fields["cache_limit"])
        return replace(Config(), **fields)

    def refused_hosts(self, own: str) -> None:
        """Name the providers that will not be contacted: their hosts are not this machine, and not allowed either.

        ``own`` is where the user's own permission belongs. Only asked where something else than loopback may be meant.
        """
        taken = self.values.get("providers")
        providers = taken.value if taken else ()
        suspects = [one for provider in providers for one in provider.each_address() if not _is_usual(one.url)]
        if not taken or not suspects:
            return
        from intent_lsp.errors import IntentError
        from intent_lsp.models.transport.endpoints import check

        for provider in suspects:
            try:
                check(provider.url, allow_hosts=self._value("allow_hosts", ()))
            except IntentError as error:
                where = f"; {own}" if "allowHosts" in error.hint else ""
                for path in _places(taken, provider):
                    found = taken.settings.problem(path, f"{error.sentence}{where}")
                    self.problems.append(replace(found, warning=True))

    def _providers(self) -> tuple[ProviderConfig, ...]:
        """The providers that may be used: what a project's file names of the user's keys and files needs permission."""
        taken = self.values.get("providers")
        if taken is None or taken.permitted is None:
            return () if taken is None else tuple(taken.value)
        kept = []
        for provider in taken.value:
            allowed = self._value("allow_keys", ()), self._value("allow_models", ())
            refused = needs_permission(provider, self._root, *allowed)
            if refused is None:
                kept.append(provider)
                continue
            key, message = refused
            for path in _places(taken, provider, key):
                self.complain(taken.settings, path, f"{message}; {taken.permitted}")
        return tuple(kept)

    def _value(self, field: str, default: Any) -> Any:
        return self.values[field].value if field in self.values else default

    def _route(self, route: str, names: set[str]) -> tuple[str, ...]:
        """A route without the names that no provider has. With no providers given, discovery decides the names."""
        taken = self.values.get(route)
        if taken is None or not names:
            return () if taken is None else tuple(taken.value)
        known = names | {"builtin"}
        for index, name in enumerate(taken.value):
            if name not in known:
                hint = suggestion(name, sorted(known)) or f"; there are {', '.join(sorted(known))}"
                self.complain(taken.settings, (*taken.path, index), f'no provider is named "{name}"{hint}')
        return tuple(name for name in taken.value if name in known)


def load(
    root: Path,
    *,
    env: Mapping[str, str],
    editor: Mapping[str, JsonValue] | None = None,
    scoped: bool = True,
    user_dir: Path | None = None,
    text: str | None = None,
) -> LoadedConfig:
    """Load the configuration of the workspace ``root``. Never raises: what is wrong keeps its default.

    ``env`` is the environment; ``editor`` the editor's settings (same keys as the file); ``scoped``: that editor takes
    permissions from the user's own settings only, and not from a file of the project as well; ``user_dir`` the folder
    of the user's own ``config.json`` where it is not the system's usual one; ``text`` stands for the workspace file
    when an editor holds it.
    """
    loading = _Loading(root)
    own = user_file(env, user_dir)
    where = f"put it into {own} or into the environment" if own else "put it into the environment"

    user = from_file(own) if own else None
    path = workspace_file(root)
    workspace = from_file(path, within=root) if text is None else from_text(str(path), text)
    for settings, permitted in ((user, None), (workspace, where)):
        if settings is not None:
            loading.problems.extend(settings.problems)
            if settings.data is not None:
                loading.take(settings, settings.data, permitted=permitted)
    for setting in SETTINGS:
        if env.get(setting.env, "").strip():
            loading.take_variable(setting, env[setting.env])
    loading.problems.extend(_misspelt(env))
    if editor:
        known = _own_settings(editor)
        loading.take(Settings("editor", known, nowhere), known, permitted=None if scoped else where)
    config = loading.config()
    loading.refused_hosts(where)
    return LoadedConfig(config, tuple(loading.problems), None if workspace is None else path)


def _is_usual(url: str) -> bool:
    """Whether an address is plainly this machine, so that nothing need be imported to look closer."""
    return not url or re.match(r"https?://(127\.0\.0\.1|localhost)(:\d{1,4})?(/|$)", url) is not None


def _places(taken: _Taken, provider: ProviderConfig, key: str = "") -> list[KeyPath]:
    """Where a provider's address (or another key) stands in its source: refused entries make the indices differ."""
    key = key or ("host" if provider.type == "ollama" else "baseUrl")
    wanted = {"apiKeyEnv": provider.api_key_env, "path": provider.path}.get(key, provider.url)
    data = taken.settings.data
    entries = data.get("providers") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        return [(*taken.path, key)]
    return [
        (*taken.path, index, *inner)
        for index, entry in enumerate(entries)
        if isinstance(entry, dict) and entry.get("name", provider.name) == provider.name
        for inner in _inner_places(entry.get(key), key, wanted)
    ]


def _inner_places(value: JsonValue, key: str, wanted: str) -> list[KeyPath]:
    """Where a value stands in an entry: as the key's own, or in its list."""
    if isinstance(value, list):
        return [(key, index) for index, item in enumerate(value) if item == wanted]
    return [(key,)] if value == wanted else []


def _dig(taken: Mapping[str, Any], key: tuple[str, ...]) -> Any:
    value: Any = taken
    for step in key:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _own_settings(editor: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The editor's settings that are ours and set: it has others, and sends empty values for what nobody set."""
    keys = {setting.key for setting in SETTINGS}
    known: dict[str, JsonValue] = {}
    for key, value in editor.items():
        if key in GROUPS and isinstance(value, Mapping):
            inner = {name: item for name, item in value.items() if (key, name) in keys and item not in (None, "", [])}
            if inner:
                known[key] = inner
        elif ((key,) in keys or key in GROUPS) and value not in (None, "", [], {}):
            known[key] = value
    return known


def _misspelt(env: Mapping[str, str]) -> Iterator[ConfigProblem]:
    """``INTENT_ROUND``: other programs may have variables like ours, so only near misses count."""
    names = [setting.env.removeprefix(_OURS) for setting in SETTINGS]
    for name in sorted(env):
        word = name.removeprefix(_OURS)
        if word not in (name, *names) and (close := nearest(word, names)):
            yield problem(name, f'is not a setting; did you mean "{_OURS}{close}"?', None)
