"""One call at a time: what an instance holds, what is printed when, and the worlds it may run in."""

from __future__ import annotations

import pytest

from intent_lsp.sandbox.contract import Job, Raised, Returned, World
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import JsonValue, Target
from tests.sandbox.conftest import RunCode

OTHER = World(clock_ns=1_900_000_000_000_000_000, zone_minutes=345, seed=7)


async def test_printed_text_is_kept_per_call(py: RunCode, js: RunCode) -> None:
    run = await py("print('load')\ndef f(x):\n    print('got', x)\n    return x", [1], [2])
    assert (run.printed_loading, run.printed_calls[:2]) == ("load\n", ("got 1\n", "got 2\n"))
    run = await js("console.log('load');\nexport function f(x) { console.log('got', x); return x; }", [1], [2])
    assert (run.printed_loading, run.printed_calls[:2]) == ("load\n", ("got 1\n", "got 2\n"))


async def test_a_call_can_be_made_again_with_the_same_objects(sandbox: WasmSandbox) -> None:
    codes: dict[Target, str] = {
        "py": "def f(xs):\n    return xs.pop()",
        "js": "export function f(xs) { return xs.pop(); }",
    }
    for target, code in codes.items():
        run = await sandbox.run(Job(target, code, "f", (([1, 2],), ([3, 4],)), repeat=True))
        assert run.outcomes == tuple(Returned(value) for value in (2, 1, 4, 3))
        assert run.changed == {0: ([1],), 2: ([3],)}


async def test_objects_that_a_call_left_alone_are_frozen_for_the_next(sandbox: WasmSandbox) -> None:
    code = "let n = 0;\nexport function f(x) { if (n++ % 2) x.inner[0].push(1); return x.inner[0].length; }"
    run = await sandbox.run(Job("js", code, "f", (({"inner": [[5], 1]},),), repeat=True))
    assert run.outcomes[0] == Returned(1)
    assert isinstance(run.outcomes[1], Raised)
    assert run.changed == {}


@pytest.mark.parametrize("target", ["py", "js"])
async def test_pure_code_changes_nothing(sandbox: WasmSandbox, target: Target) -> None:
    inputs: tuple[JsonValue, ...] = ({"a": [1, 2.5, -0.0, 1e21, "é\ud800", None, True], "": {}}, [float("inf")], "x")
    code = "def f(*x):\n    return 1" if target == "py" else "export function f(...x) { return 1; }"
    assert (await sandbox.run(Job(target, code, "f", (inputs,), repeat=True))).changed == {}


PROBES: dict[str, tuple[Target, str]] = {
    "py clock": ("py", "import time\ndef f():\n    return int(time.time())"),
    "py year": ("py", "from datetime import date\ndef f():\n    return date.today().year"),
    "py random": ("py", "import random\ndef f():\n    return random.random()"),
    "py secrets": ("py", "import secrets\ndef f():\n    return secrets.token_hex(8)"),
    "py uuid": ("py", "import uuid\ndef f():\n    return str(uuid.uuid4())"),
    "py local time": ("py", "import time\ndef f():\n    return time.localtime(0).tm_hour"),
    "py fromtimestamp": (
        "py",
        "from datetime import datetime\ndef f():\n    return datetime.fromtimestamp(0).isoformat()",
    ),
    "py naive": ("py", "from datetime import datetime\ndef f():\n    return datetime(2000, 1, 1).timestamp()"),
    "py zone": ("py", "import time\ndef f():\n    return time.strftime('%Z', time.localtime(0))"),
    "js clock": ("js", "export function f() { return Date.now(); }"),
    "js year": ("js", "export function f() { return new Date().getFullYear(); }"),
    "js random": ("js", "export function f() { return Math.random(); }"),
    "js zone": ("js", "export function f() { return new Date(0).getTimezoneOffset(); }"),
    "js local time": ("js", "export function f() { return new Date(0).getHours(); }"),
}


@pytest.mark.parametrize("name", PROBES)
async def test_another_world_is_seen(sandbox: WasmSandbox, name: str) -> None:
    target, code = PROBES[name]
    usual, again, other = [
        (await sandbox.run(Job(target, code, "f", ((),), world=world))).outcomes for world in (World(), World(), OTHER)
    ]
    assert usual == again, "the same world gives the same result"
    assert isinstance(usual[0], Returned)
    assert isinstance(other[0], Returned)
    assert usual != other


async def test_what_does_not_depend_on_the_world_is_the_same_in_another(sandbox: WasmSandbox) -> None:
    code = (
        "from datetime import date, datetime, timedelta, timezone\ndef f():\n"
        "    d = datetime(2024, 2, 28, 12, tzinfo=timezone.utc) + timedelta(days=2)\n"
        "    s = datetime.strptime('2020-05-06', '%Y-%m-%d')\n"
        "    return [d.isoformat(), repr(d), d.timestamp(), s.strftime('%d.%m.%Y'), isinstance(s, date), str(d - d),\n"
        "        isinstance(d.date(), date), date.fromisoformat('2024-01-31').isoformat(), s < datetime(2021, 1, 1),\n"
        "        type(s) is datetime, datetime.combine(date(2020, 1, 1), s.time()).isoformat()]"
    )
    usual, other = [
        (await sandbox.run(Job("py", code, "f", ((),), world=world))).outcomes for world in (World(), OTHER)
    ]
    assert isinstance(usual[0], Returned)
    assert usual == other


async def test_local_time_in_javascript_is_where_the_world_says(sandbox: WasmSandbox) -> None:
    code = (
        "export function f(x) { const d = new Date(x); return [d.getTimezoneOffset(), d.getHours(), d.getMinutes()]; }"
    )
    for minutes, expected in ((0, [0, 12, 0]), (345, [-345, 17, 45]), (-570, [570, 2, 30])):
        run = await sandbox.run(Job("js", code, "f", (("2026-01-01T12:00:00Z",),), world=World(zone_minutes=minutes)))
        assert run.outcomes == (Returned(expected),)


async def test_local_time_in_python_is_where_the_world_says(sandbox: WasmSandbox) -> None:
    code = (
        "import time\nfrom datetime import datetime\ndef f():\n"
        "    t = time.localtime(0)\n    d = datetime.fromtimestamp(0)\n"
        "    return [t.tm_hour, t.tm_min, time.mktime(t), d.hour, d.minute, d.timestamp()]"
    )
    for minutes, expected in ((0, [0, 0, 0.0, 0, 0, 0.0]), (345, [5, 45, 0.0, 5, 45, 0.0])):
        run = await sandbox.run(Job("py", code, "f", ((),), world=World(zone_minutes=minutes)))
        assert run.outcomes == (Returned(expected),)
