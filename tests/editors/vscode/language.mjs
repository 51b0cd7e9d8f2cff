// The documents' own language, as one sees it: icon, highlighting and preview; and the way back to plain Markdown.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PAIR } from "./documents.mjs";
import { until } from "./editor.mjs";
import { FIRST, User, tab } from "./user.mjs";

/** Longer than any screen, with intents of its own. */
export const LONG = `${PAIR.replace("name: double", "name: twice").replace("name: shout", "name: capitals")}\n${Array.from({ length: 60 }, (_, at) => `## Decision ${at + 1}\n\nDecided in meeting ${at + 1}.\n`).join("\n")}`;
const LAST_LINE = LONG.split("\n").length - 2;

/** What the icon theme draws before a file's name. */
const icon = (label) => label.evaluate((element) => getComputedStyle(element, "::before").backgroundImage);
const inExplorer = (page, name) => page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).locator(".monaco-icon-label");
const inTab = (page, name) => page.locator(`${tab(name)} .monaco-icon-label`).first();

/** The scopes under the cursor, as VS Code's own inspector tells them. */
async function scopesAt(user, line) {
  await user.goTo(line);
  await user.page.keyboard.press("Home");
  for (let at = 0; at < 3; at++) await user.page.keyboard.press("ArrowRight");
  await user.command("Developer: Inspect Editor Tokens and Scopes");
  await user.reads(".token-inspect-widget", /textmate scopes/, "the scopes");
  const text = (await user.page.locator(".token-inspect-widget").innerText()).replaceAll("\u00a0", " ");
  await user.page.keyboard.press("Escape");
  await user.seesNo(".token-inspect-widget", "scopes");
  return text;
}

/** The frame that the preview is in, once it shows something. */
function preview(page, what) {
  return until(async () => {
    for (const frame of page.frames()) if ((await frame.locator(".markdown-body", { hasText: what }).count()) > 0) return frame;
    return undefined;
  }, `the preview of “${what}”`);
}

export async function language(editor, pictures) {
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "clamp.intent.md"))]]);
  const user = new User(page, pictures);
  await user.sees(".squiggly-error", "the squiggle", FIRST);
  await user.reads('[id="status.editor.mode"]', /^Intent$/, "the language");

  // The icon tells what it is. Other Markdown keeps its own.
  await user.command("View: Show Explorer");
  for (const label of [inExplorer(page, "clamp.intent.md"), inTab(page, "clamp.intent.md")]) {
    await user.watched(async () => /\bintent-lang-file-icon\b/.test(await label.getAttribute("class")), "the documents' own icon");
    await user.watched(async () => /intent-light\.svg/.test(await icon(label)), "the icon's picture");
  }
  assert.match(await inExplorer(page, "notes.md").getAttribute("class"), /\bmarkdown-lang-file-icon\b/);
  assert.equal(await icon(inExplorer(page, "notes.md")), "none");
  // The names above the text are those of one provider: nobody has to say whose they are.
  await user.goTo(8);
  await user.reads(".breadcrumbs-control", /clamp[^]*examples/, "where the cursor is");
  assert.doesNotMatch(await page.locator(".breadcrumbs-control").innerText(), /Markdown/);
  const scopes = await scopesAt(user, 8);
  for (const scope of [/language\s+intent\b/, /keyword\.other\.example\.intent/, /text\.html\.markdown\.intent/]) assert.match(scopes, scope);

  // Where Markdown has its preview, documents have it.
  await user.sees('.editor-actions .action-label[aria-label^="Open Preview to the Side"]', "the button of the preview");
  await user.offers(page.locator(".explorer-folders-view .monaco-list-row", { hasText: "long.intent.md" }), ["Open Preview"]);
  await user.open("long.intent.md");
  await user.goTo(4);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("v");
  let frame = await preview(page, "Twice the number.");
  assert.equal(await frame.locator("h1").first().innerText(), "name: twice");
  await page.locator(tab("long.intent.md")).click();
  await user.goTo(4);
  await page.keyboard.press("End");
  await page.keyboard.type(" It is doubled.");
  await user.watched(async () => (await frame.locator("p").first().innerText()) === "Twice the number. It is doubled.", "what was typed, in the preview");
  await user.toTop();
  await page.mouse.move(200, 500); // over nothing that has a hover
  await user.seesNo(".monaco-hover:visible", "hover");
  await user.reads(".codelens-decoration", /JS: not transpiled/, "the lens");
  await user.picture("17-preview");
  // It follows the cursor, and the editor follows it.
  const inSight = (text) => frame.getByText(text, { exact: true }).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  });
  await user.goTo(LAST_LINE);
  await user.watched(() => inSight("Decided in meeting 60."), "the last paragraph, in the preview");
  // As with a wheel, in several events: VS Code takes the first for an echo while the editor still scrolls the preview.
  let events = 0;
  await user.watched(async () => {
    events += 1;
    await frame.evaluate((y) => window.scrollTo(0, y), 1 + (events % 2));
    return (await page.locator(".editor-group-container .line-numbers").allInnerTexts()).includes("1");
  }, "the first line, in the editor");
  // Another document takes the preview that is there, from its top.
  await frame.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await user.open("clamp.intent.md");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("v");
  frame = await preview(page, "Limit a number");
  await user.watched(() => inSight("name: clamp"), "the top of the other document");
  assert.equal(await page.locator(".tab", { hasText: "Preview" }).count(), 1);
  // And in the place of the text.
  await page.locator(tab("clamp.intent.md")).click();
  await user.goTo(1);
  await page.keyboard.press("Control+Shift+v");
  await user.reads(".breadcrumbs-control", /Markdown Preview/, "the preview in the place of the text");
  await page.close();
  await markdown(editor, pictures);
}

/** The user would rather have plain Markdown. */
async function markdown(editor, pictures) {
  mkdirSync(path.join(editor.workspace, ".vscode"), { recursive: true });
  writeFileSync(path.join(editor.workspace, ".vscode/settings.json"), JSON.stringify({ "files.associations": { "*.intent.md": "markdown" } }));
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "typo.intent.md"))]]);
  const user = new User(page, pictures);
  await user.sees(".squiggly-error, .squiggly-warning", "the squiggle", FIRST);
  await user.reads('[id="status.editor.mode"]', /^Markdown$/, "the language");
  await user.reads(".codelens-decoration", /JS: not transpiled/, "the lens");
  await user.watched(async () => /\bmarkdown-lang-file-icon\b/.test(await inTab(page, "typo.intent.md").getAttribute("class")), "Markdown's icon");
  assert.equal(await icon(inTab(page, "typo.intent.md")), "none");
  const scopes = await scopesAt(user, 1);
  for (const scope of [/language\s+markdown\b/, /keyword\.control\.directive\.intent/]) assert.match(scopes, scope);
  assert.doesNotMatch(scopes, /text\.html\.markdown\.intent/);
  // VS Code's own entries, and none of ours beside them.
  assert.equal(await page.locator('.editor-actions .action-label[aria-label^="Open Preview to the Side"]').count(), 1);
  await user.goTo(4);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("v");
  await preview(page, "One more.");
  await page.close();
}
