import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { logLines, type Log } from "../src/server/log";

test("lines keep their levels, however the stream cuts them", () => {
  const got: string[] = [];
  const as = (level: string) => (text: string) => void got.push(`${level}|${text}`);
  const log: Log = { debug: as("debug"), info: as("info"), warn: as("warn"), error: as("error") };
  const stream = new PassThrough();
  logLines(stream, log);
  stream.write("2026-01-02 10:11:12,345 INFO intent_lsp.lsp: star");
  stream.write("ted\n2026-01-02 10:11:12,345 WARNING pygls: hm\r\nTraceback\n2026-01-02 10:11:12,345 ERR");
  stream.write("OR intent_lsp: no\n2026-01-02 10:11:12,345 DEBUG x: fine");
  stream.end();
  stream.on("end", () =>
    assert.deepEqual(got, [
      "info|intent_lsp.lsp: started",
      "warn|pygls: hm",
      "info|Traceback",
      "error|intent_lsp: no",
      "debug|x: fine",
    ]),
  );
  return new Promise((resolve) => stream.on("close", resolve));
});
