"""What people write in the place of an arrow, or of ``error:``, in examples that are not read for it."""

from __future__ import annotations

import re

ODD_ARROW = re.compile(
    r"(?:;?[ \t]*+(?:#|//)[ \t]*+)?(?:[➞⟶⟹↦➔➜➡⇨⮕➙]\ufe0f?|-{2,}>|={2,}>|[~|]->|~>|::|>{2}(?=[ \t])"
    r"|\\->|-&gt;|=&gt;|\\to\b|:?=(?![=>])"
    r"|:(?=[ \t]+[^ \t\n])|(?<=[#/ ])(?:→|⇒|->|=>|={2,3})"
    r"|(?<=[#/])(?=[-\d\[{\"']|(?:true|false|null|None)\b)|(?<=[#/] )(?=[-\d\[{\"']|(?:true|false|null|None)\b)"
    r"|(?:(?:it[ \t]++)?should[ \t]++(?:be|equal|return|give)|is|equals|gives|yields|becomes|evaluates[ \t]++to)\b)"
)
"""What stands where an arrow belongs, also behind a comment's mark."""
ANY_ERROR = re.compile(
    r"(?:an?[ \t]++)?(?:[A-Za-z]*(?:Error|Exception)|error|exception)\b(?:\((?P<said>\"[^\"\n]*\"|'[^'\n]*')?\))?",
    re.IGNORECASE,
)
"""An error in words."""
VALUE = re.compile(r"[ \t`]*+(?:[-+.\d\[{\"']|(?:true|false|null|None|True|False|NaN|Infinity)\b)")
"""How a value begins."""
VERB = re.compile(r"(?:raises|throws|raise|throw)[ \t]++(?:new[ \t]++)?", re.IGNORECASE)
