"""An answer ends when the module is there: what models say after it is not waited for."""

from __future__ import annotations

import pytest

from intent_lsp.models.contract import Prompt
from intent_lsp.models.extraction.whole_module import is_whole
from intent_lsp.values import Target
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY, intent

PY, JS = f"```python\n{CLAMP_PY}```\n", f"```js\n{CLAMP_JS}```\n"
DOC = '```python\ndef clamp(x, lo, hi):\n    """Example:\n\n    ```python\n    clamp(1, 2, 3)\n    ```\n'
HELPER = "```python\ndef helper(x):\n    return x\n```\n"


@pytest.mark.parametrize(
    ("target", "text", "whole"),
    [
        ("py", PY + "This", True),
        ("py", PY, False),  # perhaps it ends by itself
        ("py", "Here it is:\n\n" + PY + "\nNote", True),
        ("py", PY.rstrip("`\n"), False),
        ("py", HELPER + "And", False),
        ("py", HELPER + PY + "So", True),
        ("py", DOC, False),
        ("py", DOC + '    """\n    return x\n```\nThis', True),
        ("py", JS + "This", False),
        ("js", JS + "This", True),
        ("js", JS.replace("export ", "") + "This", False),
        ("js", "```javascript\nexport const clamp = (x, lo, hi) => x;\n```\n- it", True),
        ("js", "```text\n" + CLAMP_JS + "```\nThis", False),
        ("py", "", False),
    ],
)
def test_what_is_whole(target: Target, text: str, whole: bool) -> None:
    assert is_whole(text, Prompt("", "", target, intent(CLAMP))) is whole
