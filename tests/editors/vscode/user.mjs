// What a user does with keyboard and eyes.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { PATIENCE, sleep, until } from "./editor.mjs";

/** Milliseconds for what needs the editor, the extension and the server to have started. */
export const FIRST = 150_000;

/** Whether all pictures are wanted, or those of failures only. */
const KEPT = !process.argv.includes("--failures");

export function tab(name) {
  return `.tab[data-resource-name="${name}"]`;
}

export class User {
  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
    mkdirSync(pictures, { recursive: true });
  }

  async sees(selector, what, patience = PATIENCE) {
    await this.page.locator(selector).first().waitFor({ state: "visible", timeout: patience }).catch(async () => {
      await this.picture(`failed-${process.pid}`);
      throw new Error(`did not see ${what} (${selector}); look at failed-${process.pid}.png`);
    });
  }

  seesNo(selector, what) {
    return this.watched(async () => (await this.page.locator(selector).count()) === 0, `no ${what}`);
  }

  reads(selector, pattern, what, patience) {
    return this.watched(() => this.shows(selector, pattern), what, patience);
  }

  /** A screen writes blanks that do not break; here any blank is one. */
  async shows(selector, pattern) {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.some((text) => pattern.test(text.replaceAll("\u00a0", " ")));
  }

  async watched(question, what, patience = PATIENCE) {
    await until(question, what, patience).catch(async (error) => {
      await this.picture(`failed-${process.pid}`);
      throw error;
    });
  }

  async command(title) {
    // What moves the focus a moment later closes the palette: then it is opened again.
    for (let tries = 3; tries > 0; tries--) {
      await this.page.keyboard.press("F1");
      await this.sees(".quick-input-widget input", "the palette");
      await this.page.keyboard.type(title);
      if (await this.chosen(title.split(": ").at(-1), 8_000).then(() => true, () => tries === 1 && Promise.reject(new Error(`the palette has no “${title}”`)))) break;
    }
    await this.page.keyboard.press("Enter");
    // It has been taken when the palette is gone, or asks for something else.
    const inputs = this.page.locator(".quick-input-widget:visible input");
    const asked = () => inputs.evaluateAll(([first]) => first?.value); // without waiting for one that has just gone
    await this.watched(async () => (await asked()) !== `>${title}`, "the palette to close");
  }

  /** Waits until the entry with this text is the one that Enter takes. */
  async chosen(text, patience) {
    const focused = this.page.locator(".quick-input-widget .monaco-list-row.focused");
    await this.watched(async () => (await focused.filter({ hasText: text }).count()) > 0, `“${text}” to be chosen`, patience);
  }

  /** What the context menu of something offers; it is closed again. */
  async offers(what, titles) {
    await what.first().click({ button: "right" });
    for (const title of titles)
      await this.sees(`.monaco-menu .action-label[aria-label="${title}"]`, `“${title}” in the context menu`);
    await this.page.keyboard.press("Escape");
    await this.seesNo(".monaco-menu", "context menu");
  }

  /**
   * The list of actions at the cursor, by the keyboard. A quarter of a second after the cursor or the problems changed, VS
   * Code asks for actions by itself, and drops the list for which a key was pressed just before that (its
   * `CodeActionModel` holds one question). Then the key is pressed again, as anybody would: once, for by then nothing changes.
   */
  async actions(what = "the actions") {
    const list = this.page.locator(".action-widget").first();
    await this.page.keyboard.press("Control+.");
    const came = await list.waitFor({ state: "visible", timeout: 10_000 }).then(() => true, () => list.isVisible());
    if (!came) await this.page.keyboard.press("Control+.");
    await this.sees(".action-widget", what);
  }

  /** Takes an action from the light bulb's list, at the cursor. */
  async acts(title) {
    const action = this.page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
    await this.actions();
    await action.waitFor();
    await action.click();
  }

  /** The driver of tests keeps toasts away; the centre has all notifications. */
  async notified(pattern, what, patience = PATIENCE) {
    const end = Date.now() + patience;
    const shown = () => this.shows(".notifications-center .notification-list-item-message", pattern);
    const unread = async () => (await this.page.locator('[id="status.notifications"] .codicon-bell-dot').count()) > 0;
    // Another one may come first, and close the centre when it goes: then it is opened again for ours.
    while (!(await shown())) {
      await this.watched(async () => (await unread()) || (await shown()), `a notification: ${what}`, Math.max(end - Date.now(), 1));
      await this.command("Notifications: Show Notifications");
      const goesOn = await until(shown, what, 5_000).catch(() => Date.now() < end);
      if (!goesOn) await this.watched(shown, what, 1);
    }
  }

  /** By its path it is found at once, however new it is. */
  async open(name, file = name) {
    await this.page.keyboard.press("Control+p");
    await this.page.keyboard.type(file);
    await this.chosen(name);
    await this.page.keyboard.press("Enter");
    await this.sees(`.editor-group-container.active .active${tab(name)}`, `${name} in front`);
    await this.page.locator(".editor-group-container.active .view-lines").first().click();
  }

  /** Shows what stands above the first line as well: a lens that appears there does not move what is in sight. */
  async toTop() {
    await this.page.locator(".editor-group-container.active .view-lines").first().hover();
    await this.page.mouse.wheel(0, -2_000);
  }

  /** `line` counts from 1. */
  async goTo(line) {
    await this.page.locator(".editor-group-container.active .view-lines").first().click();
    await this.page.keyboard.press("Control+g");
    await this.sees(".quick-input-widget input", "the line's prompt");
    await this.page.keyboard.type(`${line}`);
    await this.page.keyboard.press("Enter");
    await this.reads(".statusbar-item", new RegExp(`Ln ${line}, `), `the cursor in line ${line}`);
  }

  async retype(line, text) {
    await this.goTo(line);
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Shift+End");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Escape");
  }

  async picture(name) {
    if (!KEPT && !name.startsWith("failed-")) return;
    await sleep(700); // animations: for the picture only
    await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) });
  }
}
