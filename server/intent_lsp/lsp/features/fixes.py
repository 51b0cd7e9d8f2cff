"""Quick fixes for what the parser found, and the same said in another way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count

from intent_lsp.document.examples import add_example
from intent_lsp.document.examples.add_example import Change
from intent_lsp.document.model import Intent, Problem
from intent_lsp.document.occurrences import occurrences
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.lsp.documents import workspace_edits
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features import example_forms
from intent_lsp.lsp.features.action_shape import REWRITE, edit_action
from intent_lsp.lsp.features.context import Context
from intent_lsp.text.span import Span
from intent_lsp.values import Json, JsonValue

LONGEST_TITLE = 200
_COMMA_BEFORE = re.compile(r"[ \t]*,[ \t]*$")
_COMMA_BEHIND = re.compile(r"[ \t]*,[ \t]*")
_WORDS = re.compile(r"(?:[ \t]+\w[\w'’.,!?-]*)+")


def fixes(context: Context, view: View, first: int, last: int) -> Iterator[Json]:
    """Every fix for the problems on the lines ``first`` to ``last``."""
    for problem in (*view.document.problems(), *view.cross_document_problems):
        if problem.span.line <= last and first <= problem.span.end_line:
            intent = view.document.intent_at(problem.span.line)
            for title, change in _for_problem(view, intent, problem):
                yield edit_action(context, view, title, [change], problem=problem)
            if intent is not None:
                yield from _missing_targets(context, view, intent, problem)
                yield from _renamed(context, view, intent, problem)


def rewrites(context: Context, view: View, intent: Intent, first: int, last: int) -> Iterator[Json]:
    """The same said in another way: the examples on the lines ``first`` to ``last`` in another form, the signature."""
    for example in intent.examples:
        span = intent.place(example.span)
        if span.line <= last and first <= span.end_line:
            for title, change in example_forms.conversions(view, intent, example):
                yield edit_action(context, view, title, [change], kind=REWRITE)
    if intent.signature.inferred and intent.signature.parameters:
        change = _new_section(view, intent, "signature", signature_text(intent.signature))
        yield edit_action(context, view, "Add a signature from the examples", [change], kind=REWRITE)


def _for_problem(view: View, intent: Intent | None, problem: Problem) -> Iterator[tuple[str, Change]]:
    better = problem.data.get("suggestion") or problem.data.get("nearest")
    if isinstance(better, str):
        yield f"Change to `{better}`", _replacement(view, problem, better)
    exact = problem.data.get("replacement")
    if isinstance(exact, str) and len(exact) <= LONGEST_TITLE:
        span, text = _whole_words(view, problem.span, exact)
        yield f"Change to `{text}`", (span, text)
    if intent is None:
        return
    name = problem.data.get("name")
    if problem.code == "unknown-type" and isinstance(name, str):
        yield f"Declare the type `{name}`", _type_declaration(view, intent, name)
    if problem.code == "no-examples":
        keys = ", ".join(f'"{parameter.name}": ' for parameter in intent.signature.parameters)
        yield "Add an example", add_example.append_examples(view.document, intent, [f"- in: {{ {keys}}} out: "])
    targets = problem.data.get("targets")
    if problem.code == "unknown-target" and isinstance(targets, list):
        for target in targets:
            if target not in (intent.targets or ()):
                yield f"Change to `{target}`", (problem.span, target)
        if intent.targets:
            yield from _without_target(view, problem.span)
    if problem.code == "duplicate-name":
        wrong = view.document.lines[problem.span.line][problem.span.column : problem.span.end_column]
        taken = {*(other.name for other in view.document.intents), *intent.types}
        taken |= {parameter.name for parameter in intent.signature.parameters}
        free = next(f"{wrong}{number}" for number in count(2) if f"{wrong}{number}" not in taken)
        yield f"Rename to `{free}`", (problem.span, free)
    if problem.code == "empty-rule":
        yield "Remove the empty rule", workspace_edits.without_lines(view, problem.span)
    if problem.code == "target-of-one" and isinstance(targets, list) and (change := _for_all(view, intent, targets)):
        yield "Set the target for the whole document", change
    if problem.code in ("duplicate-example", "contradictory-examples"):
        for example in intent.examples:
            if intent.place(example.span).line == problem.span.line:
                word = "duplicate" if problem.code == "duplicate-example" else "contradicting"
                yield f"Remove the {word} example", workspace_edits.remove_example(view, intent, example)


def _for_all(view: View, intent: Intent, targets: list[JsonValue]) -> Change | None:
    """The section of targets above the first name becomes front matter; ``None`` where there is some already."""
    lines = view.document.lines
    if lines[0].strip() == "---":
        return None
    place = intent.place(next(section.span for section in intent.sections if section.key == "target"))
    before = "".join(f"{line}\n" for line in lines[: place.line])
    front = f"---\ntargets: {', '.join(map(str, targets))}\n---\n"
    span, _ = workspace_edits.without_lines(view, place)
    return Span(0, 0, span.end_line, span.end_column), front + before


def _missing_targets(context: Context, view: View, intent: Intent, problem: Problem) -> Iterator[Json]:
    """The used intent gets the targets that its user is generated for, in whichever document it stands."""
    name, lacking = problem.data.get("name"), problem.data.get("targets")
    if problem.code != "unresolved-use" or not isinstance(lacking, list):
        return
    for use in intent.uses:
        if use.name != name or intent.place(use.span) != problem.span:
            continue
        there = (
            context.documents.view_of_path(view.path.parent / use.path) if use.path and view.path is not None else view
        )
        used = there.document.intent(use.name) if there is not None else None
        if there is None or used is None:
            continue
        wanted = ",".join([*there.document.targets(used), *(str(target) for target in lacking)])
        title = f"Add the target {', '.join(str(target) for target in lacking)} to `{used.name}`"
        yield edit_action(context, view, title, [_targets(there, used, wanted)], problem=problem, there=there)


def _renamed(context: Context, view: View, intent: Intent, problem: Problem) -> Iterator[Json]:
    """The intent gets another name, wherever the document names it."""
    name = problem.data.get("rename")
    if not isinstance(name, str) or view.document.intent(name) is not None:
        return
    places = occurrences(view.document, intent, "intent", intent.name)
    yield edit_action(context, view, f"Rename to `{name}`", [(span, name) for span in places], problem=problem)


def _targets(view: View, intent: Intent, wanted: str) -> Change:
    """Make an intent's targets what is wanted."""
    for section in intent.sections:
        if section.key == "target":
            span = intent.place(section.span)
            line = view.document.lines[span.line]
            key = line[: line.find(":") + 1] if ":" in line else line.rstrip()
            return Span(span.line, 0, span.end_line, len(view.document.lines[span.end_line])), f"{key} {wanted}"
    line_number = intent.place(intent.name_span).line
    width = len(view.document.lines[line_number])
    where = Span(line_number, width, line_number, width)
    return where, f"\n{add_example.marks(view.document, intent)} target: {wanted}"


def _without_target(view: View, span: Span) -> Iterator[tuple[str, Change]]:
    """A name of a list that has others goes, with one comma."""
    line = view.document.lines[span.line]
    before = _COMMA_BEFORE.search(line, 0, span.column)
    behind = _COMMA_BEHIND.match(line, span.end_column)
    if before is not None or behind is not None:
        start = before.start() if before is not None else span.column
        end = span.end_column if before is not None or behind is None else behind.end()
        yield f"Remove `{line[span.column : span.end_column]}`", (Span(span.line, start, span.line, end), "")


def _whole_words(view: View, span: Span, text: str) -> tuple[Span, str]:
    """Where words lack quotes, all of them to the end of the line are one text."""
    line = view.document.lines[span.end_line]
    rest = line[span.end_column :].rstrip()
    if span.line != span.end_line or not text.startswith('"') or _WORDS.fullmatch(rest) is None:
        return span, text
    whole = Span(span.line, span.column, span.line, span.end_column + len(rest))
    return whole, json.dumps(line[whole.column : whole.end_column], ensure_ascii=False)


def _replacement(view: View, problem: Problem, better: str) -> Change:
    """Only the wrong name of a longer range is replaced."""
    name, span = problem.data.get("name"), problem.span
    if isinstance(name, str) and span.line == span.end_line:
        start = view.document.lines[span.line].find(name, span.column, span.end_column)
        if start >= 0:
            return Span(span.line, start, span.line, start + len(name)), better
    quote = view.document.lines[span.line][span.column : span.column + 1]
    return span, f"{quote}{better}{quote}" if quote in ("'", '"') else better


def _type_declaration(view: View, intent: Intent, name: str) -> Change:
    for section in intent.sections:
        if section.key == "types":
            span = intent.place(section.span)
            width = len(view.document.lines[span.end_line])
            return Span(span.end_line, width, span.end_line, width), f"\n{name} = any"
    return _new_section(view, intent, "types", f"{name} = any")


def _new_section(view: View, intent: Intent, key: str, value: str) -> Change:
    """Before the examples, or else at the intent's end."""
    text = f"{add_example.marks(view.document, intent)} {key}:\n{value}"
    for section in intent.sections:
        if "examples" in section.key:
            line = intent.place(section.heading).line
            return Span(line, 0, line, 0), f"{text}\n"
    where, start = add_example.end_of(view.document, intent)
    return where, f"{start}{text}"
