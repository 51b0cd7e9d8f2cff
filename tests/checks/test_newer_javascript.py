"""The static gate for JavaScript: what Node 20 lacks, what asks for its surroundings, and what is left alone."""

from __future__ import annotations

import pytest

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.static import static_failures
from intent_lsp.checks.verdict import Gate
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.contract import Job, Limits, Returned, Sandbox
from intent_lsp.values import JsonValue
from tests.support.intents import CLAMP, intent

NEWER = "newer-than-runtime"
AROUND = "looks-at-surroundings"


def told(code: str, oldest: int = 20) -> list[tuple[str, str]]:
    return [(failure.code, failure.message) for failure in static_failures(code, "js", OldestRuntimes(node=oldest))]


@pytest.mark.parametrize(
    ("expression", "named", "since"),
    [
        ("Object.groupBy(x, y => y.k)", "`Object.groupBy`", 21),
        ("Map.groupBy(x, y => y.k).get(1)", "`Map.groupBy`", 21),
        ("Promise.withResolvers()", "`Promise.withResolvers`", 22),
        ("Array.fromAsync(x)", "`Array.fromAsync`", 22),
        ("Iterator.from(x).map(y => y)", "`Iterator`", 22),
        ("Set.prototype.union.call(x, x)", "`Set.prototype.union`", 22),
        ("Promise.try(() => x)", "`Promise.try`", 23),
        ("RegExp.escape(x)", "`RegExp.escape`", 24),
        ("Error.isError(x)", "`Error.isError`", 24),
        ("new Float16Array(x)", "`Float16Array`", 24),
        ("Uint8Array.fromBase64(x)", "`Uint8Array.fromBase64`", 25),
        ("`${Object.groupBy(x, y => y)}`", "`Object.groupBy`", 21),
        ("/(?i:a)b/.test(x)", "a regular expression with modifiers, `(?i:…)`,", 23),
        ("new RegExp('(?s-i:a)').test(x)", "a regular expression with modifiers, `(?i:…)`,", 23),
        (r"/(?<y>\d)-|-(?<y>\d)/.exec(x)", "a regular expression with duplicate group names", 23),
    ],
)
def test_what_the_oldest_node_lacks_is_named(expression: str, named: str, since: int) -> None:
    code = f"export function f(x) {{\n  return {expression};\n}}\n"
    assert told(code) == [(NEWER, f"{named} needs Node {since}; the oldest Node here is 20 (line 2)")]
    assert told(code, since - 1) != []
    assert told(code, since) == []


def test_what_no_node_has_is_named() -> None:
    [(kind, message)] = told("export const f = x => Math.sumPrecise(x);")
    assert (kind, message) == (
        NEWER,
        "`Math.sumPrecise` is not in any Node release; the oldest Node here is 20 (line 1)",
    )


def test_using_is_named() -> None:
    assert told("export function f(x) { using y = x; return 1; }")[0][0] == NEWER
    assert told("export function f(using) { const x = using; return using; }") == []


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("typeof process === 'undefined'", "process"),
        ("process.env.HOME", "process"),
        ("typeof window", "window"),
        ("window.innerWidth", "window"),
        ("document.title", "document"),
        ("require('fs')", "require"),
        ("typeof require", "require"),
        ("navigator.userAgent", "navigator"),
        ("typeof Deno", "Deno"),
        ("globalThis.process", "process"),
        ("globalThis?.window?.x", "window"),
        ("typeof module", "module"),
        ("import.meta.url", "import.meta"),
        ("fetch('http://127.0.0.1/')", "fetch"),
        ("typeof self", "self"),
    ],
)
def test_a_look_at_the_surroundings_is_named(expression: str, name: str) -> None:
    code = f"export function f(x) {{\n  return {expression};\n}}\n"
    [(kind, message)] = told(code)
    assert kind == AROUND
    assert message.startswith(f"`{name}` belongs to the place where code runs")
    assert message.endswith("(line 2)")


@pytest.mark.parametrize(
    "code",
    [
        "export function f(x) { return typeof Object.groupBy === 'function' ? Object.groupBy(x, g) : h(x); }",
        "export function f(x) { return Object.groupBy ? Object.groupBy(x, g) : h(x); }",
        "export function f(x) { if ('groupBy' in Object) return 1; return Object.groupBy?.(x); }",
        "export function f(x) { try { return Object.groupBy(x, g); } catch { return h(x); } }",
        "export function f(x) { const Object = { groupBy(a) { return a; } }; return Object.groupBy(x); }",
        "export function f(x) { return x.Object.groupBy(1); }",
        "export function f(x) { return 'Object.groupBy(x)'; } // Object.groupBy(x)",
        "import { Iterator } from './iterator.js'; export function f(x) { return Iterator.from(x); }",
        "class Iterator { static from(x) { return x; } }\nexport function f(x) { return Iterator.from(x); }",
        "export function f(x) { return /(?:a)(?<y>b)(?=c)/.test(x); }",
        "export function f(process) { return process.state; }",
        "export function f({ window, size }) { return window.x + size; }",
        "export const f = document => document.title;",
        "export function f(xs) { return xs.map(module => module.name); }",
        "export function f(xs) { for (const self of xs) return self.x; }",
        "export function f(x) { let [process, window] = x; return process.a + window.b; }",
        "export function f(x) { return { process: 1, document: 2 }.process; }",
        "class Q { process(x) { return x; } }\nexport function f(x) { return new Q().process(x); }",
        "class Q { process() { return 1; } }\nexport function f(x) { return new Q().process(); }",
        "function process(x) { return x; }\nexport function f(x) { return process(x); }",
        "const require = x => x;\nexport function f(x) { return require(x); }",
        "export function f(x) { return x.process.window; }",
        "export function f(x) { return globalThis.Math.max(x, 1); }",
        "export const f = x => x;\nif (typeof module !== 'undefined' && module.exports) { module.exports = { f }; }",
        "export function f(x) { return x; }\nif (typeof module !== 'undefined') module.exports = f;",
        "export function f(x) { switch (x) { case 'window': return 1; } return `document ${x}`; }",
    ],
)
def test_what_may_be_right_is_not_accused(code: str) -> None:
    assert told(code) == []


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("x.union(new Set([1]))", "`Set.prototype.union` needs Node 22"),
        ("new Set([1]).intersection(x)", "`Set.prototype.intersection` needs Node 22"),
        ("[...[1].values().map(y => y * 2)]", "`Iterator.prototype.map` needs Node 22"),
        ("[...'ab'.matchAll(/./g).map(m => m[0])]", "`Iterator.prototype.map` needs Node 22"),
        ("[1].values().toArray()", "`Iterator.prototype.toArray` needs Node 22"),
        ("new Uint8Array([1]).toHex()", "`Uint8Array.prototype.toHex` needs Node 25"),
    ],
)
async def test_a_method_that_the_oldest_node_lacks_is_named_from_the_error(
    sandbox: Sandbox, expression: str, named: str
) -> None:
    code = f"export function clamp(x, lo, hi) {{\n  x = new Set([x]);\n  return {expression};\n}}\n"
    verdict = await check(Candidate("js", code), intent(CLAMP), sandbox, Limits())
    assert verdict.gate is Gate.STATIC
    assert verdict.failures[0].code == NEWER
    assert verdict.failures[0].message == f"{named}; the oldest Node here is 20 (line 3)"


@pytest.mark.parametrize("expression", ["({}).map(y => y)", "Object.values(7).nothing()", "(5)(1)", "lo.some(x)"])
async def test_another_type_error_is_left_alone(sandbox: Sandbox, expression: str) -> None:
    code = f"export function clamp(x, lo, hi) {{\n  return {expression};\n}}\n"
    verdict = await check(Candidate("js", code), intent(CLAMP), sandbox, Limits())
    assert verdict.gate is Gate.EXAMPLES
    assert {failure.code for failure in verdict.failures} == {""}


async def test_the_sandbox_hides_what_the_oldest_node_lacks(sandbox: Sandbox) -> None:
    parts = ("Object.groupBy", "Set.prototype.union", "Iterator", "Promise.try")
    code = f"export function f() {{ return [{', '.join(f'typeof {part}' for part in parts)}]; }}"

    async def seen(oldest: int) -> JsonValue | object:
        run = await sandbox.run(Job("js", code, "f", ((),), limits=Limits(oldest_node=oldest)))
        assert isinstance(run.outcomes[0], Returned)
        return run.outcomes[0].value

    assert await seen(20) == ["undefined"] * 4
    assert await seen(22) == ["function", "function", "function", "undefined"]
    assert await seen(24) == ["function"] * 4
    assert await seen(20) == ["undefined"] * 4
