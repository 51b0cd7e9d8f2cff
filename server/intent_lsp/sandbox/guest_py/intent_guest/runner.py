"""The exports of one instance: what is given is loaded or called, and what was printed is sent before each answer."""

import io
import random
import sys
from collections import deque
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from . import printed, stages, waiting, zone

Write = Callable[[str], None]
Give = Callable[[str], None]
Answer = Callable[[], str]

waiting.install()


def make(write: Write) -> tuple[Give, Answer, Answer]:
    """The exports ``give``, ``load`` and ``call``, all of them written in C: they have no frame and cannot be changed.

    What is given is read as :func:`stages.chains` says, with ``seed`` and ``zone`` (minutes east of Greenwich).
    """
    out = printed.Printed(write)
    inbox: deque[str] = deque(maxlen=1)
    begin = stages.alone(_begin, out, sys, io.StringIO, random.seed, zone.move)
    loading, calling = stages.chains(iter(inbox.pop, stages.NEVER), begin)
    # The flush comes last, and the answer is made before: printing is the candidate's own business.
    flushes = iter(stages.alone(_flush, out), stages.NEVER)

    def flushed(answers: Iterator[str]) -> Answer:
        return map(itemgetter(0), zip(answers, flushes)).__next__  # noqa: B905 (neither ends)

    return inbox.append, flushed(loading), flushed(calling)


def _begin(job: dict[str, Any], out: Any, system: Any, text: Any, seed: Any, move: Any) -> None:
    """The standard streams, the seed and the zone of a candidate."""
    system.stdout = system.stderr = out
    system.stdin = text("")
    seed(job["seed"])
    if job["zone"]:
        move(job["zone"])


def _flush(out: Any) -> None:
    try:
        out.flush()
    except BaseException:  # of a class that the candidate has changed
        return
