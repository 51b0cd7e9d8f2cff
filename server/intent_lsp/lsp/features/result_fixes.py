"""Quick fixes for what transpiling found: questions, examples that failed, candidates, files edited by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from intent_lsp.checks.verdict import ExampleResult
from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.examples import add_example
from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.documents import workspace_edits
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features import example_forms
from intent_lsp.lsp.features.action_shape import QUICKFIX, command_action, edit_action
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.target_status import target_status
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.progress import WorkState
from intent_lsp.values import AN_ERROR, LANGUAGES, Json, Target, show

LONGEST_RESULT = 80
"""Characters of a result in a title."""
_PULL = re.compile(r"ollama pull (\S+?)[`'\".,;]*(?:\s|$)")
"""The command that an error of a missing model names."""


def for_lines(context: Context, view: View, intent: Intent, first: int, last: int) -> Iterator[Json]:
    """What can be done about an intent's open questions, and about its failing examples on the lines ``first`` to
    ``last``."""
    states = list(_ended(context, view, intent))
    for number, state in enumerate(states):
        if state.question is not None and state.question not in (before.question for before in states[:number]):
            yield from _answers(context, view, intent, state)
    for example in intent.examples:
        span = intent.place(example.span)
        if span.line <= last and first <= span.end_line:
            yield from _for_example(context, view, intent, example, list(_failing(example, states)))


def fails_on(context: Context, view: View, intent: Intent, first: int, last: int) -> bool:
    """Whether an example on these lines failed."""
    states = list(_ended(context, view, intent))
    spans = ((example, intent.place(example.span)) for example in intent.examples)
    here = [example for example, span in spans if span.line <= last and first <= span.end_line]
    return any(True for example in here for _ in _failing(example, states))


def repairs(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    """The rounds that a failed intent may still be given, with the strongest model there is."""
    failed = [state for state in _ended(context, view, intent) if state.status is Status.FAILED]
    strongest = _strongest(context, view) if failed and context.trusted else ""
    if strongest and any(state.candidate for state in failed) and not intent.broken and intent.examples:
        argument = {"uri": view.uri, "intent": intent.name, "repair": True}
        only = {"target": failed[0].work.target} if len(failed) == 1 else {}
        title = f"Repair '{intent.name}' again with {strongest}"
        yield command_action(title, QUICKFIX, "intent.transpile", {**argument, **only})


def for_intent(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    """What can be done about a missing model, a file that was edited by hand, and the candidate of what failed."""
    models = (
        found[1]
        for state in _ended(context, view, intent)
        if state.status is Phase.ERROR and (found := _PULL.search(state.hint) or _PULL.search(state.reason))
    )
    for model in dict.fromkeys(models) if context.trusted else ():
        argument = {"uri": view.uri, "model": model}
        yield command_action(f"Fetch the model {model} with Ollama", QUICKFIX, "intent.pull", argument)
    for target in view.document.targets(intent):
        at = target_status(context, view, intent, target)
        file = context.files.place(view, intent, target)
        argument = {"uri": view.uri, "intent": intent.name, "target": target}
        if at.kind is Status.EDITED and file is not None:
            if context.trusted:
                title = f"Keep the edited {file.name}, if it passes the examples"
                yield command_action(title, QUICKFIX, "intent.keep", argument)
                force = {**argument, "force": True}
                title = f"Replace the edited {file.name} with generated code"
                yield command_action(title, QUICKFIX, "intent.transpile", force)
            yield command_action(f"Show what was edited in {file.name}", QUICKFIX, "intent.diff", argument)
        if at.kind is Status.FAILED and at.file is not None and at.file != file:
            best = f"the best {target} candidate of '{intent.name}'"
            if context.flags.show_document:
                yield command_action(f"Open {best}", QUICKFIX, "intent.open", {"uri": at.file.as_uri()})
            if context.files.kind(view, file):
                yield command_action(f"Compare {best} with the file", QUICKFIX, "intent.diff", argument)


def _ended(context: Context, view: View, intent: Intent) -> Iterator[WorkState]:
    """What is known of an intent that does not run, in the order of its targets."""
    for target in view.document.targets(intent) if view.path is not None else ():
        state = context.states.get(view.path, intent.name, target) if view.path is not None else None
        if state is not None and not state.running:
            yield state


def _failing(example: Example, states: list[WorkState]) -> Iterator[tuple[WorkState, ExampleResult]]:
    """The targets for which an example failed as it is written now, each with what came back."""
    for state in states:
        verdict = state.last_verdict
        if verdict is None or state.status is not Status.FAILED or state.sources.get(example.number) != example.source:
            continue
        for result in verdict.examples:
            if result.number == example.number and not result.passed:
                yield state, result


def _for_example(
    context: Context, view: View, intent: Intent, example: Example, failing: list[tuple[WorkState, ExampleResult]]
) -> Iterator[Json]:
    if not failing:
        return
    line = intent.place(example.span).line
    beside = [other for other in intent.examples if intent.place(other.span).line == line]
    which = "the example" if len(beside) == 1 else f"example {example.number}"
    yield from _take_results(context, view, intent, example, failing, which)
    contradicting = [state.work.target for state, _ in failing if _contradicts(state)]
    if contradicting and context.trusted:
        yield from _insisting(context, view, intent, contradicting)
    if context.flags.debugs and context.trusted:
        call = f"{intent.name}({', '.join(show(value) for value in example.args)})"
        for state, _ in failing:
            argument = {"uri": view.uri, "intent": intent.name, "target": state.work.target, "example": example.number}
            title = f"Debug {_short(call)} in {LANGUAGES[state.work.target]}"
            yield command_action(title, QUICKFIX, "intent.debug", argument)
    dropped = workspace_edits.remove_example(view, intent, example)
    yield edit_action(context, view, f"Drop {which}", [dropped])
    if not example.hidden:
        item = f"- {example_forms.as_item(intent, example)}"
        moved = add_example.append_examples(view.document, intent, [item], key="hidden examples")
        yield edit_action(context, view, f"Hide {which} from models", [dropped, moved])


def _take_results(
    context: Context,
    view: View,
    intent: Intent,
    example: Example,
    failing: list[tuple[WorkState, ExampleResult]],
    which: str,
) -> Iterator[Json]:
    """What came back becomes what is expected: each value once, with the targets that gave it."""
    values: dict[str, list[tuple[WorkState, ExampleResult]]] = {}
    for state, result in failing:
        wrong = result.error is not None or example.raises
        if not wrong and (value := example_forms.as_outcome(result.full_value or result.got, example)):
            values.setdefault(value, []).append((state, result))
    for value, given in values.items():
        short = _short(given[0][1].got)
        if any(_contradicts(state) for state, _ in given):
            title = f"Undo the change of {which}: it is {short}, as before"
        else:
            whose = "" if which == "the example" else f" of {which}"
            targets = " and ".join(state.work.target for state, _ in given)
            title = f"Take the result of {targets}, {short}, as the expected value{whose}"
        yield edit_action(context, view, title, [(intent.place(example.out_span), value)])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_RESULT else f"{text[: LONGEST_RESULT - 1]}…"


def _contradicts(state: WorkState) -> bool:
    verdict = state.last_verdict
    return verdict is not None and any(failure.code == "contradicts-examples" for failure in verdict.failures)


def _insisting(context: Context, view: View, intent: Intent, contradicting: list[Target]) -> Iterator[Json]:
    """Transpile although the verified code contradicts an example; a file that was edited by hand is never meant."""
    argument = {"uri": view.uri, "intent": intent.name, "force": True}
    targets = view.document.targets(intent)
    if not any(target_status(context, view, intent, target).kind is Status.EDITED for target in targets):
        title = f"Transpile '{intent.name}' all the same: the example is right"
        yield command_action(title, QUICKFIX, "intent.transpile", argument)
        return
    for target in contradicting:
        title = f"Transpile '{intent.name}' for {target} all the same: the example is right"
        yield command_action(title, QUICKFIX, "intent.transpile", {**argument, "target": target})


def _answers(context: Context, view: View, intent: Intent, state: WorkState) -> Iterator[Json]:
    if state.question is None:
        return
    input_key = same_input_key(state.question.args)
    if any(same_input_key(example.args) == input_key for example in intent.examples):
        return  # it has been answered since
    arguments = ", ".join(show(value) for value in state.question.args)
    for answer, giver in zip_longest(state.question.answers, state.question.givers, fillvalue=""):
        change = add_example.append_example(view.document, intent, state.question.args, answer)
        title = f"Say that {intent.name}({arguments}) {'fails' if answer == AN_ERROR else f'is {show(answer)}'}"
        yield edit_action(context, view, title + (f", as in {giver}" if giver else ""), [change])
    blank = add_example.to_complete(view.document, intent, state.question.args)
    yield edit_action(context, view, f"Say what else {intent.name}({arguments}) is: write it as an example", [blank])


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
