// What a user does with mouse and keyboard, looked at on the screen and on the disk. Makes the README's pictures.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HALF, RIGHT_EXAMPLE, SLOW, TYPO_LINE, WRONG_LINE } from "./documents.mjs";
import { until } from "./editor.mjs";
import { configure, modelServer } from "./models.mjs";
import { FIRST, User, tab } from "./user.mjs";

/** The main scenario, in one window. */
export async function scenario(editor, pictures) {
  const clamp = path.join(editor.workspace, "clamp.intent.md");
  const page = await editor.window([["openFile", editor.remote(clamp)]]);
  const user = new User(page, pictures);

  await user.sees(".squiggly-error", "the squiggle", FIRST);
  await user.command("View: Show Explorer");
  await user.goTo(WRONG_LINE + 1);
  await page.keyboard.press("F8");
  await user.reads(".marker-widget", /another outcome/, "what is wrong, below the line");
  await user.picture("1-contradiction");
  await page.keyboard.press("Escape");

  // The lightbulb.
  await user.seesNo(".marker-widget", "the note below the line"); // it takes keys until it is closed
  await user.sees(".codicon-gutter-lightbulb, .codicon-lightbulb, .codicon-light-bulb", "the lightbulb");
  await user.actions("the quick fixes");
  await user.picture("2-quick-fixes");
  await page.keyboard.press("Escape");

  // Mended by hand, saved: both files.
  await user.retype(WRONG_LINE + 1, RIGHT_EXAMPLE);
  await user.seesNo(".squiggly-error", "squiggles");
  await page.keyboard.press("Control+s");
  for (const file of ["src/js/auto/clamp.js", "src/py/auto/clamp.py"])
    await until(() => existsSync(path.join(editor.workspace, file)), file);
  await user.reads(".codelens-decoration", /✓ JS[^]*✓ Python/, "the lens to say verified");
  await user.goTo(4); // where the cursor hides nothing
  await user.picture("3-verified");
  await page.locator('[id="status.languageStatus"]').hover();
  await user.reads(".hover-language-status", /Intent: verified/, "the language status");
  await user.picture("3-status");
  await page.mouse.move(800, 500);

  // The commands where the mouse finds them.
  for (const title of ["Transpile Document", "Show Generated Code to the Side"])
    await user.sees(`.editor-actions .action-label[aria-label^="${title}"]`, `the button “${title}”`);
  await user.offers(page.locator(".explorer-folders-view .monaco-list-row", { hasText: "pair.intent.md" }), ["Transpile Document"]);
  await user.offers(page.locator(".explorer-folders-view .monaco-list-row", { hasText: "src" }), ["New Intent Document"]);
  await user.offers(page.locator(".view-line", { hasText: "Limit a number" }), ["Intent"]);

  await user.command("Intent: Show Generated Code to the Side");
  await user.sees(tab("clamp.js"), "the generated code");
  await user.command("View: Toggle Primary Side Bar Visibility");
  await user.picture("4-side-by-side");
  await user.command("View: Close Editors in Other Groups");

  await user.command("Testing: Focus on Test Explorer View");
  await user.reads(".test-explorer", /clamp\.intent\.md/, "the document in the Test Explorer");
  await user.command("Test: Run All Tests");
  const rows = page.locator(".test-explorer .monaco-list-row");
  const passed = rows.filter({ hasText: /^clamp\.intent\.md/ }).filter({ has: page.locator(".codicon-testing-passed-icon") });
  await user.watched(async () => (await passed.count()) > 0, "passed tests");
  assert.ok(!existsSync(path.join(editor.workspace, "src/js/auto/shout.js")), "running tests transpiled");
  await user.command("View: Hide Panel");
  for (const name of ["clamp.intent.md", "clamp"]) {
    const row = rows.filter({ hasText: new RegExp(`^${name}$`) }).first();
    await row.click();
    await page.keyboard.press("ArrowRight");
    await user.watched(async () => (await row.getAttribute("aria-expanded")) === "true", `what is below ${name}`);
  }
  await user.picture("5-test-explorer");

  // The lightbulb mends the misspelt section; then the palette.
  await user.open("typo.intent.md");
  await user.command("View: Show Explorer");
  await user.sees(".squiggly-warning", "the misspelt section, underlined"); // the lightbulb is looked for when the cursor comes
  await user.goTo(TYPO_LINE + 1);
  const lightbulb = '.monaco-editor .lightBulbWidget:visible, .monaco-editor [class*="gutter-lightbulb"]:visible';
  await user.sees(lightbulb, "the lightbulb");
  await page.locator(lightbulb).first().click();
  await user.sees(".action-widget", "the quick fixes");
  await user.picture("6-misspelt");
  await page.keyboard.press("Enter");
  await user.reads(".view-lines", /#\sexamples:/, "the mended section");
  await page.keyboard.press("Control+s");
  await page.keyboard.press("F1");
  await page.keyboard.type("Intent: ");
  await user.sees(".quick-input-widget .monaco-list-row", "the commands");
  await user.picture("7-palette");
  await page.keyboard.type("Transpile Intention");
  await user.chosen("Transpile Intention");
  await page.keyboard.press("Enter");
  await until(() => existsSync(path.join(editor.workspace, "src/js/auto/increment.js")), "what the palette's command generated");

  // Several programs fit one example: the built-in provider asks, an action answers, saving infers again.
  await user.open("ambiguous.intent.md");
  await user.command("Intent: Transpile Document");
  await user.reads(".codelens-decoration", /\? JS: /, "the lens to say that other programs fit");
  await user.goTo(1);
  const answer = page.locator(".action-widget .monaco-list-row", { hasText: "Say that grow(" }).first();
  await user.actions();
  await answer.waitFor();
  await user.picture("8-question");
  await answer.click();
  await user.reads(".view-lines", /out: 12[^]*out: /, "one more example");
  await page.keyboard.press("Control+s");
  await user.reads(".codelens-decoration", /✓ JS/, "the lens to say that all three examples pass");

  // A model that is always wrong: the gutter says which example fails.
  const wrong = await modelServer("```js\nexport function half(x) {\n  return 1;\n}\n```");
  configure(editor, { type: "openai_compat", name: "wrong", baseUrl: `${wrong.origin}/v1`, model: "wrong" });
  const half = path.join(editor.workspace, "half.intent.md");
  writeFileSync(half, HALF);
  await user.open("half.intent.md", half);
  await user.command("Intent: Transpile Document");
  await user.reads(".codelens-decoration", /✗ JS 1\/2/, "the lens to say that one example fails");
  const glyphs = (icon) => page.locator(`.editor-group-container.active .testing-run-glyph.codicon-testing-${icon}-icon`);
  await user.watched(async () => (await glyphs("failed").count()) > 0 && (await glyphs("passed").count()) > 0, "one passed and one failed test in the gutter");
  assert.equal(await page.locator(".test-explorer .monaco-list-row", { hasText: ".promirror" }).count(), 0);
  assert.ok(!existsSync(path.join(editor.workspace, "src/js/auto/half.js")), "code that fails was written");
  await user.picture("16-failed");
  wrong.close();

  // The example that fails, in the debugger: the candidate is nobody's code yet, so the user is asked first.
  await user.goTo(HALF.split("\n").findIndex((line) => line.includes("10")) + 1);
  await user.acts("Debug half(10) in JavaScript");
  const dialog = page.locator(".monaco-dialog-box");
  await user.reads(".monaco-dialog-box", /outside the sandbox/, "the question before code that failed is run");
  await dialog.locator(".monaco-button", { hasText: /^Debug$/ }).click();
  const local = page.locator(".monaco-list-row", { hasText: /^Local: half$/ });
  await local.waitFor();
  if ((await local.getAttribute("aria-expanded")) !== "true") await local.click();
  await user.reads(".monaco-list-row", /^x\s*[:=]\s*10$/, "the example's value among the variables");
  await user.sees(".debug-top-stack-frame-column, .debug-top-stack-frame", "the line where it stopped");
  await user.command("View: Hide Panel");
  await user.picture("18-debug");
  await page.keyboard.press("Shift+F5");
  await user.seesNo(".debug-toolbar:visible", "debugger");
  await user.command("View: Show Explorer");

  // Code that somebody broke: the test of the example that fails says what came back, run from the gutter. The file was
  // never open here: of one that was, an editor keeps what it held for a while, and that is then what runs.
  await user.command("View: Close All Editors");
  await user.open("clamp.intent.md");
  writeFileSync(path.join(editor.workspace, "src/py/auto/clamp.py"), "def clamp(x, low, high):\n    return low\n");
  await user.reads(".codelens-decoration", /Python: /, "the lens to say that it is another file");
  await page.locator(".editor-group-container.active .testing-run-glyph").last().click();
  await user.reads(".test-output-peek-tree .monaco-list-row", /got .+, want .+/, "what came back");
  await user.command("View: Hide Panel");
  await user.command("View: Show Explorer");

  // Python needs an extension that is not installed here.
  await user.command("Test: Run All Tests");
  await user.reads(".codelens-decoration", /✗ Python|Python: edited by hand · ✗/, "the lens to say that Python fails as well");
  await user.command("View: Hide Panel");
  await user.goTo(WRONG_LINE + 1);
  await user.acts("Debug clamp(9, 1, 4) in Python");
  await user.notified(/needs the extension Python Debugger \(ms-python\.debugpy\)/, "what debugging Python needs");
  await user.command("Notifications: Clear All Notifications");

  // A model server that never answers: progress, and its cancel button.
  const slow = await modelServer();
  configure(editor, { type: "openai_compat", name: "slow", baseUrl: `${slow.origin}/v1`, model: "slow" });
  const riddle = path.join(editor.workspace, "slow.intent.md");
  writeFileSync(riddle, SLOW);
  await user.open("slow.intent.md", riddle);
  await user.command("Intent: Transpile Intention");
  const progress = page.locator(".statusbar-item", { hasText: "Transpiling riddle" });
  await user.watched(() => progress.isVisible(), "the progress");
  await until(() => slow.asked > 0, "the question to the model server");
  await progress.click();
  await user.sees(".notifications-center .monaco-button", "the progress with its button");
  await user.toTop(); // only what is in sight has lenses
  await user.reads(".codelens-decoration", /Cancel/, "the lens to offer cancelling");
  await user.picture("9-progress");
  await page.locator(".notifications-center .monaco-button", { hasText: "Cancel" }).first().click();
  await user.reads(".codelens-decoration", /cancelled/, "the lens to say cancelled");
  await user.watched(async () => !(await progress.isVisible()), "no progress");
  slow.close();

  await user.command("View: Toggle Primary Side Bar Visibility");
  await user.command("Intent: Open Walkthrough");
  await user.reads(".gettingStartedContainer", /From an intent to verified code/, "the walkthrough");
  // What was done before is ticked off, and what is done now.
  const step = (id) => page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
  const ticked = (id) => user.watched(async () => (await step(id).getAttribute("aria-checked")) === "true", `the tick at the step ${id}`);
  for (const id of ["server", "write", "transpile", "examples"]) await ticked(id);
  assert.equal(await step("models").getAttribute("aria-checked"), "false");
  await step("models").click();
  await step("models").locator(".monaco-button", { hasText: "Check model servers" }).click();
  await ticked("models");
  await user.command("View: Hide Panel");
  await user.picture("10-walkthrough");
  await page.close();
}

/** A workspace that is not trusted: problems, and nothing else. */
export async function untrusted(editor, pictures) {
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "clamp.intent.md"))]]);
  const user = new User(page, pictures);
  await user.reads(".part.banner", /Restricted Mode/, "the banner of the restricted mode");
  await user.sees(".squiggly-error", "the squiggle", FIRST);
  await user.reads(".codelens-decoration", /not trusted/, "the lens to say why nothing is transpiled");
  await user.picture("11-untrusted");
  await user.retype(WRONG_LINE + 1, RIGHT_EXAMPLE);
  await user.seesNo(".squiggly-error", "squiggles");
  await page.keyboard.press("Control+s");
  await user.seesNo(".tab.dirty", "unsaved document");
  await user.command("Intent: Transpile Intention");
  await user.notified(/only in a workspace that you trust/, "the refusal");
  // The server answers in order: with this answer, it has seen the saved document.
  await user.command("Intent: Show Debug Information");
  await user.reads(".view-lines", /"trusted": false/, "the server's answer");
  assert.ok(!existsSync(path.join(editor.workspace, "src")), "something was generated in an untrusted workspace");

  // Trusted, the same window can do everything.
  await user.command("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ }).first().click();
  // The page about trust may lie over the others: it is closed first, because it takes the keys.
  await user.reads(".workspace-trust-editor", /You trust this folder/, "the trust");
  const close = page.locator(".monaco-modal-editor-block .codicon-close, .modal-editor-part .codicon-close").first();
  if (await close.count()) await close.click();
  await user.open("clamp.intent.md");
  await user.reads(".codelens-decoration", /Transpile/, "the lens to offer transpiling", FIRST);
  await user.command("Intent: Transpile Document");
  await until(() => existsSync(path.join(editor.workspace, "src/js/auto/clamp.js")), "the generated file");
  await page.close();
}
