// Runs every module of a list (JSON on standard input) on this Node and prints, as JSON, what its function `f` returns,
// encoded as the sandbox encodes values, or the name of the error.
import fs from "node:fs";
import vm from "node:vm";

const { modules, prelude } = JSON.parse(fs.readFileSync(0, "utf8"));
const own = Object.getOwnPropertyDescriptors(globalThis);
const { encode } = vm.runInThisContext(prelude)(() => {});
Object.defineProperties(globalThis, own); // the timers that the prelude replaced
const outcomes = [];
for (const source of modules) {
  try {
    const { f } = await import("data:text/javascript;base64," + Buffer.from(source, "utf8").toString("base64"));
    outcomes.push("value " + encode(await f()));
  } catch (error) {
    outcomes.push("error " + error?.name);
  }
}
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
