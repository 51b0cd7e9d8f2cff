"""Every reader of text from elsewhere as a function of bytes, for tests that feed it anything at all.

Each raises only what its contract names, and that is caught here: whatever comes out of one is a defect.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import unquote_to_bytes

from pygls.workspace import Workspace as OpenDocuments

from intent_lsp.adoption import sources
from intent_lsp.adoption.proposal import instrumented
from intent_lsp.cli.inspection.lint import Lint
from intent_lsp.cli.terminal.terminal_text import json_text as as_json
from intent_lsp.cli.views.sarif import sarif
from intent_lsp.cluster.event_format import read_event
from intent_lsp.cluster.strict_reader import Unreadable, mapping
from intent_lsp.cluster.worker_replies import answer_of, outcome_in, verdict_in
from intent_lsp.config import Config
from intent_lsp.configuration.load import load
from intent_lsp.document import parse
from intent_lsp.errors import BadReply, WorkerLost
from intent_lsp.lsp.server import IntentServer
from intent_lsp.lsp.wire.framing import Framing
from intent_lsp.lsp.wiring import create_server
from intent_lsp.models.cache import cache_of
from intent_lsp.models.extraction.extract import extract
from intent_lsp.models.transport.faults import message_of
from intent_lsp.models.transport.streams import EventStream, JsonLines
from intent_lsp.output import provenance, report_format
from intent_lsp.output.workspace import Workspace
from intent_lsp.text import json5
from intent_lsp.text.inert import is_inert
from intent_lsp.text.json5 import Json5Error
from intent_lsp.transpile.events import Work
from intent_lsp.transpile.proofs import load_proof
from intent_lsp.unchanged import packed_folder
from intent_lsp.values import Target

LOOKED_AT = ("digest", "examples", "sections", "constraints", "properties", "signature", "types", "uses")
KEY = "ab" * 32
SIGNATURE = parse("# name: f\n# signature: (x: number) -> number\n").intents[0].signature


def text_of(data: bytes) -> str:
    """A text as a file or an editor can bring it: lone surrogates included, which JSON can hold."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def document(data: bytes) -> None:
    """Parsing never fails, and every place is within the text."""
    found = parse(text_of(data), stem="s")
    for problem in found.problems():
        assert 0 <= problem.span.line <= problem.span.end_line < max(len(found.lines), 1)
    for intent in found.intents[:5]:
        for part in LOOKED_AT:
            getattr(intent, part)


def front_matter(data: bytes) -> None:
    """The same, for what stands between the first lines."""
    document(b"---\n" + data + b"\n---\n# name: f\n# examples:\n- f(1) -> 1\n")


def json5_text(data: bytes) -> None:
    """A value or an error with its place; what was read can be written as JSON and is the same again."""
    text = text_of(data)
    with suppress(Json5Error):
        json5.read_python(text, 0, len(text))
    refused = None
    try:
        value = json5.read_all(text).value
    except Json5Error as error:
        refused = error
    if refused is not None:
        assert 0 <= refused.start <= refused.end <= len(text) + 1
        return
    again = json5.read_all(json.dumps(value)).value
    assert json.dumps(again) == json.dumps(value)


def configuration(data: bytes) -> None:
    """Whatever is wrong keeps its default."""
    loaded = load(_folder(), env={}, text=text_of(data), user_dir=_folder() / "none")
    assert isinstance(loaded.config, Config)
    for problem in loaded.problems:
        assert problem.message


def report(data: bytes) -> None:
    """What was understood of a report is understood again when it is written."""
    entries = report_format.decode(data)
    written = report_format.encode("a.intent.md", entries)
    assert report_format.encode("a.intent.md", report_format.decode(written)) == written


def proof(data: bytes) -> None:
    """A proof, or none."""
    path = _folder() / ".promirror" / "proofs" / KEY[:2] / f"{KEY}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    for target in ("js", "py"):
        load_proof(Workspace(_folder()), KEY, target)


def cache_entry(data: bytes) -> None:
    """A reply, or none: a right checksum proves nothing."""
    kept = cache_of(_folder(), Config())
    path = Path(kept._path(KEY))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b'{"sha256": "%s",\n' % hashlib.sha256(data).hexdigest().encode() + data)
    reply = kept.get(KEY)
    assert reply is None or isinstance(reply.text, str)


def header(data: bytes) -> None:
    """The header of a generated file, or none."""
    provenance.read(text_of(data))


def stream(data: bytes) -> None:
    """Events in pieces of any size: the same ones, or a refusal."""
    for make in (EventStream, JsonLines):
        for size in (1, 7, len(data) or 1):
            reader = make()
            with suppress(BadReply):
                for start in range(0, len(data), size):
                    reader.feed(data[start : start + size])
                reader.end()
    message_of(data)


def reply(data: bytes) -> None:
    """Code, or the reason why there is none."""
    for target in ("js", "py"):
        with suppress(BadReply):
            extract(text_of(data), target=target, name="f", signature=SIGNATURE)


def frames(data: bytes) -> None:
    """Bodies out of bytes in pieces, each handled by a session; nothing is left under way."""

    async def receive() -> None:
        server = _server()
        framing = Framing()
        for start in range(0, len(data), 11):
            framing.feed(data[start : start + 11])
            while (body := framing.take()) is not None:
                server.protocol.receive(body)
        server.protocol.receive(data)
        async with asyncio.timeout(20):
            await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)

    asyncio.run(receive())


def sarif_log(data: bytes) -> None:
    """Any document by any name makes a log of strict JSON, of whole characters, with URIs for places."""
    name = os.fsdecode(data[:20].replace(b"/", b"").replace(b"\0", b"")).strip(".") or "a"
    lints = [Lint(_folder() / name, problem) for problem in parse(text_of(data), stem="s").problems()]
    written = as_json(sarif(lints, (), _folder()))
    assert is_inert(written)
    for result in json.loads(written)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert os.fsdecode(unquote_to_bytes(place["artifactLocation"]["uri"])) == name
        assert min(place["region"].values()) >= 1
        result["message"]["text"].encode()


def existing_code(data: bytes) -> None:
    """Every function of a module is read, or refused line by line; what can be run can be counted."""
    text = text_of(data)
    for file in ("f.py", "f.mjs", "f.ts"):
        assert all(1 <= line <= text.count("\n") + 1 for line in sources.function_lines(file, text))
        names = [*list(sources.public_functions(file, text))[:5], "f"]
        for name in names:
            found = sources.read(file, text, name, lambda _: text)
            if found is None or found.obstacles:
                continue
            assert instrumented(found).branches > 0
            sources.calls_in_tests(text, found, file)


def worker(data: bytes) -> None:
    """What a worker of a cluster answers and tells: read, or refused."""
    with suppress(Unreadable, WorkerLost):
        answer = answer_of(data)
        for read in (outcome_in, verdict_in, lambda found: read_event(mapping(found["event"]), _WORKS)):
            with suppress(Unreadable, KeyError):
                read(answer)


_WORKS: dict[Target, Work] = {"js": Work(Path("a.intent.md"), "f", "js")}


def settled(data: bytes) -> None:
    """Behind a hash that fits, as somebody might forge it."""
    for found in (data, hashlib.blake2b(data, digest_size=32).digest() + data):
        chunk = packed_folder.decode(found)
        if chunk is not None:
            assert packed_folder.decode(packed_folder.encode(chunk)) == chunk


READERS: dict[str, Callable[[bytes], None]] = {
    reader.__name__: reader
    for reader in (
        document, front_matter, json5_text, configuration, report, proof, cache_entry, header, stream, reply, frames,
        sarif_log, existing_code, worker, settled,
    )
}  # fmt: skip


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="intent-readers-"))


@cache
def _server() -> IntentServer:
    server = create_server()
    server.protocol._workspace = OpenDocuments(None)
    return server
