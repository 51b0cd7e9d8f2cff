// Everyday functions, one after another: each is saved as a person saves it, until the lens says what came of it.
import { FIRST, User } from "./user.mjs";

const DONE = /([✓?✗≠⚠]) JS[^]*([✓?✗≠⚠]) Python/;

/** Answers, for each document (a name without its ending), the seconds and the two marks. */
export async function everyday(editor, pictures, names) {
  const page = await editor.window([]);
  const user = new User(page, pictures);
  const lenses = page.locator(".editor-group-container.active .codelens-decoration");
  const lens = async () => (await lenses.allInnerTexts()).join(" ").replaceAll("\u00a0", " ");
  const results = [];
  await user.sees(".explorer-viewlet, .explorer-folders-view", "the explorer", FIRST);
  for (const name of names) {
    await user.open(`${name}.intent.md`);
    await user.watched(async () => /Transpile/.test(await lens()), `the lens of ${name}`, FIRST);
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n");
    const began = Date.now();
    await page.keyboard.press("Control+s");
    await user.watched(async () => DONE.test(await lens()), `the lens of ${name} to say what came of it`, FIRST);
    results.push({ name, seconds: (Date.now() - began) / 1000, marks: DONE.exec(await lens()).slice(1, 3).join("") });
    await user.picture(name);
    await page.keyboard.press("Control+k");
    await page.keyboard.press("w");
  }
  await page.close();
  return results;
}
