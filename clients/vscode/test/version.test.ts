import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { OLDEST, readVersion, unsuitable } from "../src/server/version";

test("reads the version that our own program prints, and no other's", () => {
  assert.equal(readVersion("intent 0.1.0\n")?.text, "0.1.0");
  assert.equal(readVersion("some warning\nintent-lsp 0.1.12\n")?.patch, 12);
  assert.equal(readVersion("intent-lsp v0.1.3.dev4")?.text, "0.1.3.dev4");
  for (const other of ["", "0.1.0", "Python 3.11.2", "intent: unknown option", "intentional 1.2.3"])
    assert.equal(readVersion(other), undefined, other);
});

test("the version of the server in this repository is suitable", () => {
  const source = readFileSync("../../server/intent_lsp/__init__.py", "utf8");
  const version = readVersion(`intent ${/__version__ = "(.+)"/.exec(source)![1]}`);
  assert.ok(version);
  assert.equal(unsuitable(version), undefined);
  assert.equal(unsuitable(OLDEST), undefined);
});
