"""A workspace with a report that calls a file verified, as a clone has it."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.checks.verdict import ExampleResult, Verdict
from intent_lsp.document import parse
from intent_lsp.output.provenance import Provenance, code_digest
from intent_lsp.output.reports import Entry, Report, Round, save_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import Status
from tests.lsp.conftest import Folder


def claimed(folder: Folder, code: str) -> Path:
    """Write the document's JavaScript file, and the report that it is verified; answers the file."""
    intent = parse(folder.text, stem="double").intents[0]
    workspace = Workspace(folder.root)
    file = folder.root / "src" / "js" / "auto" / "double.js"
    made = Provenance("double.intent.md", "double", intent.digest, intent.contract_digest, "js", "p", "m", 2, 2, 2)
    workspace.write_generated(file, code, made)
    verdict = Verdict(None, (ExampleResult(1, True, "4", "4"), ExampleResult(2, True, "10", "10")))
    entry = Entry(
        "double", "js", Status.VERIFIED, intent.digest, intent.contract_digest, code_digest(code, "js"),
        "src/js/auto/double.js", "p", "m", 2, 3, history=(Round(2, "p", "m", "", verdict),),
    )  # fmt: skip
    save_report(workspace, folder.document, Report().with_entry(entry))
    return file
