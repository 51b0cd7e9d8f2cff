"""Reports as JSON: strict (no ``NaN``), sorted, one example a line, one trailing line end, so that diffs are small.

Numbers that JSON lacks are ``{"$number": "NaN"}``, values that are not JSON ``{"$opaque": kind, "text": …}``, and
a key that starts with ``$`` gets a second one. Unknown keys are ignored, missing ones take their defaults; an entry
that does not fit is left out, the others stay.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.models.contract import AMBIGUOUS, Detour
from intent_lsp.output.report import RECORDED, Contradiction, Entry, Round
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.status import Status, status_of
from intent_lsp.text.inert import in_json
from intent_lsp.values import TARGETS, JsonValue, Opaque, Question

VERSION = 1
_WIDTH = 120
_PRINTED_LIMIT = 4000
"""Characters of a candidate's printing that a report keeps."""


def encode(document: str, entries: Iterable[Entry]) -> bytes:
    """The bytes of a report. Deterministic."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    data = {"version": VERSION, "document": document, "results": [_entry(entry) for entry in ordered]}
    return (_layout(data, "") + "\n").encode("utf-8", "backslashreplace")


def _layout(value: Any, indent: str) -> str:
    """JSON on one line where it is short, else one item a line: an example's result is then one line of a diff."""
    line = _line(value)
    if len(line) + len(indent) <= _WIDTH or not isinstance(value, (dict, list)):
        return line
    inner = indent + " "
    if isinstance(value, dict):
        items = [f"{_line(key)}: {_layout(item, inner)}" for key, item in value.items()]
    else:
        items = [_layout(item, inner) for item in value]
    first, last = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{first}\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}{last}"


def _line(value: Any) -> str:
    return in_json(json.dumps(value, ensure_ascii=False, allow_nan=False))


def decode(data: bytes) -> tuple[Entry, ...]:
    """The entries of a report; what cannot be read is left out. Never raises."""
    try:
        results = json.loads(data)["results"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    entries = []
    for item in results if isinstance(results, list) else []:
        try:
            entries.append(_read_entry(item))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            continue
    return tuple(entries)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "intent": entry.intent,
        "target": entry.target,
        "status": entry.status,
        "digest": entry.digest,
        "contractDigest": entry.contract_digest,
        **_present("codeDigest", entry.code_digest),
        **_present("file", entry.file),
        **_present("provider", entry.provider),
        **_present("model", entry.model),
        "round": entry.round,
        "rounds": entry.rounds,
        **_present("note", entry.note),
        **_present("doubts", list(entry.doubts)),
        **_present("question", entry.question and question_data(entry.question)),
        "history": [round_data(item) for item in entry.history],
        **_present("lastGood", entry.last_good and verdict_data(entry.last_good)),
        **_present("contradiction", entry.contradiction and _contradiction(entry.contradiction)),
    }


def _contradiction(item: Contradiction) -> dict[str, Any]:
    return {"digest": item.digest, "verdict": verdict_data(item.verdict)}


def _read_entry(data: dict[str, Any]) -> Entry:
    if data["target"] not in TARGETS or data["status"] not in RECORDED:
        raise ValueError("no entry")
    question, status, doubts = (
        data.get("question"),
        Status(data["status"]),
        tuple(map(_text, _list(data.get("doubts", [])))),
    )
    if status.good:
        if question and not doubts:  # a report from before doubts were kept: what asks is open
            doubts = (AMBIGUOUS,)
        status = status_of(doubts)
    return Entry(
        intent=_text(data["intent"]),
        target=data["target"],
        status=status,
        digest=_text(data["digest"]),
        contract_digest=_text(data["contractDigest"]),
        code_digest=_text(data.get("codeDigest", "")),
        file=_text(data.get("file", "")),
        provider=_text(data.get("provider", "")),
        model=_text(data.get("model", "")),
        round=int(data["round"]),
        rounds=int(data["rounds"]),
        note=_text(data.get("note", "")),
        doubts=doubts,
        question=question and read_question(question),
        history=tuple(read_round(item) for item in _list(data["history"])),
        last_good=read_verdict(data["lastGood"]) if data.get("lastGood") else None,
        contradiction=_read_contradiction(data.get("contradiction")),
    )


def _read_contradiction(data: dict[str, Any] | None) -> Contradiction | None:
    return Contradiction(_text(data["digest"]), read_verdict(data["verdict"])) if data else None


def question_data(question: Question) -> dict[str, Any]:
    """A question as strict JSON."""
    return {
        "args": [_safe(value) for value in question.args],
        "answers": [_safe(value) for value in question.answers],
        **_present("givers", list(question.givers)),
    }


def read_question(data: dict[str, Any]) -> Question:
    """The inverse of :func:`question_data`. Raises as :func:`read_verdict`."""
    args, answers, givers = data["args"], data["answers"], data.get("givers", [])
    return Question(tuple(map(_restored, args)), tuple(map(_restored, answers)), tuple(map(_text, _list(givers))))


def round_data(item: Round) -> dict[str, Any]:
    """A round as strict JSON: no times in it."""
    return {
        "round": item.number,
        **_present("provider", item.provider),
        **_present("model", item.model),
        **_present("reason", item.reason),
        **_present("detours", [{"provider": detour.provider, "what": detour.what} for detour in item.detours]),
        **_present("verdict", item.verdict and verdict_data(item.verdict)),
    }


def read_round(data: dict[str, Any]) -> Round:
    """The inverse of :func:`round_data`. Raises as :func:`read_verdict`."""
    verdict = data.get("verdict")
    return Round(
        number=int(data["round"]),
        provider=_text(data.get("provider", "")),
        model=_text(data.get("model", "")),
        reason=_text(data.get("reason", "")),
        verdict=verdict and read_verdict(verdict),
        detours=tuple(Detour(_text(d["provider"]), _text(d["what"])) for d in _list(data.get("detours", []))),
    )


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """A verdict as strict JSON: no times in it."""
    return {
        "gate": verdict.gate and verdict.gate.value,
        "examples": [
            {
                "number": result.number,
                "passed": result.passed,
                "expected": result.expected,
                "got": result.got,
                **_present("error", result.error and _error(result.error)),
                **_present("hint", result.hint),
            }
            for result in verdict.examples
        ],
        **_present("failures", [_failure(failure) for failure in verdict.failures]),
        **_present("printed", verdict.printed[:_PRINTED_LIMIT]),
        **_present("doubts", list(verdict.doubts)),
        **_present("confirmed", list(verdict.confirmed)),
        **_present("unconfirmed", list(verdict.unconfirmed)),
    }


def read_verdict(data: dict[str, Any]) -> Verdict:
    """The inverse of :func:`verdict_data`. Raises ``ValueError``, ``KeyError``, ``TypeError`` or ``AttributeError``."""
    return Verdict(
        gate=Gate(data["gate"]) if data["gate"] else None,
        examples=tuple(
            ExampleResult(
                number=int(item["number"]),
                passed=item["passed"] is True,
                expected=_text(item["expected"]),
                got=_text(item["got"]),
                error=_read_error(item.get("error")),
                hint=_text(item.get("hint", "")),
            )
            for item in _list(data["examples"])
        ),
        failures=tuple(_read_failure(item) for item in _list(data.get("failures", []))),
        printed=_text(data.get("printed", "")),
        doubts=tuple(map(_text, _list(data.get("doubts", [])))),
        confirmed=tuple(map(_text, _list(data.get("confirmed", [])))),
        unconfirmed=tuple(map(_text, _list(data.get("unconfirmed", [])))),
    )


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "gate": failure.gate.value,
        "message": failure.message,
        **_present("example", failure.example),
        **_present("args", [_safe(value) for value in failure.args]),
        **_present("error", failure.error and _error(failure.error)),
        **_present("property", failure.property),
        **_present("code", failure.code),
        **_present("runtime", failure.runtime),
    }


def _read_failure(data: dict[str, Any]) -> Failure:
    return Failure(
        gate=Gate(data["gate"]),
        message=_text(data["message"]),
        example=int(data.get("example", 0)),
        args=tuple(_restored(value) for value in _list(data.get("args", []))),
        error=_read_error(data.get("error")),
        property=_text(data.get("property", "")),
        code=_text(data.get("code", "")),
        runtime=_text(data.get("runtime", "")),
    )


def _error(error: CodeError) -> dict[str, Any]:
    return {
        "type": error.type,
        "message": error.message,
        **_present("line", error.line),
        **_present("column", error.column),
        **_present("stack", error.stack),
    }


def _read_error(data: dict[str, Any] | None) -> CodeError | None:
    if data is None:
        return None
    place = int(data.get("line", 0)), int(data.get("column", 0))
    return CodeError(_text(data["type"]), _text(data["message"]), *place, _text(data.get("stack", "")))


def _present(key: str, value: object) -> dict[str, Any]:
    """``{key: value}``, or nothing for an empty value: reports stay short."""
    return {key: value} if value else {}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _safe(value: JsonValue | Opaque) -> Any:
    """A value as strict JSON."""
    if isinstance(value, Opaque):
        return {"$opaque": value.kind, "text": value.text}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, (list, tuple)):
        return [_safe(item) for item in value]
    if isinstance(value, dict):
        return {f"${key}" if key.startswith("$") else key: _safe(item) for key, item in value.items()}
    return value


def _restored(value: Any) -> JsonValue | Opaque:
    """The inverse of :func:`_safe`."""
    if isinstance(value, list):
        return [_restored(item) for item in value]
    if isinstance(value, dict):
        if "$number" in value:
            return float(value["$number"])
        if "$opaque" in value:
            return Opaque(value["$opaque"], value.get("text", ""))
        return {key[1:] if key.startswith("$$") else key: _restored(item) for key, item in value.items()}
    return value
