"""Feeds a reader with anything, guided by its coverage: ``PYTHONPATH=server:. python tests/bench/fuzz_readers.py``
``READER SECONDS [FOLDER]``.

Needs ``atheris`` (``pip install atheris``). ``FOLDER`` keeps what was found interesting. The first defect ends it with
its input on stdout; that becomes a test in ``tests/test_readers.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # wanted here only

with atheris.instrument_imports(include=["intent_lsp"]):
    from tests.support.reader_seeds import SEEDS, WORDS
    from tests.support.readers import READERS

TOO_LONG = 10
"""Seconds for one input of at most 4 KB."""


def main(name: str, seconds: str, folder: str = "") -> None:
    corpus = Path(folder or tempfile.mkdtemp(prefix="intent-fuzz-"))
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = corpus.with_suffix(".words")
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")
    options = [f"-max_total_time={seconds}", f"-dict={words}", "-max_len=4096", f"-timeout={TOO_LONG}", "-verbosity=0"]
    options += ["-print_final_stats=1", f"-artifact_prefix={corpus}-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], READERS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
