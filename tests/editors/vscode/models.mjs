// Model servers of the scenarios, and how a workspace comes to use them.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

/** Makes this the workspace's only provider. */
export function configure(editor, provider) {
  writeFileSync(path.join(editor.workspace, ".promirror/intent.config.json"), JSON.stringify({ providers: [provider] }));
}

/** A model server whose one model says always the same; never a word without `reply`. `asked` counts the questions. */
export function modelServer(reply) {
  const server = createServer(async (request, response) => {
    if (request.method !== "POST") return response.setHeader("Content-Type", "application/json").end('{"object":"list","data":[{"id":"one","object":"model"}]}');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    model.asked++;
    if (reply === undefined) return undefined;
    const said = (choice) => `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] })}\n\n`;
    response.setHeader("Content-Type", "text/event-stream");
    return response.end(`${said({ delta: { content: reply } })}${said({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`);
  });
  server.unref(); // a scenario that fails must not wait for it
  const model = {
    asked: 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(Object.assign(model, { origin: `http://127.0.0.1:${server.address().port}` }))),
  );
}
