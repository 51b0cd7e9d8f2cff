// A repair by the real llama.cpp server, whose weights say a wrong draft first. Between it and the editor stands a gate that
// holds the question for the repair back, so that there is time to look at the screen; the answers are the server's own.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import path from "node:path";
import { until } from "./editor.mjs";
import { FIRST, User } from "./user.mjs";

/**
 * What the test hands over: the files of the workspace, the address of the model server as it stands in them, what the
 * question for a repair says, and the failing example's line (from 0). Undefined where nobody handed anything over.
 */
export function story() {
  const told = process.env.INTENT_REPAIR_STORY;
  return told ? JSON.parse(told) : undefined;
}

/** Passes everything on to the server at `target`; a question that says `held` waits for `open()`. */
export async function gateTo(target, held) {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (request.url.endsWith("/chat/completions")) {
      const { max_tokens: most } = JSON.parse(body);
      // The model may be loaded when the document is opened: that asks for nothing.
      if (most !== 0) gate.questions.push(body.includes(held) ? "repair" : "draft");
      if (body.includes(held)) await opened;
    }
    // A connection of its own: one kept from before may just be closed by the server.
    const how = { method: request.method, headers: request.headers, agent: false };
    const onward = ask(new URL(request.url, target), how, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", (error) => {
      if (!response.destroyed) gate.questions.push(error.message);
      response.destroy();
    });
    response.on("close", () => onward.destroy());
    onward.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const gate = {
    questions: [],
    origin: `http://127.0.0.1:${server.address().port}`,
    open,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return gate;
}

export async function repair(editor, pictures, gate, { failing }) {
  const generated = path.join(editor.workspace, "src/js/auto/clamp.js");
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "clamp.intent.md"))]]);
  const user = new User(page, pictures);
  await user.reads(".codelens-decoration", /JS: not transpiled/, "the lens to say that nothing was done", FIRST);
  await user.command("Problems: Focus on Problems View");
  await user.goTo(failing + 3); // away from what is looked at
  await page.keyboard.press("Control+s");

  // The draft is wrong: the example that fails is marked with what came back, while the repair is asked for.
  await user.sees(".squiggly-info", "the mark on the example that fails");
  const problems = page.locator(".markers-panel .monaco-list-row");
  const said = new RegExp(`got 42, want 10.*Ln ${failing + 1},`, "s");
  await user.watched(async () => (await problems.allInnerTexts()).some((text) => said.test(text)), "what came back, in the problems");
  await user.reads(".codelens-decoration", /round 2\/3 · scripted/, "the lens to say that a repair is asked for");
  assert.ok(!existsSync(generated), "a draft that fails was written");
  await user.toTop();
  await user.picture("12-repair");

  // The repair is right.
  gate.open();
  await user.seesNo(".squiggly-info", "mark");
  await user.reads(".codelens-decoration", /✓ JS/, "the lens to say verified");
  await user.reads(".markers-panel", /No problems have been detected/, "the empty list of problems");
  await until(() => /Math\.min\(Math\.max\(x, lo\), hi\)/.test(readFileSync(generated, "utf8")), "the repaired code");
  assert.deepEqual(gate.questions, ["draft", "repair"]);
  await user.picture("13-repaired");
  await page.close();
}
