/** The real machine, behind the seam of `find.ts`. */
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import type { Machine } from "./find";

/** Milliseconds. The first start of a Python program from a cold disk takes seconds. */
const PATIENCE = 30_000;

export function realMachine(cwd: string): Machine {
  return {
    isProgram(file) {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    },
    run(command, args) {
      return new Promise((resolve) => {
        execFile(command, args, { cwd, timeout: PATIENCE, windowsHide: true }, (error, stdout, stderr) => {
          if (!error) resolve({ output: stdout });
          else if (error.killed) resolve({ output: stdout, error: `gave no answer in ${PATIENCE / 1000} seconds` });
          else resolve({ output: stdout, error: stderr.trim() || error.message });
        });
      });
    },
  };
}
