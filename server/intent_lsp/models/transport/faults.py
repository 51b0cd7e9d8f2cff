"""The one seam at which a server's errors become ours: statuses, error bodies, error objects in a stream."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

from intent_lsp.errors import ContextOverflow, ModelError, ModelMissing, ProviderBusy, ProviderDown, RequestRejected
from intent_lsp.models.transport.secrets import advice, without_key

_OVERFLOW = re.compile(
    r"exceed_context_size|context (?:length|size|window)|maximum context|available context|n_ctx|too many tokens"
    r"|inputs?`? (?:tokens|must have)|input (?:is|length) |prompt is too long|exceeds? the context", re.IGNORECASE
)  # fmt: skip
_NO_MODEL = re.compile(
    r"model\b.*\b(?:not found|does not exist|not exist|no such)|no models? (?:is |are )?loaded|model_not_found"
    r"|try pulling it|failed to load model|not a valid model", re.IGNORECASE | re.DOTALL
)  # fmt: skip
_LOADING = re.compile(r"loading|not ready|starting|warming", re.IGNORECASE)
_MEMORY = re.compile(r"out of memory|more system memory|insufficient memory|cudamalloc|oom\b", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"unexpected endpoint or method", re.IGNORECASE)
"""How LM Studio says 404, with status 200."""
_DIED = re.compile(r"runner (?:process )?(?:has )?(?:terminated|died|exited)|no longer running|EOF$", re.IGNORECASE)


_SYSTEM_ROLE = re.compile(
    r"system role (?:is )?not supported|roles? must alternate|only user and assistant roles"
    r"|(?:role|message).{0,20}system.{0,60}(?:not supported|not allowed|invalid|unsupported)"
    r"|does(?: not|n't) support (?:the )?(?:system|role)", re.IGNORECASE
)  # fmt: skip
"""What the chat templates of Gemma, of older Mistral models and the servers that run them say."""


def refuses_the_system_role(error: ModelError) -> bool:
    """Whether the server says that the model's template takes no message of the role *system*."""
    return isinstance(error, RequestRejected) and _SYSTEM_ROLE.search(str(error)) is not None


_UNKNOWN_PARAMETER = re.compile(
    r"unrecogni[sz]ed|unknown|unsupported|unexpected|(?:not|n't) (?:supported|support|permitted|allowed|recogni[sz]ed)"
    r"|extra (?:inputs|fields)|extra_forbidden", re.IGNORECASE
)  # fmt: skip
"""How servers say that they do not take a parameter, or not any value but their own."""


def refused_parameter(error: ModelError, sent: Iterable[str]) -> str | None:
    """Which of the parameters that were sent the server does not take at all; ``None`` where it is something else."""
    if not isinstance(error, RequestRejected) or error.status not in {400, 422}:
        return None
    text = str(error)
    if _UNKNOWN_PARAMETER.search(text) is None:
        return None
    return next((name for name in sent if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)), None)


def is_fault(value: Mapping[str, Any]) -> bool:
    """Whether an object of a stream is an error: OpenAI's, the older one of vLLM, or one of FastAPI."""
    return bool(
        value.get("error") or value.get("object") == "error" or ("choices" not in value and value.get("detail"))
    )


def from_response(
    status: int, headers: Mapping[str, str], body: bytes, *, provider: str, model: str, fix: str, key_env: str = ""
) -> ModelError:
    """The error for an HTTP answer that is not a success.

    ``fix`` is the command that brings a missing model, ``key_env`` the variable whose value must not be repeated.
    """
    text = message_of(body, key_env)
    if 300 <= status < 400:
        return RequestRejected(
            "the server redirects elsewhere, which is not followed", status=status, provider=provider,
            hint="write the address the server really has",
        )  # fmt: skip
    after = retry_after(headers.get("retry-after"))
    return _classify(status, text, provider=provider, model=model, fix=fix, retry_after=after, key_env=key_env)


def from_object(value: Any, *, provider: str, model: str, fix: str, key_env: str = "") -> ModelError:
    """The error for an error object inside a stream that began with status 200."""
    text = _line(without_key(_message(value), key_env))
    status = 0
    inner = value.get("error") if isinstance(value, dict) else None
    for source in (inner, value):
        if isinstance(source, dict):
            for name in ("code", "status_code", "http_status_code"):
                if isinstance(source.get(name), int):
                    status = status or source[name]
    return _classify(status, text, provider=provider, model=model, fix=fix, retry_after=None, key_env=key_env)


_LONGEST_WAIT = 86_400.0
"""Seconds; what a server wishes beyond it means the same: not now."""


def message_of(body: bytes, key_env: str = "") -> str:
    """What the body says, on one line of at most 300 characters, without the key."""
    try:
        text = _message(json.loads(body))
    except (ValueError, RecursionError):
        text = re.sub(r"<[^<>]*>", " ", body[:4000].decode("utf-8", "replace"))
    return _line(without_key(text, key_env))


def _line(text: str) -> str:
    """One line that other sentences can follow, without characters that a terminal obeys."""
    plain = "".join(char if char.isprintable() else " " for char in text[:4000])
    return " ".join(plain.split())[:300].rstrip(".:; ")


def retry_after(value: str | None) -> float | None:
    """Seconds of a ``Retry-After`` field: a number or a date (RFC 9110, section 10.2.3); ``None`` for anything else."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        import email.utils  # seldom needed

        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(max(0.0, seconds), _LONGEST_WAIT) if math.isfinite(seconds) else None


def _message(value: Any) -> str:
    for _ in range(3):
        if isinstance(value, str):
            return value
        if not isinstance(value, dict):
            break
        value = next((value[k] for k in ("error", "message", "detail", "error_type") if value.get(k)), "")
    return json.dumps(value) if value else ""


def _classify(
    status: int, text: str, *, provider: str, model: str, fix: str, retry_after: float | None, key_env: str
) -> ModelError:
    said = f": {text}" if text else ""
    if status in {401, 403}:
        what, hint = advice(key_env)
        return RequestRejected(f"{what} (status {status}){said}", status=status, provider=provider, hint=hint)
    if status == 429:
        return ProviderBusy(
            f"the server has too many requests{said}",
            provider=provider,
            retry_after=retry_after,
            hint="wait, or raise the server's limit",
        )
    if _OVERFLOW.search(text) and status in {0, 400, 413, 422, 500}:
        return ContextOverflow(
            f"the prompt does not fit the model's context{said}",
            provider=provider,
            hint="start the server with a larger context, or shorten the document",
        )
    if _NO_MODEL.search(text) and status in {0, 400, 404, 500}:
        name = f"model {model!r}" if model else "a model"
        return ModelMissing(f"the server does not have {name}{said}", provider=provider, hint=fix)
    if _MEMORY.search(text):
        return RequestRejected(
            f"the model does not fit into memory{said}",
            status=status,
            provider=provider,
            hint="choose a smaller model, or close what uses the memory",
        )
    if status in {502, 503, 504} or (status == 0 and _LOADING.search(text)):
        loading = _LOADING.search(text) is not None
        what = "the server is loading its model" if loading else "the server is busy"
        return ProviderBusy(
            f"{what}{said}",
            provider=provider,
            retry_after=retry_after,
            loading=loading,
            hint="wait until it is ready, then try again",
        )
    if status in {0, 500} and _DIED.search(text):
        return ProviderDown(
            f"the server's model process ended{said}",
            provider=provider,
            again=True,
            hint="look at the server's log; a smaller model or context may help",
        )
    if status == 404 or _NO_ADDRESS.search(text):
        return RequestRejected(
            f"the server knows no such address{said}",
            status=status or 404,
            provider=provider,
            hint="look at the configured address; OpenAI-compatible ones usually end in /v1",
        )
    where = f"with status {status}" if status else "in the middle of its answer"
    return RequestRejected(
        f"the server refused {where}{said}", status=status, provider=provider, hint="look at the server's log"
    )
