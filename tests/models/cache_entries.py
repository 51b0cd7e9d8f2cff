"""What tests of the cache put into it."""

from __future__ import annotations

from intent_lsp.models.cache import key_of
from intent_lsp.models.contract import Reply
from tests.models.asking import prompt

REPLY = Reply(
    "```js\nexport const f = '𝒻\u2028';\n```\n",
    "draft",
    "qwen",
    prompt_tokens=10,
    completion_tokens=5,
    seconds=1.2345,
    timings={"load": 0.5},
)
KEY = key_of(prompt(), {"model": "m"})
