/** Text from elsewhere (a document, a result, a model) as text, for what obeys control characters. Knows no editor. */

/** C0 but tab and line feed, DEL, C1, and what turns the direction of text (Unicode, UAX 9). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** With control and direction characters shown as `�`, as the server shows them. */
export function visible(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(CONTROLS, "\ufffd");
}

/** For the Test Explorer's terminal, which wants carriage returns. */
export function terminalLine(text: string): string {
  return `${visible(text).replace(/\n/g, "\r\n")}\r\n`;
}
