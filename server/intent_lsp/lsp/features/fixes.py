"""Quick fixes: for what the parser found, for examples that failed, and for files edited by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count, zip_longest

from intent_lsp.document import amend
from intent_lsp.document.amend import Change
from intent_lsp.document.model import Intent, Problem
from intent_lsp.document.occurrences import occurrences
from intent_lsp.document.types import signature_text
from intent_lsp.lsp.documents import workspace_edits
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features import example_forms
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.target_status import target_status
from intent_lsp.status import Status
from intent_lsp.text.inert import label
from intent_lsp.text.span import Span
from intent_lsp.transpile.progress import WorkState
from intent_lsp.values import AN_ERROR, Json, Question, Target, show

QUICKFIX = "quickfix"
LONGEST_TITLE = 200
LONGEST_RESULT = 80
"""Characters of a result in a title."""
REWRITE = "refactor.rewrite.intent"
_PULL = re.compile(r"ollama pull (\S+?)[`'\".,;]*(?:\s|$)")
"""The command that an error of a missing model names."""
_COMMA_BEFORE = re.compile(r"[ \t]*,[ \t]*$")
_COMMA_BEHIND = re.compile(r"[ \t]*,[ \t]*")
_WORDS = re.compile(r"(?:[ \t]+\w[\w'’.,!?-]*)+")


def fixes(context: Context, view: View, first: int, last: int) -> Iterator[Json]:
    """Every fix for the lines ``first`` to ``last``."""
    for problem in (*view.document.problems(), *view.crossing):
        if problem.span.line <= last and first <= problem.span.end_line:
            intent = view.document.intent_at(problem.span.line)
            for title, change in _for_problem(view, intent, problem):
                yield _edit(context, view, title, [change], problem=problem)
            if intent is not None:
                yield from _missing_targets(context, view, intent, problem)
                yield from _renamed(context, view, intent, problem)
    for intent in view.document.intents:
        if intent.line <= last and first < intent.line + intent.lines:
            yield from _for_results(context, view, intent, first, last)
            yield from _for_files(context, view, intent)
            for example in intent.examples:
                span = intent.place(example.span)
                if span.line <= last and first <= span.end_line:
                    for title, change in example_forms.conversions(view, intent, example):
                        yield _edit(context, view, title, [change], kind=REWRITE)
            if intent.signature.inferred and intent.signature.parameters:
                change = _new_section(view, intent, "signature", signature_text(intent.signature))
                yield _edit(context, view, "Add a signature from the examples", [change], kind=REWRITE)


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
        yield "Add an example", amend.append_examples(view.document, intent, [f"- in: {{ {keys}}} out: "])
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
    if problem.code in ("duplicate-example", "contradictory-examples"):
        for example in intent.examples:
            if intent.place(example.span).line == problem.span.line:
                word = "duplicate" if problem.code == "duplicate-example" else "contradicting"
                yield f"Remove the {word} example", workspace_edits.without(view, intent, example)


def _missing_targets(context: Context, view: View, intent: Intent, problem: Problem) -> Iterator[Json]:
    """The used intent gets the targets that its user is generated for, in whichever document it stands."""
    name, lacking = problem.data.get("name"), problem.data.get("targets")
    if problem.code != "unresolved-use" or not isinstance(lacking, list):
        return
    for use in intent.uses:
        if use.name != name or intent.place(use.span) != problem.span:
            continue
        there = context.documents.known(view.path.parent / use.path) if use.path and view.path is not None else view
        used = there.document.intent(use.name) if there is not None else None
        if there is None or used is None:
            continue
        wanted = ",".join([*there.document.targets(used), *(str(target) for target in lacking)])
        title = f"Add the target {', '.join(str(target) for target in lacking)} to `{used.name}`"
        yield _edit(context, view, title, [_targets(there, used, wanted)], problem=problem, there=there)


def _renamed(context: Context, view: View, intent: Intent, problem: Problem) -> Iterator[Json]:
    """The intent gets another name, wherever the document names it."""
    name = problem.data.get("rename")
    if not isinstance(name, str) or view.document.intent(name) is not None:
        return
    places = occurrences(view.document, intent, "intent", intent.name)
    yield _edit(context, view, f"Rename to `{name}`", [(span, name) for span in places], problem=problem)


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
    return where, f"\n{amend.marks(view.document, intent)} target: {wanted}"


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
    text = f"{amend.marks(view.document, intent)} {key}:\n{value}"
    for section in intent.sections:
        if "examples" in section.key:
            line = intent.place(section.heading).line
            return Span(line, 0, line, 0), f"{text}\n"
    where, start = amend.end_of(view.document, intent)
    return where, f"{start}{text}"


def _for_results(context: Context, view: View, intent: Intent, first: int, last: int) -> Iterator[Json]:
    if view.path is None:
        return
    asked: list[Question | None] = []
    for target in view.document.targets(intent):
        state = context.states.get(view.path, intent.name, target)
        if state is None or state.running:
            continue
        if state.question not in asked:
            asked.append(state.question)
            yield from _answers(context, view, intent, state)
        missing = _PULL.search(state.hint) or _PULL.search(state.reason) if state.status == "error" else None
        if missing is not None and context.trusted:
            argument = {"uri": view.uri, "model": missing[1]}
            yield _command(f"Fetch the model {missing[1]} with Ollama", "intent.pull", argument)
        verdict = state.last_verdict
        if verdict is None or state.status is not Status.FAILED:
            continue
        failed = {result.number: result for result in verdict.examples if not result.passed}
        contradicts = any(failure.code == "contradicts-examples" for failure in verdict.failures)
        for example in intent.examples:
            span = intent.place(example.span)
            result = failed.get(example.number)
            if result is None or span.line > last or span.end_line < first:
                continue
            if state.sources.get(example.number) != example.source:
                continue
            beside = [other for other in intent.examples if intent.place(other.span).line == span.line]
            which = "the example" if len(beside) == 1 else f"example {example.number}"
            wrong = result.error is not None or example.raises
            if not wrong and (value := example_forms.written(result.whole or result.got, example)):
                change = (intent.place(example.out_span), value)
                whose = "" if which == "the example" else f" of {which}"
                short = result.got if len(result.got) <= LONGEST_RESULT else f"{result.got[: LONGEST_RESULT - 1]}…"
                title = f"Take the result of {target}, {short}, as the expected value{whose}"
                if contradicts:
                    title = f"Undo the change of {which}: it is {short}, as before"
                yield _edit(context, view, title, [change])
            if context.trusted and contradicts:
                yield _insist(context, view, intent, target)
            dropped = workspace_edits.without(view, intent, example)
            yield _edit(context, view, f"Drop {which}", [dropped])
            if not example.hidden:
                item = f"- {example_forms.as_item(intent, example)}"
                moved = amend.append_examples(view.document, intent, [item], key="hidden examples")
                yield _edit(context, view, f"Hide {which} from models", [dropped, moved])


def _insist(context: Context, view: View, intent: Intent, target: Target) -> Json:
    """Transpile although the verified code contradicts an example; a file that was edited by hand is never meant."""
    targets = view.document.targets(intent)
    edited = any(target_status(context, view, intent, other).kind is Status.EDITED for other in targets)
    argument = {"uri": view.uri, "intent": intent.name, "force": True, **({"target": target} if edited else {})}
    return _command("The example is right: transpile it all the same", "intent.transpile", argument)


def _answers(context: Context, view: View, intent: Intent, state: WorkState) -> Iterator[Json]:
    if state.question is None:
        return
    if any(example.args == tuple(state.question.args) for example in intent.examples):
        return  # it has been answered since
    arguments = ", ".join(show(value) for value in state.question.args)
    for answer, giver in zip_longest(state.question.answers, state.question.givers, fillvalue=""):
        change = amend.appended(view.document, intent, state.question.args, answer)
        title = f"Say that {intent.name}({arguments}) {'fails' if answer == AN_ERROR else f'is {show(answer)}'}"
        yield _edit(context, view, title + (f", as in {giver}" if giver else ""), [change])
    blank = amend.to_complete(view.document, intent, state.question.args)
    yield _edit(context, view, f"Say what else {intent.name}({arguments}) is: write it as an example", [blank])


def _for_files(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    """What can be done with a file that was edited by hand, and with the candidate of what failed."""
    for target in view.document.targets(intent):
        at = target_status(context, view, intent, target)
        argument = {"uri": view.uri, "intent": intent.name, "target": target}
        if at.kind is Status.EDITED:
            if context.trusted:
                yield _command(f"Keep the edited {target} code, if it passes the examples", "intent.keep", argument)
                title = f"Replace the edited {target} file with generated code"
                yield _command(title, "intent.transpile", {**argument, "force": True})
            yield _command(f"Show what was edited in the {target} file", "intent.diff", argument)
        if at.kind is Status.FAILED and at.file is not None:
            strongest = _strongest(context, view)
            if strongest and context.trusted and not intent.broken and intent.examples:
                again = {**argument, "repair": True}
                yield _command(f"Repair {target} again with {strongest}", "intent.transpile", again)
            file = context.files.place(view, intent, target)
            if context.flags.show_document and at.file != file:
                yield _command(f"Open the best {target} candidate", "intent.open", {"uri": at.file.as_uri()})
            if at.file != file and context.files.kind(view, file):
                yield _command(f"Compare the best {target} candidate with the file", "intent.diff", argument)


def _strongest(context: Context, view: View) -> str:
    """The model that the repair route asks first, in words; empty where no model is configured to be asked."""
    config = context.scope.config_of(view.path) if view.path is not None else None
    if config is None:
        return ""
    if not config.providers:
        return "the strongest model that is found"
    named = {provider.name: provider for provider in config.providers}
    first = next((named[name] for name in config.repair or tuple(named) if name in named), None)
    return (first.model or first.name) if first is not None and first.type != "builtin" else ""


def _command(title: str, command: str, argument: Json) -> Json:
    title = label(title)
    return {"title": title, "kind": QUICKFIX, "command": {"title": title, "command": command, "arguments": [argument]}}


def _edit(
    context: Context,
    view: View,
    title: str,
    changes: list[Change],
    *,
    kind: str = QUICKFIX,
    problem: Problem | None = None,
    there: View | None = None,
) -> Json:
    """``there``: the document that is changed, if it is another one."""
    action: Json = {
        "title": label(title),
        "kind": kind,
        "edit": workspace_edits.workspace_edit([(there or view, changes)], context.flags),
    }
    if problem is not None:
        action["isPreferred"] = "suggestion" in problem.data or "nearest" in problem.data
        action["diagnostics"] = [
            d
            for d in context.published(view.uri)
            if d["code"] == problem.code and d["range"] == view.range(problem.span)
        ]
    return action
