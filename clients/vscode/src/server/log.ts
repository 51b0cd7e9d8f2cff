/** The server's log in the editor's, with its levels: that it comes by stderr is not an error. */

/** The part of VS Code's log channel that is used here. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** Writes what arrives into the log, line by line. */
export function logLines(stream: NodeJS.ReadableStream, log: Log): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (data: string | Buffer) => {
    const lines = (rest + data.toString()).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) logLine(line, log);
  });
  stream.on("end", () => {
    if (rest) logLine(rest, log);
  });
}

function logLine(line: string, log: Log): void {
  // The log channel writes the time itself.
  const match = /^[\d-]+ [\d:,.]+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)$/.exec(line);
  const text = match?.[2] ?? line;
  switch (match?.[1]) {
    case "DEBUG":
      log.debug(text);
      break;
    case "WARNING":
      log.warn(text);
      break;
    case "ERROR":
    case "CRITICAL":
      log.error(text);
      break;
    default:
      log.info(text);
  }
}
