import assert from "node:assert/strict";
import { test } from "node:test";
import { terminalLine, visible } from "../src/inert";
import { label } from "../src/label";

const TRICKS = "a\x1b[2J\x1b]8;;https://e.org\x07b\x9b31m\u202ec\u2066\x7f\0é 😀\tx";

test("control and direction characters become visible, and nothing else", () => {
  assert.equal(visible(TRICKS), "a�[2J�]8;;https://e.org�b�31m�c���é 😀\tx");
  assert.equal(visible("one\r\ntwo\n"), "one\ntwo\n");
});

test("a terminal gets whole lines, and only ours end them", () => {
  assert.equal(terminalLine("one\ntwo\rthree"), "one\r\ntwo�three\r\n");
});

test("an example's label is text", () => {
  assert.equal(label(`- in: { "x": "\x1b[2J" } out: 1`), '{ x: "�[2J" } → 1');
});
