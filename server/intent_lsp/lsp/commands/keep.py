"""``intent.keep {uri, intent, target}``: code that was edited by hand and passes the examples is the verified code."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session
from intent_lsp.status import Status


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer as ``intent.transpile`` does; what does not pass is marked on its examples, and nothing is written."""
    answer = await session.orders.document(
        arguments.uri(argument),
        intent=arguments.text(argument, "intent"),
        targets=arguments.target(argument),
        mode="keep",
        token=token,
    )
    for result in answer["results"]:
        if result["status"] == Status.FAILED:
            session.editor.show(
                "warning",
                f"The edited {result['target']} code of {result['intent']} {_why(result)}, so it was not taken over. "
                "Correct it, or correct the examples.",
            )
    return answer


def _why(result: dict[str, Any]) -> str:
    """The count of examples, or the first problem where all of them pass."""
    counts, problems = result["examples"], result["problems"]
    if counts["passed"] < counts["total"] or not problems:
        return f"passes {counts['passed']} of {counts['total']} examples"
    return f"does not pass: {problems[0]['message']}"
