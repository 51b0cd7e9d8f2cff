"""What to do about a doubt: every uncertain result names its next step, in one sentence with the doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intent_lsp.values import Question, show

_MOST_SHOWN = 40
"""Characters of each value in the call that a question is about."""
UNLIKE = "add an example unlike the others"
STEPS: tuple[tuple[str, str], ...] = (
    (r"^there are few examples$", "add one or two more examples"),
    (r"^an error was shown by one example only$", "add another example that ends in an error"),
    (r"^a branch of the program rests on a single example$", "add a second example of each case"),
    (r"^a replacement rests on a single example$", "add another example with the same replacement"),
    (r'^every example holds (".+"), which the program writes by itself$', r"add an example without \1"),
    (r"^(.+) is the same in all examples$", r"add an example in which \1 differs"),
    (r"^the program is long for so few examples$", "add two or three more examples"),
    (r"^the program does not use (.+)$", r"add an example in which \1 matters"),
    (
        r"^the text (?:mentions|speaks of) (.+), (?:but )?no part of the program (?:answers to|uses) it$",
        r"add an example in which \1 matters",
    ),
    (r"^nothing in the text asks for (.+)$", r"name \1 in the description if you mean it"),
    (r"^the text names a case \((.+)\), no part of the program decides$", r"add an example of the case after \1"),
    (r"^the number (.+) rests on a single example$", r"add another example in which \1 matters"),
    (
        r"^the text (?:mentions|speaks of) (.+), (?:but )?the program does not use it$",
        r"add an example in which \1 matters",
    ),
    (r"^all results shown are in order, others of the program are not$", "add an example in another order"),
    (
        r"^(?:the program fails on similar inputs|on inputs like the examples the program fails)$",
        "add an example with an unusual input, such as an empty one",
    ),
    (r"^all results but one are zero or empty$", "add another example whose result is neither zero nor empty"),
    (r"^true and false are not shown twice each$", "add an example with the result that is rarer"),
    (
        r"^the parameters are true or false, and not all combinations are shown$",
        "add the combinations that are missing",
    ),
    (r"^the text asks for less than half of the program\b", UNLIKE),
    (r"^the text (?:mentions|speaks of) (.+), (?:but )?no example shows it$", r"add an example for \1"),
    (r"^no example shows what (.+) is for$", r"add an example in which only \1 differs"),
    (r"^the text names a case \((.+)\), no example shows it$", "add an example of that case"),
    (r"^no example shows a capital letter within a word$", "add an example with a capital letter within a word"),
    (r"^the text says that order does not matter, and for the program it does$", "add an example in another order"),
    (r"^no example shows an item twice$", "add an example with an item twice"),
    (r"^a single example decides between this program and another$", "add an example of another kind"),
    (r"^the text says much more than so short a program does$", "add an example of what the text says besides"),
    (r"^the code was changed in several ways before it passed$", UNLIKE),
    (r"^the examples show (.+) only at the ends of a text\b", r"add an example with \1 in the middle"),
    (r"^(.+) has \d+ items in all examples$", r"add an example in which \1 is longer"),
    (r"^other (?:programs|changes of the code) fit the examples as well$", UNLIKE),
    (r"^the results say little\b", UNLIKE),
    (r"^no example shows which other characters are meant$", "add an example with other characters"),
    (r"^no example tells the first of several from the last$", "add an example in which several would do"),
    (r"^no example shows what happens without any items$", "add an example without items"),
    (r"^no example shows what happens exactly at a threshold$", "add an example exactly at the threshold"),
    (r"^a change of the code rests on one example$", "add another example of the same kind"),
    (r"^the examples say too little to tell the change of the code from chance$", UNLIKE),
    (r"^a change of the code rests on properties alone$", "add an example of what the properties ask for"),
    (r"\bdiffer on letters beyond ASCII$", "add an example with such a letter"),
    (r"\bno second program confirms it$", UNLIKE),
    (r"^all examples have the same result$", "add an example with another result"),
    (r"\bboth programs give no value that the signature allows$", "add an example with such an input"),
    (r"\bno further program does all that both do now$", UNLIKE),
    (r"\bthe examples are few yes-or-no answers$", "add two or three more examples"),
)
"""What each doubt looks like, also in reports of earlier versions, and what a person can do about it: an order that
makes sense with the doubt and alone."""


def doubts_with_next_step(intent: str, doubts: Sequence[str], question: Question | None = None) -> tuple[str, ...]:
    """The doubts about an intent as people are told them, the last one with what to do next."""
    return (*doubts[:-1], f"{doubts[-1]}: {next_step(intent, doubts, question)}") if doubts else ()


def next_step(intent: str, doubts: Sequence[str], question: Question | None = None) -> str:
    """What settles the last of the doubts about an intent; empty where there is none.

    ``question``: what would settle them, where something is asked.
    """
    if not doubts:
        return ""
    if question is not None:
        arguments = ", ".join(show(value, _MOST_SHOWN) for value in question.args)
        return f"add an example that says what {intent}({arguments}) is"
    found = ((match, step) for pattern, step in STEPS if (match := re.search(pattern, doubts[-1])))
    return next((match.expand(step) for match, step in found), UNLIKE)
