"""Remembers documents with which everything was in order, with what they rest on."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from intent_lsp.errors import IntentError, OutputError
from intent_lsp.files.folder import opened
from intent_lsp.output import names
from intent_lsp.output.reports import REPORT
from intent_lsp.output.workspace import HOME
from intent_lsp.unchanged import storage
from intent_lsp.unchanged.lookup import FOREIGN, UnchangedDocuments
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.packed_folder import STAMP
from intent_lsp.unchanged.row_format import File, Row, UnchangedDocument, record_of, rows_of

_LATEST_NS = 2_000_000_000
"""A file that was changed less long before a run could be changed once more and show the same times: some file systems
count in steps of two seconds."""
_Place = tuple[Path, bool]
"""A file, and whether it stands where code is generated."""


class UnchangedRecorder:
    """Writes what a run found out."""

    def __init__(self, memory: UnchangedDocuments, began_ns: int) -> None:
        """``began_ns``: when the run began, before it read any file."""
        self._memory = memory
        self._workspace = memory.workspace
        self._before_ns = began_ns - _LATEST_NS

    def keep(self, found: Iterable[UnchangedDocument], needs_inspection: Iterable[Path] = ()) -> None:
        """Remember the documents whose files are old enough, those that the memory was told of included; what was
        settled and is not ``needs_inspection`` stays known."""
        folders: dict[Path, list[UnchangedDocument]] = {path.parent: [] for path in needs_inspection}
        for unchanged in found:
            folders.setdefault(unchanged.document.parent, []).append(unchanged)
        new = self._memory.new()
        numbers = new.folders()
        for folder in {**numbers, **folders}:
            members = [*new.documents(numbers.get(folder, ())), *folders.get(folder, ())]
            rows = self._rows(members) if folder.is_relative_to(self._workspace.root) else []
            if rows or not members:
                self._save(self._relative(folder), rows)

    def keep_foreign(self, files: Iterable[Path]) -> None:
        """Remember that these files have no header of ours either."""
        stamped = self._stamps((path, True) for path in files)
        folders: dict[str, list[File]] = {}
        for file in filter(self._is_old, stamped.values()):
            folders.setdefault(file.folder, []).append(file)
        for folder, new in folders.items():
            known = {file.name for file in new}
            old = [file for row in self._staying(FOREIGN + folder, set()) for file in row.files]
            row = Row("", (), (), (*new, *(file for file in old if file.name not in known)))
            self._write(FOREIGN + folder, [row])

    def _save(self, folder: str, rows: Sequence[Row]) -> None:
        kept = self._staying(folder, {row.document for row in rows})
        self._write(folder, [*kept, *rows])

    def _write(self, folder: str, rows: Iterable[Row]) -> None:
        record = record_of(self._memory.circumstances, rows)
        for group in record.groups:
            place = self._workspace.root / group.folder / "any.js"
            group.commonjs = group.generated and self._workspace.is_commonjs(place)
        storage.save(self._workspace, self._memory.kind + folder, record)

    def _staying(self, folder: str, new: set[str]) -> list[Row]:
        """What is known and did not change."""
        record = storage.load(self._workspace, self._memory.kind + folder, self._memory.circumstances)
        stays = self._memory.names(folder) - new
        return [] if record is None else [row for row in rows_of(record) if row.document in stays]

    def _rows(self, found: Sequence[UnchangedDocument]) -> list[Row]:
        places = {unchanged.document: self._places(unchanged) for unchanged in found}
        stamped = self._stamps(place for several in places.values() for place in several)
        rows = []
        for unchanged in found:
            files = tuple(stamped[place] for place in places[unchanged.document])
            whole = all((path, True) in places[unchanged.document] for path in unchanged.companions)
            if whole and all(map(self._is_old, files)):
                rows.append(Row(unchanged.document.name, unchanged.made, unchanged.claims, files))
        return rows

    def _places(self, unchanged: UnchangedDocument) -> list[_Place]:
        """All files that the document rests on, and those that speak of it, where they are looked for: what a symlink
        in their folders leads to has no stamp."""
        root = self._workspace.root
        report = root / HOME / "reports" / f"{unchanged.document.relative_to(root)}{REPORT}"
        places = [(path, False) for path in (unchanged.document, report, *unchanged.proofs)]
        for made in unchanged.made:
            file = root / made.file
            places += [(file, True), *((path, True) for path in self._companions(unchanged.document, made, file))]
        return list(dict.fromkeys(places))

    def _companions(self, document: Path, made: TargetFinding, file: Path) -> Iterator[Path]:
        """What stands beside a generated file and says that it is of the same intent."""
        new = document in self._memory.new()
        for path in (names.test_of(file), *((names.declarations_of(file),) if file.suffix != ".py" else ())):
            if new:  # they were looked at
                if path.name in self._memory.companion_names.get(path.parent, ()):
                    yield path
                continue
            with suppress(OutputError):
                header = self._workspace.inspect(path).header
                said = header.provenance if header else None
                whose = (self._workspace.relative(document), made.intent, made.target)
                if said is not None and (said.document, said.intent, said.target) == whose:
                    yield path

    def _stamps(self, places: Iterable[_Place]) -> dict[_Place, File]:
        """What is there, by place; not what lies behind a symlink."""
        folders: dict[tuple[Path, bool], list[str]] = {}
        for path, generated in places:
            folders.setdefault((path.parent, generated), []).append(path.name)
        found: dict[_Place, File] = {}
        for (folder, generated), files in folders.items():
            relative = self._relative(folder)
            for name, stamp in zip(files, self._stamps_in(folder, files), strict=True):
                found[folder / name, generated] = File(relative, name, generated, stamp)
        return found

    def _stamps_in(self, folder: Path, files: Sequence[str]) -> list[array[int]]:
        with suppress(OSError, IntentError), opened(self._workspace.root, folder) as place:
            if place is not None:
                stamps = place.stamps(files)
                return [stamps[STAMP * at : STAMP * (at + 1)] for at in range(len(files))]
        return [array("Q", [0] * STAMP)] * len(files)

    def _is_old(self, file: File) -> bool:
        inode, _, written, changed = file.stamp
        return inode > 0 and max(written, changed) < self._before_ns

    def _relative(self, folder: Path) -> str:
        return folder.relative_to(self._workspace.root).as_posix()
