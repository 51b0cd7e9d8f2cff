"""A workspace of very many documents that are transpiled and checked already, made without transpiling any.

Every byte is written by the functions that write it after a run; only the run is left out.
"""

from __future__ import annotations

import time
from pathlib import Path

from intent_lsp.checks.verdict import ExampleResult, Verdict
from intent_lsp.cli.commands import skip_unchanged
from intent_lsp.config import Config
from intent_lsp.decoration.declaration_file import declarations
from intent_lsp.decoration.javascript_module import decorated
from intent_lsp.document import parse
from intent_lsp.files.paths import Paths
from intent_lsp.output.names import declarations_of
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.provenance import Provenance, code_digest, render
from intent_lsp.output.report_format import encode
from intent_lsp.output.reports import Entry, Round, report_path
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import Status
from intent_lsp.transpile import checked_here
from intent_lsp.transpile.checked_here import CheckedCode, CheckSettings, record_key
from intent_lsp.transpile.proofs import Proof, encode_proof, proof_key, proof_path
from intent_lsp.unchanged.lookup import UnchangedDocuments
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.packed_folder import claim
from intent_lsp.unchanged.recorder import UnchangedRecorder
from intent_lsp.unchanged.row_format import UnchangedDocument

FOLDERS = 40
_MODEL = "qwen2.5-coder:7b"


def name_of(number: int) -> str:
    """The name of a document's one intent."""
    return f"shift_{number}"


def document_of(number: int) -> str:
    """``x + a``, with examples that say so."""
    step = number % 97 + 1
    examples = "".join(f"- in: [{x}] out: {x + step}\n" for x in (1, 2, 10, -7, 0))
    return (
        f"# name: {name_of(number)}\n# description:\nThe number plus {step}.\n# signature:\n(x: number) -> number\n"
        f"# examples:\n{examples}"
    )


def place_of(root: Path, number: int) -> Path:
    """Where a document lies: forty folders share them."""
    return root / "docs" / f"part{number % FOLDERS:02}" / f"{name_of(number)}.intent.md"


def make(root: Path, count: int, config: Config) -> None:
    """So many documents with code, reports, proofs, declarations, and records that this machine has checked them.

    The records go where the environment says that the user's cache is.
    """
    workspace = Workspace(root)
    terms = CheckSettings(config.seconds_per_example, promised_runtimes(workspace, config))
    for number in range(count):
        _make_one(workspace, config, terms, number)


def _make_one(workspace: Workspace, config: Config, terms: CheckSettings, number: int) -> None:
    path, text = place_of(workspace.root, number), document_of(number)
    intent = parse(text, stem=name_of(number)).intents[0]
    code = f"export function {intent.name}(x) {{\n  return x + {number % 97 + 1};\n}}\n"
    made = decorated(code, intent)
    results = tuple(ExampleResult(e.number, True, str(e.expected), str(e.expected)) for e in intent.examples)
    target = workspace.root / config.js_dir / f"{intent.name}.js"
    digests = intent.digest, intent.contract_digest
    document, file = workspace.relative(path), workspace.relative(target)
    header = Provenance(document, intent.name, *digests, "js", "draft", _MODEL, 1, len(results), len(results))
    entry = Entry(
        intent.name, "js", Status.VERIFIED, *digests, code_digest(made, "js"), file, "draft", _MODEL, 1, 3,
        history=(Round(1, "draft", _MODEL, "", Verdict(None, results)),),
    )  # fmt: skip
    proof = Proof(made, "draft", _MODEL, 1, len(results))
    record = record_key(intent.digest, [CheckedCode("js", entry.code_digest, {})], terms)
    for place, data in (
        (path, text.encode()),
        (target, render(made, header).encode()),
        (declarations_of(target), render(declarations(made, intent, intent.name), header).encode()),
        (report_path(workspace, path), encode(document, [entry])),
        (proof_path(workspace, proof_key(intent.digest, "js", {})), encode_proof(proof, "js")),
        (checked_here.checked_folder() / record[:2] / record, b"[]"),
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def settle(root: Path, count: int, config: Config) -> None:
    """Remember of all of them what a check and a transpilation that look at each would remember."""
    workspace, began_ns = Workspace(root), time.time_ns()
    found = [_sound(workspace, config, number) for number in range(count)]
    for kind in ("", skip_unchanged.KIND):
        UnchangedRecorder(UnchangedDocuments(workspace, config, Paths(), kind), began_ns).keep(found)


def _sound(workspace: Workspace, config: Config, number: int) -> UnchangedDocument:
    name = name_of(number)
    made = TargetFinding(name, "js", f"{config.js_dir}/{name}.js", "draft", _MODEL, 5)
    return UnchangedDocument(place_of(workspace.root, number), (made,), (claim(None, "js", name),))
