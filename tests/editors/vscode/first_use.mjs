// A new user's first minutes in a folder: each step as a person does it, with its seconds and a picture.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { FIRST, User, tab } from "./user.mjs";

/** Milliseconds between two keys: a fast typist. */
const KEY = 60;
const NAME = "shareOfBill";
/** What is typed at each place of the template, in turn; `undefined` leaves what stands there. */
const PLACES = [
  undefined, undefined, "What each guest pays: the bill with the tip in percent, divided by the guests.",
  "bill: number, tip: number, guests: integer", "number", "100, 10, 2", "55", "80, 0, 4", "20",
];
const MORE = [`- ${NAME}(60, 20, 3) -> 24`, `- ${NAME}(50, 10, 1) -> 55`];
const FILES = [`src/js/auto/${NAME}.js`, `src/py/auto/${NAME}.py`];

/** Answers the steps: what was done, in how many seconds, and the picture's name. */
export async function firstUse(editor, pictures) {
  const steps = [];
  let page, user;
  const step = async (what, picture, work) => {
    const began = Date.now();
    await work();
    steps.push({ what, seconds: (Date.now() - began) / 1000, picture });
    await user.picture(picture);
  };
  /** A list of proposals would take the Tab. */
  const noProposals = async () => {
    if (await page.locator(".suggest-widget.visible").count()) await page.keyboard.press("Escape");
  };
  await step("Open a folder", "1-folder", async () => {
    page = await editor.window([]);
    user = new User(page, pictures);
    await user.sees(".explorer-viewlet, .explorer-folders-view", "the explorer", FIRST);
  });
  await step("F1, *Intent: New Intent Document*, and a name", "2-new", async () => {
    await user.command("Intent: New Intent Document");
    await user.reads(".quick-input-widget", /Name of the function/, "the question for the name");
    await page.keyboard.type(NAME, { delay: KEY });
    await page.keyboard.press("Enter");
    await user.sees(tab(`${NAME}.intent.md`), "the document", FIRST);
    await user.reads(".view-lines", new RegExp(`# name: ${NAME}`), "the template");
    await user.reads(".statusbar-item", /selected/, "the first place of the template");
  });
  await step("Fill in the template, and add two examples", "3-written", async () => {
    for (const text of PLACES) {
      if (text !== undefined) await page.keyboard.type(text, { delay: KEY });
      await noProposals();
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type(MORE.join("\n"), { delay: KEY });
    await noProposals();
    await user.seesNo(".squiggly-error", "squiggles");
  });
  await step("Save: both functions are verified", "4-verified", async () => {
    await page.keyboard.press("Control+s");
    await user.reads(".codelens-decoration", /✓ JS[^]*✓ Python/, "the lens to say verified", FIRST);
  });
  await step("*Show Generated Code to the Side*", "5-code", async () => {
    await page.locator('.editor-actions .action-label[aria-label^="Show Generated Code to the Side"]').first().click();
    await user.sees(tab(`${NAME}.js`), "the generated code");
    await page.keyboard.press("Control+b"); // room for both
    await user.seesNo(".explorer-folders-view:visible", "explorer");
  });
  for (const file of FILES) assert.ok(existsSync(path.join(editor.workspace, file)), file);
  await page.close();
  return steps;
}
