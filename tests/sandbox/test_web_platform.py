"""What the guest has of the web platform, beyond the battery."""

from __future__ import annotations

import pytest

from intent_lsp.sandbox.contract import Job, Raised, Returned, World
from intent_lsp.sandbox.runtimes.node_fallback import is_refusal
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import JsonValue, Opaque
from tests.sandbox.conftest import RunCode


async def value(js: RunCode, code: str) -> JsonValue | Opaque:
    run = await js(code, [])
    assert isinstance(run.outcomes[0], Returned), run
    return run.outcomes[0].value


async def test_a_candidate_cannot_patch_what_url_is_made_of(js: RunCode) -> None:
    code = """
    globalThis.TextEncoder = globalThis.TextDecoder = globalThis.TypeError = null;
    export function f() {
      return new URLSearchParams({ a: "x y" }).toString() + new URL("../b", "https://x.org/a/c/").pathname;
    }
    """
    assert await value(js, code) == "a=x+y/a/b"


async def test_url_also_reaches_a_function_that_is_used(js: RunCode) -> None:
    code = 'import { host } from "./host.js";\nexport function f() { return host("https://x.org:80/"); }'
    run = await js(code, [], modules={"host": "export const host = text => new URL(text).host;"})
    assert run.outcomes == (Returned("x.org:80"),)


@pytest.mark.parametrize("text", ["nope", "https://", "http://a b/", "http://x:99999/", "//x.org"])
async def test_a_bad_url_gives_the_error_of_node(js: RunCode, text: str) -> None:
    run = await js(f"export const f = () => new URL({text!r});", [])
    assert isinstance(run.outcomes[0], Raised)
    assert (run.outcomes[0].error.type, run.outcomes[0].error.message) == ("TypeError", "Invalid URL")
    code = f"export function f() {{ try {{ new URL({text!r}); }} catch (e) {{ return [e.code, e.input]; }} }}"
    assert await value(js, code) == ["ERR_INVALID_URL", text]


@pytest.mark.parametrize(
    "expression",
    [
        'new URL("https://müller.de").host',
        'new URL("https://x.org/a^b").href',
        'new URL("https://xn--mller-kva.de").host',
        'globalThis["U" + "RL"].canParse("x")',
        'new TextDecoder("utf-16le")',
        "new TextDecoder().decode(new Uint8Array(1), { stream: true })",
        "crypto.subtle",
    ],
)
async def test_what_is_not_there_is_refused_by_name(js: RunCode, expression: str) -> None:
    run = await js(f"export function f() {{ try {{ return {expression}; }} catch {{ return 1; }} }}", [])
    assert is_refusal(run.outcomes[0]), run


async def test_random_bytes_come_from_the_seed(sandbox: WasmSandbox) -> None:
    code = "export function f() { return [crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(8))]]; }"

    async def drawn(seed: int) -> object:
        return (await sandbox.run(Job("js", code, "f", ((),), world=World(seed=seed)))).outcomes

    assert await drawn(0) == await drawn(0)
    assert await drawn(0) != await drawn(13)


async def test_text_survives_encoding_and_decoding(js: RunCode) -> None:
    code = """
    export function f() {
      const points = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
      const again = text => new TextDecoder().decode(new TextEncoder().encode(text));
      return points.filter(p => again(String.fromCodePoint(p)) !== String.fromCodePoint(p));
    }"""
    assert await value(js, code) == []


async def test_code_that_does_not_name_url_pays_nothing_for_it(sandbox: WasmSandbox) -> None:
    """It is loaded for code that names it only, and kept ready for the next such code."""

    async def seconds(expression: str) -> float:
        job = Job("js", f"export const f = () => {expression};", "f", ((),))
        return min([(await sandbox.run(job)).seconds for _ in range(15)])

    plain, named = await seconds("1"), await seconds("URL.length")
    print(f"{plain * 1000:.2f} ms without URL, {named * 1000:.2f} ms with it")
    assert named < plain * 3 + 0.001
