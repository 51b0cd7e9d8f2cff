import assert from "node:assert/strict";
import { test } from "node:test";
import { lineToShow, type Place } from "../preview/place";

/** A preview of a hundred lines, 20 pixels each, scrolled by so many pixels; every second line is a part of it. */
function preview(scrolled: number): Place[] {
  return Array.from({ length: 50 }, (_, index) => ({ line: 2 * index, top: 40 * index - scrolled, bottom: 40 * index + 30 - scrolled }));
}

test("what is in sight stays where it is", () => {
  for (const line of [0, 5, 12]) assert.equal(lineToShow(preview(0), line, 300), undefined, `line ${line}`);
  assert.equal(lineToShow(preview(400), 22, 300), undefined);
});

test("the cursor comes into sight from below and from above, with a third of the height before it", () => {
  assert.equal(lineToShow(preview(0), 40, 300), 36); // 100 pixels are two parts and a half
  assert.equal(lineToShow(preview(1_000), 41, 300), 36);
  assert.equal(lineToShow(preview(1_000), 1, 300), 0);
});

test("a part taller than the window is in sight when it is in its middle", () => {
  for (const top of [100, -500]) assert.equal(lineToShow([{ line: 0, top, bottom: top + 1_000 }], 7, 300), undefined, `${top}`);
  for (const top of [200, -900]) assert.equal(lineToShow([{ line: 0, top, bottom: top + 1_000 }], 7, 300), 0, `${top}`);
});

test("a preview with nothing in it has no line to show", () => {
  assert.equal(lineToShow([], 3, 300), undefined);
});
