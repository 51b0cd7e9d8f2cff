import assert from "node:assert/strict";
import { test } from "node:test";
import { linksIn } from "../src/prose";

const paths = (text: string): string[] => linksIn(text).map(({ path }) => path);

test("links to files, with the place of their path", () => {
  const text = "See [the notes](../notes.md#rounding) and ![a picture](<my pictures/a.png>).";
  const found = linksIn(text);
  assert.deepEqual(found.map(({ path }) => path), ["../notes.md", "my pictures/a.png"]);
  assert.deepEqual(found.map(({ start, end }) => text.slice(start, end)), ["../notes.md#rounding", "my pictures/a.png"]);
});

test("titles and escapes", () => {
  assert.deepEqual(paths(`[a](b%20c.md "title") [d](/e.md 'f')`), ["b c.md", "/e.md"]);
  assert.deepEqual(paths("[a](b%zz.md)"), []);
});

test("what has a scheme, and what stays in the document, is left to others", () => {
  assert.deepEqual(paths("[a](https://example.org/b.md) [c](mailto:d@example.org) [e](#f) [g](//example.org)"), []);
});

test("code and comments have no links", () => {
  const code = ["```md", "[a](b.md)", "```", "`[c](d.md)` ``[e](f.md) ` ``", "<!-- [g](h.md)", "-->", "[i](j.md)", "~~~", "[k](l.md)"];
  assert.deepEqual(paths(code.join("\n")), ["j.md"]);
});

test("a call on a list is not a link, and neither are brackets that do not close", () => {
  assert.deepEqual(paths("`first([1, 2])` → 1\n[a] (b.md) [c](d.md\n- in: { \"x\": [1, 2] } out: (3)"), []);
});

test("what is opened many times and never closed is not a link", () => {
  for (const opening of ["](", "`", "~", "`` ", "<!--", "[a](b ", "](<"]) assert.deepEqual(paths(opening.repeat(50_000)), [], opening);
});
