"""Reading an existing function of JavaScript: its types, its calls, what it needs, and why it cannot be adopted."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import javascript_reader
from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.adoption.javascript_calls import from_tests
from intent_lsp.document.type_language.types import type_text


def read(code: str, name: str = "f", file: str = "a.js") -> ExistingFunction:
    found = javascript_reader.read(code, name, file)
    assert found is not None
    return found


def said(existing: ExistingFunction) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in existing.obstacles]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("function f() {}\nconst g = (x) => x;\nlet h = 3;\n", ["f", "g"]),
        ("export function f() {}\nfunction g() {}\n", ["f"]),
        ("export const f = (x) => x, g = 3;\n", ["f"]),
        ("function f() {}\nfunction g() {}\nexport { f, g as h };\n", ["f", "h"]),
        ("exports.f = (x) => x;\nmodule.exports.g = function () {};\n", ["f", "g"]),
        ("module.exports = { f, g: (x) => x, h() { return 1; }, i: 3 };\nfunction f() {}\n", ["f", "g", "h"]),
        ("module.exports = f;\nfunction f() {}\n", ["f"]),
        ("module.exports = function (x) { return x; };\n", ["a"]),
        ("exports = module.exports = (x) => x;\n", []),
        ("export default (x) => x;\n", ["a"]),
        ("export default function f(x) { return x; }\n", ["f"]),
        ("const f = (x) => x;\nexport default f;\n", ["f"]),
        ("export * from './b.js';\n", []),
        ("function (", []),
    ],
)
def test_the_functions_that_a_module_offers(code: str, names: list[str]) -> None:
    assert list(javascript_reader.public_functions(code, "a.js")) == names


def test_a_function_without_a_name_has_its_file_s() -> None:
    assert list(javascript_reader.public_functions("module.exports = (x) => x;", "lib/just-compare/index.mjs")) == [
        "justCompare"
    ]


@pytest.mark.parametrize(
    ("code", "alone"),
    [
        (
            "exports.f = (x) => x + A;\nconst A = 1, B = 2;\nconst C = 3;\n",
            "const f = (x) => x + A;\nconst A = 1, B = 2;",
        ),
        ("module.exports = function g(x) { return g(x); }", "const g = function g(x) { return g(x); };"),
        (
            "export default function f(x) { return h(x); }\nexport const h = (x) => x;\n",
            "function f(x) { return h(x); }\nconst h = (x) => x;",
        ),
        ("module.exports = { f(x) { return 1; } };", "const f = function f(x) { return 1; };"),
        (
            "let s = '[';\nfor (const k in T) s += k;\nconst T = {};\nT.a = 1;\nlog.push(1);\nexports.f = (x) => s;\n",
            "let s = '[';\nfor (const k in T) s += k;\nconst T = {};\nT.a = 1;\nconst f = (x) => s;",
        ),
        ("const fs = require('fs');\nfunction f() { return 1; }\n", "function f() { return 1; }"),
    ],
)
def test_what_a_function_needs_comes_with_it_and_nothing_else(code: str, alone: str) -> None:
    name = next(iter(javascript_reader.public_functions(code, "a.js")))
    assert read(code, name).code == f"{alone}\nexport {{ {name} }};\n"


@pytest.mark.parametrize(
    ("written", "type"),
    [
        ("number", "number"),
        ("string[]", "string[]"),
        ("Array.<string>", "string[]"),
        ("Array", "any[]"),
        ("?number", "null | number"),
        ("(string|number)", "string | number"),
        ("Object.<string, number>", "Record<string, number>"),
        ("{ x: number, y: (string|null) }", "{ x: number, y: string | null }"),
        ("*", "any"),
        ("Object", "any"),
        ("Point", "any"),
    ],
)
def test_types_of_jsdoc(written: str, type: str) -> None:
    comment = f"/**\n * Says it.\n * @param {{{written}}} x - what\n * @returns {{{written}}}\n */\n"
    code = f"{comment}export const f = (x) => x;\n"
    existing = read(code)
    assert existing.description == "Says it."
    assert existing.inputs[0].type is not None
    assert type_text(existing.inputs[0].type) == type
    assert existing.returns == existing.inputs[0].type


def test_types_of_typescript_with_those_of_the_file() -> None:
    code = (
        "interface Point { x: number; y?: number }\ntype Kind = 'a' | 'b';\n"
        "export function f<T>(p: Point, kinds: readonly Kind[], it?: T, n: number = 2): Record<string, Point> "
        "{ return {}; }\n"
    )
    existing = read(code, file="a.ts")
    assert [type_text(i.type) for i in existing.inputs if i.type] == [
        "{ x: number, y?: number }", '("a" | "b")[]', "any", "number",
    ]  # fmt: skip
    assert [(i.optional, i.has_default, i.default) for i in existing.inputs][2:] == [
        (True, False, None),
        (False, True, 2),
    ]
    assert existing.returns is not None
    assert type_text(existing.returns) == "Record<string, { x: number, y?: number }>"
    assert "function f(p, kinds, it, n = 2) { return {}; }" in existing.code


@pytest.mark.parametrize(
    ("body", "type"),
    [
        ("return x.trim()", "string"),
        ("return x.map((y) => y)", "any[]"),
        ("return x * 2", "number"),
        ("return x > 3 ? 1 : 0", "number"),
        ("return '<' + x", "string"),
        ("return Object.keys(x)", "Record<string, any>"),
        ("return x.first + x.last", "{ first?: any, last?: any }"),
        ("for (const y of x) return y", "any[]"),
        ("return typeof x === 'string' ? x : Array.isArray(x) ? 1 : 2", "string | any[]"),
        ("return Math.max(0, x)", "number"),
        ("return x in { a: 1 } ? 1 : x === 'b'", "string"),
    ],
)
def test_use_tells_the_type_where_nothing_is_declared(body: str, type: str) -> None:
    hint = read(f"function f(x) {{ {body}; }}").inputs[0].hint
    assert hint is not None
    assert type_text(hint) == type


def test_parameters_of_all_kinds() -> None:
    inputs = read("const f = ({ a, b: c, d = 1 }, e = 2, g = LATER, ...rest) => rest;\nconst LATER = () => 1;\n").inputs
    assert [(i.name, i.optional, i.has_default, i.rest) for i in inputs] == [
        ("options", False, False, False),
        ("e", False, True, False),
        ("g", True, False, False),
        ("rest", False, False, True),
    ]
    assert inputs[0].type is not None
    assert type_text(inputs[0].type) == "{ a?: any, b?: any, d?: number }"


NEVER = "arguments are JSON values, not functions"


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        (
            "const fs = require('fs');\nfunction f(p) { return fs.readFileSync(p); }",
            [(1, "imports fs, which is not part of the language")],
        ),
        (
            "import { g } from './g.js';\nexport const f = (x) => g(x);",
            [(1, "imports ./g.js, another module of the project")],
        ),
        (
            "import _ from 'lodash';\nexport const f = (x) => _.head(x);",
            [(1, "imports lodash, which is not part of the language")],
        ),
        ("let n = 0;\nfunction f() {\n  return ++n;\n}", [(3, "changes n, which outlives the call")]),
        (
            "const seen = [];\nfunction f(x) {\n  seen.push(x); return seen.length;\n}",
            [(3, "changes seen, which outlives the call")],
        ),
        (
            "const memo = {};\nfunction f(x) {\n  memo[x] = 1; return x;\n}",
            [(3, "changes memo, which outlives the call")],
        ),
        ("async function f(x) {\n  return await x;\n}", [(1, "is asynchronous"), (2, "waits for something (await)")]),
        ("function* f(x) { yield x; }", [(1, "is a generator: results are JSON values")]),
        ("function f(g, x) { return g(x); }", [(1, f"calls its parameter g: {NEVER}")]),
        ("function f(g, xs) { return xs.map(g); }", [(1, f"calls its parameter g: {NEVER}")]),
        ("function f() { return this.x; }", [(1, "uses this, which depends on an object")]),
        ("function f() {\n  return Math.random();\n}", [(2, "depends on chance (Math.random)")]),
        ("function f() { return Date.now(); }", [(1, "depends on the time (Date.now)")]),
        ("function f() { return String(new Date()); }", [(1, "depends on the time (new Date())")]),
        ("function f(u) { return fetch(u); }", [(1, "uses the network (fetch)")]),
        ("function f(x) { return arguments[1]; }", [(1, "takes arguments that it does not declare (arguments)")]),
        ("/** @param {Function} g */\nconst f = (g) => 1;", [(2, "takes Function as g: arguments are JSON values")]),
        ("function f(x) { return new Function(x)(); }", [(1, "runs text as code (Function)")]),
        ("function f(x) { return globalThis.process.env[x]; }", [(1, "depends on the machine (process)")]),
        ("function f(g, x = 1) { return g(x); }", [(1, f"calls its parameter g: {NEVER}")]),
        ("class C { f() { return 1; } }", [(1, "is a method, which depends on an object")]),
    ],
)
def test_what_cannot_be_taken_is_said_line_by_line(code: str, reasons: list[tuple[int, str]]) -> None:
    assert said(read(code)) == reasons


@pytest.mark.parametrize(
    "code",
    [
        "function f(xs) { const seen = []; for (const x of xs) seen.push(x); return seen; }\nconst seen = 1;",
        "function f(date) { return new Date(date).getTime(); }",
        "const f = (xs) => xs.map((x) => x * 2);",
        "const TABLE = {};\nTABLE.a = 1;\nfunction f(x) { return TABLE[x]; }",
        "function f(a, b) { return arguments.length > 1 ? arguments[1] : a; }",
        "function f(process) { return process + 1; }",
        "function f(self) { return self.history; }",
        "function f(xs) { return xs.reduce(add, 0); }\nconst add = (a, b) => a + b;",
        "const all = typeof global == 'object' && global || Function('return this')();\nconst f = (x) => all === x;",
        "const tag = Function.prototype.toString;\nfunction f(x) { return x === Symbol || x === tag; }",
        "const p = /a/g;\nfunction f(s) { p.lastIndex = 0; return p.test(s); }",
    ],
)
def test_what_looks_like_state_or_the_world_and_is_not(code: str) -> None:
    assert said(read(code)) == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("const f = (xs, key) => xs.map((x) => (key ? key(x) : x));", ["xs"]),
        ("const f = (xs, key) => { if (!key) return xs; return xs.map(key); };", ["xs"]),
        ("const f = (xs, key, n = 2) => xs.slice(n).map((x) => key?.(x));", ["xs"]),
        ("const f = (xs, key = (x) => x) => xs.map((x) => key(x));", ["xs"]),
        ("const f = (xs, key) => { const get = key ?? ((x) => x); return xs.map((x) => get(x)); };", ["xs"]),
        ("/**\n * @param {Array} xs\n * @param {Function} [key]\n */\nconst f = (xs, key) => xs.map(key);", ["xs"]),
        ("/** @param {Array} xs */\nconst f = (xs, guard) => (guard ? xs[0] : xs);", ["xs"]),
        ("/** @param {Array} xs */\nconst f = (xs, size = 1) => xs.slice(size);", ["xs", "size"]),
    ],
)
def test_functions_that_need_not_be_given_are_left_out(code: str, names: list[str]) -> None:
    existing = read(code)
    assert said(existing) == []
    assert [item.name for item in existing.inputs] == names
    left_out = [note for note in existing.remarks if note.message.endswith(" is left out: it need not be given")]
    assert bool(left_out) == (len(names) == 1)


def test_constants_of_helpers_come_last() -> None:
    code = "function g(x) { return x + 3; }\nconst T = [2];\nfunction f(x) { return g(x) + T[0] + 1; }"
    assert read(code).constants == (0, 1, 2, 3)


def test_options_that_a_comment_lists_make_a_record() -> None:
    existing = read(
        "/**\n * @param {Object} [options={}]\n * @param {number} [options.length=30]\n * @param {string} options.end\n"
        " * @param {RegExp|string} [options.at]\n * @param {RegExp} [options.pattern]\n */\nconst f = (options) => 1;"
    )
    type = existing.inputs[0].type
    assert type is not None
    assert type_text(type) == "{ length?: number, end: string, at?: string }"
    assert said(existing) == []


def test_a_result_below_a_call_becomes_an_example() -> None:
    existing = read(
        "/**\n * @example\n *\n * _.f(['a'], {\n *   'n': 2\n * });\n * // => ['a']\n *\n * var x = 3;\n *\n"
        " * g(1);\n * f([], x);\n * // => []\n *\n * f([], 1);\n * // returns: [1]\n */\nfunction f(xs, o) {}\n"
    )
    assert [(call.args, call.claimed, call.place.line) for call in existing.calls] == [
        ((["a"], {"n": 2}), (["a"],), 4),
        (([], 1), ([1],), 15),
    ]


def test_comments_with_results_become_calls() -> None:
    code = (
        "/**\n * @example\n * f(1, 'a') // => [1]\n * const x = f(2); // {a: 1}\n * f(y) // 3\n */\n"
        "const f = (x, y = 1) => [x];\n/*\n  f(3); // undefined\n*/\n"
    )
    assert [(c.args, c.claimed, c.place.line) for c in read(code).calls] == [
        ((1, "a"), ([1],), 3),
        ((2,), ({"a": 1},), 4),
        ((3,), None, 9),
    ]


def test_plain_calls_of_tests_are_found() -> None:
    inputs = read("const f = (a, b = 1) => a;").inputs
    text = (
        "test('f', () => {\n  expect(f(1)).toBe(2);\n  expect(f([1])).not.toEqual([1]);\n"
        "  assert.deepStrictEqual(f({ a: 1 }, 'x'), [null]);\n  t.is(f(4), other);\n  t.ok(f(5));\n"
        "  expect(() => f(-1)).toThrow('no');\n  assert(util.f(6) === 7);\n"
        "  expect(f(8)).toBeNull();\n  equal(g(1), 2);\n});\n"
    )
    assert [(c.args, c.claimed, c.place.line) for c in from_tests(text, "f", inputs, "t.js")] == [
        ((1,), (2,), 2),
        (({"a": 1}, "x"), ([None],), 4),
        ((5,), (True,), 6),
        ((-1,), None, 7),
        ((6,), (7,), 8),
        ((8,), (None,), 9),
    ]
