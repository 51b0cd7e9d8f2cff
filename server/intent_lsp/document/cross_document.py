"""What only several documents together show: uses of intents elsewhere, and files that two of them would write."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from intent_lsp.document.document_checks import cyclic, lacking_target, missing_target
from intent_lsp.document.graph import components, shortest_path
from intent_lsp.document.model import Document, Intent, Problem, Use
from intent_lsp.document.structure.keys import Suggestions
from intent_lsp.document.structure.names import stem
from intent_lsp.values import Target

_Node = tuple[str, str]
"""A document's path and an intent's name."""


def link(documents: Mapping[str, Document]) -> Mapping[str, tuple[Problem, ...]]:
    """The problems that no document shows alone, by path, with spans of the document; every path has an entry.

    Paths are POSIX strings relative to the workspace folder. ``unresolved-use`` and ``cyclic-use`` for uses with
    ``from``, ``target-collision`` for intents of different documents that would write one file. Pure and total.
    """
    found: dict[str, list[Problem]] = {path: [] for path in documents}
    suggestions = Suggestions()
    graph: dict[_Node, list[tuple[_Node, Use | None]]] = {}
    for path, document in documents.items():
        for intent in document.intents:
            edges = graph.setdefault((path, intent.name), [])
            for use in intent.uses:
                if not use.path:
                    edges.append(((path, use.name), None))
                    continue
                problem, node = _resolve(path, intent, use, documents, suggestions)
                if problem is not None:
                    found[path].append(problem)
                if node is not None:
                    edges.append((node, use))
    _cycles(documents, graph, found)
    _collisions(documents, found)
    return {path: tuple(sorted(problems, key=lambda p: p.span)) for path, problems in found.items()}


def resolve_path(path: str, use: str) -> str | None:
    """The workspace path of the document that ``from <use>`` names in the document at ``path``; ``None`` if outside."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), use.replace("\\", "/")))
    return None if joined.startswith(("../", "/")) or joined == ".." else joined


def _resolve(
    path: str, intent: Intent, use: Use, documents: Mapping[str, Document], suggestions: Suggestions
) -> tuple[Problem | None, _Node | None]:
    span = intent.place(use.span)
    there = resolve_path(path, use.path)
    if there is None:
        return Problem(
            "unresolved-use", "error", f"{use.path[:80]} is outside of the workspace", span, data={"path": use.path}
        ), None
    other = documents.get(there)
    if other is None:
        stems = (stem(posixpath.basename(one)) for one in documents)
        near = suggestions.nearest(stem(posixpath.basename(there)), stems)
        hint = f"; did you mean {near}.intent.md?" if near else ": check the path"
        return Problem(
            "unresolved-use", "error", f"there is no document {there[:80]}{hint}", span, data={"path": there}
        ), None
    used = other.intent(use.name)
    if used is None:
        names = [i.name for i in other.intents]
        near = suggestions.nearest(use.name, names)
        hint = f"did you mean {near}?" if near else f"it has {', '.join(names[:8]) or 'none'}"
        return Problem(
            "unresolved-use",
            "error",
            f"{there[:80]} has no intent {use.name}: {hint}",
            span,
            data={"nearest": near, "name": use.name} if near else {"name": use.name},
        ), None
    lacking = missing_target(intent, used, documents[path].default_targets, other.default_targets)
    problem = lacking_target(span, use.name, lacking) if lacking else None
    return problem, (there, use.name)


def _cycles(
    documents: Mapping[str, Document],
    uses: Mapping[_Node, list[tuple[_Node, Use | None]]],
    found: Mapping[str, list[Problem]],
) -> None:
    """Every use with ``from`` that leads back to its own intent; cycles within a document are found by its parse."""
    graph = {node: [other for other, _ in edges] for node, edges in uses.items()}
    group = components(graph)
    for path, document in documents.items():
        for intent in document.intents:
            node = (path, intent.name)
            for use in intent.uses:
                other = next((other for other, own in uses[node] if own is use), None)
                if use.path and other is not None and group.get(other) == group[node]:
                    names = [intent.name, *(name for _, name in shortest_path(graph, group, other, node))]
                    found[path].append(cyclic(intent.place(use.span), names))


def _collisions(documents: Mapping[str, Document], found: Mapping[str, list[Problem]]) -> None:
    """Names are compared without case, as some file systems do."""
    owners: dict[tuple[str | None, Target, str], list[tuple[str, Intent]]] = {}
    for path, document in documents.items():
        for intent in document.intents:
            for target in document.targets(intent):
                if intent.name:
                    owners.setdefault((intent.out_dir, target, intent.name.casefold()), []).append((path, intent))
    told: set[tuple[str, int]] = set()
    for (_, target, _), group in owners.items():
        paths = sorted({path for path, _ in group})
        if len(paths) < 2:
            continue
        for path, intent in group:
            if (path, intent.line) in told:
                continue
            told.add((path, intent.line))
            others = [other for other in paths[:9] if other != path]
            found[path].append(
                Problem(
                    "target-collision",
                    "error",
                    f"{others[0]} has an intent of this name too, and both would write one {target} file: rename one",
                    intent.place(intent.name_span),
                    data={"name": intent.name, "documents": others[:8]},
                )
            )
