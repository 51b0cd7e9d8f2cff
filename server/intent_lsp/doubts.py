"""Every kind of doubt about code that passes everything: its sentence, and what a person can do about it.

A sentence stands here only. Reports, proofs, caches, events and headers hold it as plain text, and
:mod:`intent_lsp.transpile.next_step` recognises it there by the templates below.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

UNLIKE: Final = "add an example unlike the others"
"""The step where nothing better is known."""


@unique
class Doubt(Enum):
    """Sentence and step are templates of :meth:`str.format` with the same slots: ``{}`` any text, ``{:d}`` a count. The
    step makes sense with the sentence and alone. Sentences of earlier versions follow; reports may hold them still."""

    FEW_EXAMPLES = "there are few examples", "add one or two more examples"
    ONE_ERROR_EXAMPLE = "an error was shown by one example only", "add another example that ends in an error"
    BRANCH_RESTS_ON_ONE = (
        "a branch of the program rests on a single example",
        "add a second example of each case",
    )
    REPLACEMENT_RESTS_ON_ONE = (
        "a replacement rests on a single example",
        "add another example with the same replacement",
    )
    COPIED_WORD = (
        'every example holds "{}", which the program writes by itself',
        'add an example without "{}"',
    )
    SAME_PART = "{} is the same in all examples", "add an example in which {} differs"
    LONG_PROGRAM = "the program is long for so few examples", "add two or three more examples"
    UNUSED_PARAMETER = "the program does not use {}", "add an example in which {} matters"
    UNANSWERED_WORD = (
        "the text mentions {}, but no part of the program uses it",
        "add an example in which {} matters",
        "the text speaks of {}, no part of the program answers to it",
    )
    UNASKED_PART = "nothing in the text asks for {}", "name {} in the description if you mean it"
    UNDECIDED_CASE = (
        "the text names a case ({}), no part of the program decides",
        "add an example of the case after {}",
    )
    NUMBER_RESTS_ON_ONE = (
        "the number {} rests on a single example",
        "add another example in which {} matters",
    )
    UNUSED_CONSTANT = (
        "the text mentions {}, but the program does not use it",
        "add an example in which {} matters",
        "the text speaks of {}, the program does not use it",
    )
    OUT_OF_ORDER = (
        "all results shown are in order, others of the program are not",
        "add an example in another order",
    )
    FAILS_NEARBY = (
        "the program fails on similar inputs",
        "add an example with an unusual input, such as an empty one",
        "on inputs like the examples the program fails",
    )
    NEARLY_ALL_EMPTY = (
        "all results but one are zero or empty",
        "add another example whose result is neither zero nor empty",
    )
    TRUTH_SHOWN_ONCE = (
        "true and false are not shown twice each",
        "add an example with the result that is rarer",
    )
    MISSING_COMBINATIONS = (
        "the parameters are true or false, and not all combinations are shown",
        "add the combinations that are missing",
    )
    LITTLE_ASKED_FOR = (
        "the text asks for less than half of the program, which has more parts than there are examples",
        UNLIKE,
    )
    UNSHOWN_WORD = (
        "the text mentions {}, but no example shows it",
        "add an example for {}",
        "the text speaks of {}, no example shows it",
    )
    UNSHOWN_PARAMETER = "no example shows what {} is for", "add an example in which only {} differs"
    UNSHOWN_CASE = "the text names a case ({}), no example shows it", "add an example of that case"
    NO_INNER_CAPITAL = (
        "no example shows a capital letter within a word",
        "add an example with a capital letter within a word",
    )
    ORDER_MATTERS = (
        "the text says that order does not matter, and for the program it does",
        "add an example in another order",
    )
    NO_EQUAL_ITEMS = "no example shows an item twice", "add an example with an item twice"
    ONE_EXAMPLE_DECIDES = (
        "a single example decides between this program and another",
        "add an example of another kind",
    )
    SHORT_FOR_ITS_TEXT = (
        "the text says much more than so short a program does",
        "add an example of what the text says besides",
    )
    SEVERAL_CHANGES = "the code was changed in several ways before it passed", UNLIKE
    ONLY_AT_ENDS = (
        "the examples show {} only at the ends of a text, and the program replaces it everywhere",
        "add an example with {} in the middle",
    )
    ONE_LENGTH = "{} has {:d} items in all examples", "add an example in which {} is longer"
    OTHER_PROGRAMS_FIT = "other programs fit the examples as well", UNLIKE
    OTHER_CHANGES_FIT = "other changes of the code fit the examples as well", UNLIKE
    LITTLE_SAID = "the results say little, and the text does not ask for every part of the program", UNLIKE
    OPEN_CHARACTERS = (
        "no example shows which other characters are meant",
        "add an example with other characters",
    )
    FIRST_OR_LAST = (
        "no example tells the first of several from the last",
        "add an example in which several would do",
    )
    WITHOUT_ITEMS = "no example shows what happens without any items", "add an example without items"
    OPEN_THRESHOLD = (
        "no example shows what happens exactly at a threshold",
        "add an example exactly at the threshold",
    )
    CHANGE_RESTS_ON_ONE = (
        "a change of the code rests on one example",
        "add another example of the same kind",
    )
    CHANGE_BY_CHANCE = "the examples say too little to tell the change of the code from chance", UNLIKE
    CHANGE_RESTS_ON_PROPERTIES = (
        "a change of the code rests on properties alone",
        "add an example of what the properties ask for",
    )
    FOREIGN_LETTERS = (
        "JavaScript and Python differ on letters beyond ASCII",
        "add an example with such a letter",
    )
    PORT_AFTER_FAILURES = (
        "the {0} code was written from the {1} code, and what was written in {0} before failed: "
        "no second program confirms it",
        UNLIKE,
    )
    PARTNER_BY_TRIAL = "the {} code, which agrees, was found by trial: no second program confirms it", UNLIKE
    ONE_RESULT = "all examples have the same result", "add an example with another result"
    NO_VALUE = (
        "where no example shows what is meant, both programs give no value that the signature allows",
        "add an example with such an input",
    )
    SETTLED_BY_VOTES = (
        "JavaScript and Python differed before, and no further program does all that both do now",
        UNLIKE,
    )
    PORT_ON_FEW_ANSWERS = (
        "the {} code was written from the {} code, and the examples are few yes-or-no answers",
        "add two or three more examples",
    )
    TOO_LARGE_TO_REPEAT = (
        "an input is too large to try a second call with it, or whether it is changed",
        UNLIKE,
    )

    def __init__(self, sentence: str, step: str, *earlier: str) -> None:
        self.sentence, self.step, self.earlier = sentence, step, earlier

    def of(self, *slots: object) -> str:
        """The sentence with its slots filled in: what can stand behind "uncertain: "."""
        return self.sentence.format(*slots)
