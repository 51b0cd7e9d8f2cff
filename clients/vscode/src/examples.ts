/** The examples of a document as tests: how they are told apart, and which can be debugged. Knows no editor. */
import type { DebugArgument } from "./debugLaunch";
import type { ExampleOutline, IntentOutline } from "./protocol";

/** Examples by what they say: one that was changed is another test, one that was only moved is not. */
export function keyed(examples: readonly ExampleOutline[]): Map<string, ExampleOutline> {
  const found = new Map<string, ExampleOutline>();
  for (const example of examples) {
    let key = example.source;
    for (let twin = 2; found.has(key); twin++) key = `${example.source} (${twin})`;
    found.set(key, example);
  }
  return found;
}

export interface Debuggable extends Omit<DebugArgument, "uri"> {
  failed: boolean;
}

/** The examples at or below a test for which there is code, each in the language in which it fails, if it does. */
export function debuggable(intents: readonly IntentOutline[], document: string, asked: string): Debuggable[] {
  return intents.flatMap(({ name, examples, targets }) => {
    const top = `${document}#${name}`;
    const there = (targets ?? []).filter(({ file }) => file !== null).map(({ target }) => target);
    return [...keyed(examples ?? [])].flatMap(([key, { number, results }]) => {
      const failed = results?.find(({ passed, target }) => !passed && there.includes(target))?.target;
      const target = failed ?? there[0];
      const meant = [document, top, `${top}/${key}`].includes(asked);
      return meant && target ? [{ intent: name, target, example: number, failed: failed !== undefined }] : [];
    });
  });
}
