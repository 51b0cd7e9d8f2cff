"""What a function needs of the project's other modules comes with it, and is looked at as its own code is."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.adoption.proposal import propose
from intent_lsp.sandbox.wasm import WasmSandbox


def read(files: dict[str, str], file: str, name: str = "f") -> ExistingFunction:
    found = sources.read(file, files[file], name, files.get)
    assert found is not None
    return found


PYTHON = {
    "relative": {
        "pkg/a.py": "from .b import g as h\n\ndef f(x: int) -> int:\n    return h(x) + 1\n",
        "pkg/b.py": "import numpy\nfrom ..base.c import TWICE\ndef g(x): return x * TWICE\n"
        "def other(): return numpy.e\n",
        "base/c.py": "TWICE = 2\n",
    },
    "absolute, and a package": {
        "src/pkg/a.py": "from pkg.b import g\nimport helpers\n\ndef f(x: int) -> int:\n    return g(x) + helpers.ONE\n",
        "src/pkg/b/__init__.py": "def g(x): return x * 2\n",
        "src/pkg/helpers.py": "ONE = 1\n",
    },
    "a module by its name, in the function": {
        "pkg/a.py": "def f(x: int) -> int:\n    from . import b\n    return b.g(x) + 1\n",
        "pkg/b.py": "from .a import f\ndef g(x): return f(x - 1) if x > 10 ** 6 else x * 2\n",
    },
}
JAVASCRIPT = {
    "CommonJS": {
        "a/f.js": "const g = require('../b/g');\nmodule.exports = function f(x) { return g(x) + 1; };\n",
        "b/g.js": "const { two } = require('./two.js');\nmodule.exports = (x) => x * two;\n",
        "b/two.js": "exports.two = 2;\n",
    },
    "ES modules": {
        "f.ts": "import g, { one as uno } from './lib';\nimport * as more from './more.mjs';\n"
        "export function f(x: number): number { return g(x) + uno * more.sign; }\n",
        "lib/index.ts": "const one: number = 1;\nexport { one };\nexport default (x: number) => x * 2;\n",
        "more.mjs": "export const sign = 1;\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("files", [*PYTHON.values(), *JAVASCRIPT.values()], ids=[*PYTHON, *JAVASCRIPT])
async def test_a_function_of_several_modules_runs_alone(sandbox: WasmSandbox, files: dict[str, str]) -> None:
    existing = read(files, next(iter(files)))
    assert existing.obstacles == ()
    assert "- f(2) -> 5\n" in (await propose(existing, (), sandbox)).text


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {
                "a.py": "from b import g\ndef f(x):\n    return g(x)\n",
                "b.py": "import os\ndef g(x): return os.listdir(x)\n",
            },
            "leads to b.py:2, which depends on the machine (os.listdir)",
        ),
        ({"a.py": "from .none import g\ndef f(x):\n    return g(x)\n"}, "imports .none, another module of the project"),
        (
            {
                "a.js": "const g = require('./b');\nfunction f(x) { return g(x); }\n",
                "b.js": "module.exports = (x) => fetch(x);\n",
            },
            "leads to b.js:1, which uses the network (fetch)",
        ),
        (
            {"a.js": "const g = require('./b');\nfunction f(x) { return g(x); }\n"},
            "imports ./b, another module of the project",
        ),
        (
            {
                "a.js": "const g = require('../../b');\nfunction f(x) { return g(x); }\n",
                "b.js": "module.exports = 1;\n",
            },
            "imports ../../b, another module of the project",
        ),
    ],
)
def test_what_another_module_does_is_told_too(files: dict[str, str], message: str) -> None:
    assert [note.message for note in read(files, next(iter(files))).obstacles] == [message]
