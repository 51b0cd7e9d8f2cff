"""All three position encodings, with text that tells them apart, through a real client."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.e2e.lsp.conftest import Start
from tests.support.recording_client import profile

UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
FACE = "😀 e\u0301 漢\u2028"
LINES = (
    "# name: greet",
    f"# description: {FACE} hello",
    "# signature: (who: string) -> string",
    "# examples:",
    f'- in: {{"who": "{FACE}"}} out: "{FACE}!"',
)
TEXT = "\r\n".join(LINES) + "\r\n"


def units(text: str, encoding: str) -> int:
    codec, width = UNITS[encoding]
    return len(text.encode(codec)) // width


@pytest.mark.parametrize("encoding", list(UNITS))
async def test_ranges_count_in_the_clients_units(launch: Start, tmp_path: Path, encoding: str) -> None:
    capabilities = profile("empty")
    capabilities.general = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind(encoding), types.PositionEncodingKind.Utf16]
    )
    client = await launch(capabilities)
    uri = (tmp_path / "greet.intent.md").as_uri()
    client.open(uri, TEXT)
    assert (await client.settled(uri)).diagnostics == ()
    column = units(LINES[4].removesuffix('!"'), encoding)
    spot = types.Position(4, column)
    insertion = types.TextDocumentContentChangePartial(types.Range(spot, spot), f'{FACE}" "')
    client.edit(uri, 2, [insertion])
    broken = await client.settled(uri, lambda p: p.version == 2)
    assert [item.code for item in broken.diagnostics][:1] == ["example-syntax"]
    assert broken.diagnostics[0].range.start.line == 4
    end = types.Position(4, column + units(f'{FACE}" "', encoding))
    client.edit(uri, 3, [types.TextDocumentContentChangePartial(types.Range(spot, end), "")])
    assert (await client.settled(uri, lambda p: p.version == 3)).diagnostics == ()
    client.edit(
        uri, 4,
        [types.TextDocumentContentChangePartial(
            types.Range(types.Position(4, 0), types.Position(4, units(LINES[4], encoding))),
            f'- in: {{"whom": "{FACE}"}} out: "{FACE}"',
        )],
    )  # fmt: skip
    found = (await client.settled(uri, lambda p: p.version == 4)).diagnostics[0]
    line = f'- in: {{"whom": "{FACE}"}} out: "{FACE}"'
    assert found.code == "example-arity"
    width = units(line, encoding)
    assert 0 < found.range.start.character < found.range.end.character <= width
