"""The first sentence of a description."""

from __future__ import annotations

import pytest

from intent_lsp.decoration.summary import summary
from intent_lsp.document import parse


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("Twice the number.", "Twice the number."),
        ("Twice the number", "Twice the number."),
        ("Normalize (x,y). Return both.", "Normalize (x,y)."),
        ("Round, e.g. 2.5 to 3. Never down.", "Round, e.g. 2.5 to 3."),
        ('Format it as "Last, F." and so on. More.', 'Format it as "Last, F." and so on.'),
        ('Format a name as "Last, F."', 'Format a name as "Last, F."'),
        ("Is it even? Zero is.", "Is it even?"),
        ("Over\nlines, not yet\nits end. Next.", "Over lines, not yet its end."),
        ("Grades:\n- A from 90\n- B", "Grades."),
        ("First part\n\nsecond part", "First part."),
        ("a\u202e\x07b", "a b."),
        ("", ""),
    ],
)
def test_what_it_is(description: str, sentence: str) -> None:
    text = f"# name: f\n# description:\n{description}\n# examples:\n- f(1) -> 1\n"
    (intent,) = parse(text, stem="f", default_targets=("js",)).intents
    assert summary(intent) == sentence
