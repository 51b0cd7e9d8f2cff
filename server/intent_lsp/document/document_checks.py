"""What concerns several intents of one document: names, files, uses. And intents that only moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

from intent_lsp.document.analysis import DEFAULT_TOLERANCE
from intent_lsp.document.fast_path.intent_cache import CachedIntent
from intent_lsp.document.graph import components, shortest_path
from intent_lsp.document.model import LATER, Intent, Problem, Related, Use
from intent_lsp.document.structure.keys import Suggestions
from intent_lsp.text.span import Span
from intent_lsp.values import Target

_EAGER = tuple(field.name for field in fields(Intent) if field.name not in LATER)
_READ = attrgetter(*_EAGER)
_WRITE = [getattr(Intent, name).__set__ for name in _EAGER]
"""The class's slots: what is frozen is written only here, before anybody sees it."""


def _intent_from_fields(values: Iterable[object]) -> Intent:
    """An intent that lacks the fields that are made on first use (and moving hundreds of them is quick)."""
    intent = Intent.__new__(Intent)
    for write, value in zip(_WRITE, values, strict=True):
        write(intent, value)
    return intent


def intent_of(cached: CachedIntent, line: int) -> Intent:
    """The intent that starts at a line of the document, with problems of its own only."""
    defaults = cached.context.defaults
    lines = cached.text.count("\n") + 1
    seen = cached.glance()
    if seen is not None:
        tolerance = DEFAULT_TOLERANCE if defaults.tolerance is None else defaults.tolerance
        known = seen.targets, seen.uses, tolerance, defaults.rounds, defaults.out_dir, ()
        return _intent_from_fields((seen.name, seen.name_span, line, lines, *known, cached))
    found = cached.analysis()
    span = found.source.span(*found.where)
    worked_out = found.targets, found.uses, found.tolerance, found.rounds, defaults.out_dir, found.problems
    return _intent_from_fields((found.name, span, line, lines, *worked_out, cached))


def _with(intent: Intent, field: str, value: object) -> Intent:
    values = list(_READ(intent))
    values[_EAGER.index(field)] = value
    return _intent_from_fields(values)


def moved_to_line(intent: Intent, line: int) -> Intent:
    """The same intent at another line."""
    return _with(intent, "line", line)


def with_problems(intent: Intent, problems: tuple[Problem, ...]) -> Intent:
    """The same intent with these problems and no others."""
    return _with(intent, "problems", problems)


class DocumentChecks(NamedTuple):
    """What :func:`check` was given and what it found, for the next time."""

    given: tuple[Intent, ...]
    default_targets: tuple[Target, ...]
    intents: tuple[Intent, ...]
    """With the problems added that only the whole document shows."""


_HEAD = attrgetter("name", "line", "name_span", "targets", "out_dir", "uses")
"""All that these problems depend on."""


def check(
    intents: tuple[Intent, ...], default_targets: tuple[Target, ...], before: DocumentChecks | None = None
) -> DocumentChecks:
    """Add the problems that only the whole document shows.

    ``duplicate-name``, ``target-collision``, ``target-of-one``, ``unresolved-use`` and ``cyclic-use`` within the
    document. ``before``: what the last parse of the document found; it is looked at again only when that could have
    changed.
    """
    if before is not None and before.default_targets == default_targets and len(before.given) == len(intents):
        changed = [index for index, (old, new) in enumerate(zip(before.given, intents, strict=True)) if old is not new]
        if all(_HEAD(before.given[index]) == _HEAD(intents[index]) for index in changed):
            result = list(before.intents)
            for index in changed:
                added = result[index].problems[len(before.given[index].problems) :]
                intent = intents[index]
                result[index] = _with(intent, "problems", (*intent.problems, *added)) if added else intent
            return DocumentChecks(intents, default_targets, tuple(result))
    return DocumentChecks(intents, default_targets, _checked(intents, default_targets))


def _checked(intents: tuple[Intent, ...], default_targets: tuple[Target, ...]) -> tuple[Intent, ...]:
    folded: dict[str, Intent] = {}
    first: dict[str, Intent] = {}
    known: _Known | None = None
    result = list(intents)
    for index, intent in enumerate(intents):
        added: list[Problem] = []
        other = folded.setdefault(intent.name.casefold(), intent)
        if other is not intent and intent.name:
            same = other if other.name == intent.name else first.setdefault(intent.name, intent)
            if same is not intent:
                added.append(_duplicate(intent, same))
            elif _share_file(intent, other, default_targets):
                added.append(_collision(intent, other))
        if intent.uses:
            known = known or _Known(intents)
            added += _uses(intent, known, default_targets)
        if index == 0 and (alone := _target_of_one(intent, intents[1:])) is not None:
            added.append(alone)
        if added:
            result[index] = _with(intent, "problems", (*intent.problems, *added))
    return tuple(result)


def _target_of_one(first: Intent, others: Sequence[Intent]) -> Problem | None:
    """A target above the first name looks as if it were the document's; it is not, if others have none."""
    if not first.targets or not first.name_span.line or all(other.targets is not None for other in others):
        return None
    above = (section for section in first.sections if section.key == "target")
    section = next((section for section in above if section.heading.line < first.name_span.line), None)
    if section is None:
        return None
    targets = ", ".join(first.targets)
    message = (
        f"this target is for {first.name} alone: for all, set `targets: {targets}` between two lines --- at the top"
    )
    return Problem("target-of-one", "warning", message, section.heading, data={"targets": list(first.targets)})


def _related(intent: Intent, other: Intent, message: str) -> tuple[Related, ...]:
    """Spans count from the intent's own line, also those of others."""
    return (Related(other.name_span.down(other.line - intent.line), message),)


def _duplicate(intent: Intent, other: Intent) -> Problem:
    return Problem(
        "duplicate-name",
        "error",
        f"there is another intent named {intent.name}: rename one of them",
        intent.name_span,
        _related(intent, other, "the first one"),
        {"name": intent.name},
    )


def _share_file(intent: Intent, other: Intent, default_targets: tuple[Target, ...]) -> bool:
    mine = default_targets if intent.targets is None else intent.targets
    theirs = default_targets if other.targets is None else other.targets
    return intent.out_dir == other.out_dir and not set(mine).isdisjoint(theirs)


def _collision(intent: Intent, other: Intent) -> Problem:
    return Problem(
        "target-collision",
        "error",
        f"{intent.name} and {other.name} would write one file where case is ignored (Windows, macOS): rename one",
        intent.name_span,
        _related(intent, other, other.name),
        {"name": other.name},
    )


class _Known:
    """The document's intents by name, and which of them use each other in circles."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        self.by_name = {intent.name: intent for intent in reversed(intents)}
        self.graph = {name: [use.name for use in intent.uses if not use.path] for name, intent in self.by_name.items()}
        self.group = components(self.graph)
        self.suggestions = Suggestions()


def _uses(intent: Intent, known: _Known, default_targets: tuple[Target, ...]) -> list[Problem]:
    found: list[Problem] = []
    for use in intent.uses:
        if use.path:
            continue  # the link step looks into other documents
        other = known.by_name.get(use.name)
        if other is None:
            near = known.suggestions.nearest(use.name, known.by_name)
            hint = f"did you mean {near}?" if near else "add it, or say where it is: `from ./other.intent.md`"
            found.append(
                Problem(
                    "unresolved-use",
                    "error",
                    f"this document has no intent {use.name}: {hint}",
                    use.span,
                    data={"nearest": near, "name": use.name} if near else {"name": use.name},
                )
            )
            continue
        if lacking := missing_target(intent, other, default_targets, default_targets):
            found.append(_lacking(use, lacking))
        if known.group[use.name] == known.group[intent.name]:
            names = [intent.name, *shortest_path(known.graph, known.group, use.name, intent.name)]
            found.append(cyclic(use.span, names))
    return found


def missing_target(
    intent: Intent, used: Intent, defaults: tuple[Target, ...], used_defaults: tuple[Target, ...]
) -> tuple[Target, ...]:
    """The targets of an intent for which the used one is not generated."""
    wanted = defaults if intent.targets is None else intent.targets
    there = used_defaults if used.targets is None else used.targets
    return tuple(target for target in wanted if target not in there)


def _lacking(use: Use, lacking: Sequence[Target]) -> Problem:
    return lacking_target(use.span, use.name, lacking)


def lacking_target(span: Span, name: str, lacking: Sequence[Target]) -> Problem:
    """The used intent exists, but not in a language that is needed."""
    wanted = " and ".join(lacking)
    message = f"{name} is not generated for {wanted}: add {wanted} to its targets"
    return Problem("unresolved-use", "error", message, span, data={"name": name, "targets": list(lacking)})


def cyclic(span: Span, names: Sequence[str]) -> Problem:
    """A use that leads back to its own intent."""
    way = " → ".join(names) if len(names) <= 8 else " → ".join([*names[:7], "…", names[-1]])
    message = f"{names[0]} uses itself: remove this" if len(names) == 2 else f"these use each other: {way}; remove one"
    return Problem("cyclic-use", "error", message, span, data={"cycle": list(names)})
