// What a user does with keyboard and eyes.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { sleep, until } from "./editor.mjs";

/** Patience for what needs the editor, the extension and the server to have started. */
export const FIRST = 90_000;

export function tab(name) {
  return `.tab[data-resource-name="${name}"]`;
}

export class User {
  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
    mkdirSync(pictures, { recursive: true });
  }

  async sees(selector, what, patience = 30_000) {
    await this.page.locator(selector).first().waitFor({ state: "visible", timeout: patience }).catch(async () => {
      await this.picture(`failed-${process.pid}`);
      throw new Error(`did not see ${what} (${selector}); look at failed-${process.pid}.png`);
    });
  }

  seesNo(selector, what) {
    return this.watched(async () => (await this.page.locator(selector).count()) === 0, `no ${what}`);
  }

  /** A screen writes blanks that do not break; here any blank is one. */
  reads(selector, pattern, what, patience) {
    const texts = async () => (await this.page.locator(selector).allInnerTexts()).map((text) => text.replaceAll("\u00a0", " "));
    return this.watched(async () => (await texts()).some((text) => pattern.test(text)), what, patience);
  }

  async watched(question, what, patience = 40_000) {
    await until(question, what, patience).catch(async (error) => {
      await this.picture(`failed-${process.pid}`);
      throw error;
    });
  }

  async command(title) {
    await this.page.keyboard.press("F1");
    await this.sees(".quick-input-widget input", "the palette");
    await this.page.keyboard.type(title);
    await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: title.split(": ").at(-1) }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await sleep(300);
  }

  /** By its path it is found at once, however new it is. */
  async open(name, file = name) {
    await this.page.keyboard.press("Control+p");
    await this.page.keyboard.type(file);
    await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first().waitFor();
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
    await sleep(200);
  }

  async retype(line, text) {
    await this.goTo(line);
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Shift+End");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Escape");
  }

  async picture(name) {
    await sleep(700); // animations
    await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) });
  }
}
