import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { describe as tell, findServer, onPath, type Surroundings } from "../src/server/find";
import { realMachine } from "../src/server/machine";

// Real programs in a real folder: small shell scripts stand in for Python, intent and uvx.

let root: string;
let around: Surroundings;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "intent-find-"));
  mkdirSync(path.join(root, "ws"));
  mkdirSync(path.join(root, "bin"));
  around = {
    serverPath: "",
    interpreter: undefined,
    folders: [path.join(root, "ws")],
    trusted: true,
    env: { PATH: path.join(root, "bin") },
    platform: "linux",
    home: root,
  };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(file: string, body: string): string {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, `#!/bin/sh\n${body}\n`);
  chmodSync(full, 0o755);
  return full;
}

const search = (change: Partial<Surroundings> = {}) => findServer({ ...around, ...change }, realMachine(root));
const GOOD = 'echo "intent 0.1.4"';

test("the setting comes first", async () => {
  const intent = program("own/intent", GOOD);
  program("bin/intent", GOOD);
  const found = await search({ serverPath: intent, interpreter: program("py/python3", GOOD) });
  assert.equal(found.kind, "found");
  assert.deepEqual(found.server.origin, "intent.server.path");
  assert.deepEqual([found.server.command, found.server.args, found.server.version.text], [intent, [], "0.1.4"]);
});

test("a setting that does not work is told, not replaced by something else", async () => {
  program("bin/intent", GOOD);
  const found = await search({ serverPath: path.join(root, "nowhere") });
  assert.equal(found.kind, "refused");
  assert.match(tell(found.tried), /intent\.server\.path: .*nowhere: there is no such program/);
});

test("the setting understands ~, ${workspaceFolder}, relative paths and Python interpreters", async () => {
  program("own/intent", GOOD);
  program("ws/tools/intent", GOOD);
  const python = program("own/python3.12", 'test "$1 $2 $3 $4" = "-P -m intent_lsp --version" && echo "intent 0.1.0"');
  for (const serverPath of ["~/own/intent", "${workspaceFolder}/tools/intent", "tools/intent", "${userHome}/own/intent"])
    assert.equal((await search({ serverPath })).kind, "found", serverPath);
  const found = await search({ serverPath: python });
  assert.equal(found.kind, "found");
  assert.deepEqual(found.server.args, ["-P", "-m", "intent_lsp"]);
});

test("then the interpreter, then .venv, then PATH, then uvx", async () => {
  const interpreter = program("py/python3", GOOD);
  const venv = program("ws/.venv/bin/python", GOOD);
  const intent = program("bin/intent", GOOD);
  const uvx = program("bin/uvx", 'test "$1 $2" = "--offline --from" && test "$4" = intent && echo "intent 0.1.0"');
  const order: string[] = [];
  for (const [file, change] of [
    [interpreter, { interpreter }],
    [venv, {}],
    [intent, {}],
    [uvx, {}],
  ] as const) {
    const found = await search(change);
    assert.equal(found.kind, "found");
    assert.equal(found.server.command, file);
    order.push(found.server.origin);
    rmSync(file);
  }
  assert.deepEqual(order, ["Python interpreter", "workspace .venv", "PATH", "uvx"]);
});

test("what does not fit is passed over and told", async () => {
  const interpreter = program("py/python3", 'echo "python3: No module named intent_lsp" >&2; exit 1');
  program("ws/.venv/bin/python", 'echo "Unknown option: -P" >&2; exit 2');
  program("bin/intent", 'echo "Intent, the typesetter, 3.2"');
  const found = await search({ interpreter });
  assert.equal(found.kind, "missing");
  assert.equal(found.uvx, undefined);
  const told = tell(found.tried);
  assert.match(told, /Python interpreter: .*intent-lsp is not installed there/);
  assert.match(told, /workspace \.venv: .*older than 3\.11/);
  assert.match(told, /PATH: .*another program/);
  assert.match(told, /uvx: uvx: is not on PATH/);
});

test("versions that are too old or too new are passed over", async () => {
  const interpreter = program("py/python3", 'echo "intent 0.0.9"');
  program("bin/intent", 'echo "intent 0.2.0"');
  const told = tell((await search({ interpreter })).tried);
  assert.match(told, /0\.0\.9 is too old, 0\.1\.0 or later is needed/);
  assert.match(told, /0\.2\.0 is newer than this extension/);
});

test("uvx that would have to download is offered, not used", async () => {
  const uvx = program("bin/uvx", 'echo "error: network was disabled (offline)" >&2; exit 1');
  const found = await search();
  assert.equal(found.kind, "missing");
  assert.equal(found.uvx, uvx);
  assert.match(tell(found.tried), /not downloaded yet/);
});

test("nothing of an untrusted workspace is started", async () => {
  const trace = path.join(root, "started");
  const spy = `touch ${trace}; ${GOOD}`;
  program("ws/.venv/bin/python", spy);
  program("ws/bin/intent", spy);
  const interpreter = program("ws/py/python3", spy);
  const env = { PATH: `relative:${path.join(root, "ws", "bin")}:${path.join(root, "bin")}` };
  assert.equal((await search({ trusted: false, interpreter, env })).kind, "missing");
  assert.throws(() => chmodSync(trace, 0o600), /ENOENT/);
  program("bin/intent", GOOD);
  assert.equal((await search({ trusted: false, interpreter, env })).kind, "found");
});

test("PATH on Windows is searched by its rules", () => {
  const files = new Set(["C:\\tools\\intent.exe"]);
  const machine = { isProgram: (file: string) => files.has(file), run: () => Promise.reject(new Error("not asked")) };
  const windows: Surroundings = { ...around, platform: "win32", env: { Path: "relative;C:\\none;C:\\tools" } };
  assert.equal(onPath("intent", windows, machine), "C:\\tools\\intent.exe");
});
