// The tests that run inside VS Code's extension host, with the whole API at hand. Results go to INTENT_SUITE_RESULTS.
const assert = require("node:assert/strict");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const EXTENSION = "intent-lsp.intent-lsp";
const folder = () => vscode.workspace.workspaceFolders[0].uri;
const file = (name) => vscode.Uri.joinPath(folder(), name);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(question, what, patience = 90_000) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    last = await question();
    if (last) return last;
    await sleep(100);
  }
  throw new Error(`waited in vain for ${what}`);
}

async function open(name) {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file(name)), vscode.ViewColumn.One);
}

const codes = (uri) => vscode.languages.getDiagnostics(uri).map(({ code }) => (typeof code === "object" ? code.value : code));

function status(uri) {
  return vscode.commands.executeCommand("intent.status", uri ? { uri: uri.toString() } : {});
}

async function replaceLine(editor, line, text) {
  assert.ok(await editor.edit((edit) => edit.replace(editor.document.lineAt(line).range, text)));
}

/** Starts a debug session, and answers where it stopped first and what the variables there are; it has ended then. */
async function debugged(start) {
  const stops = [];
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory("*", {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: ({ type, event, body }) => type === "event" && event === "stopped" && stops.push({ session, thread: body.threadId }),
    }),
  });
  const ended = new Promise((resolve) => {
    const subscription = vscode.debug.onDidTerminateDebugSession(({ parentSession }) => {
      if (parentSession) return;
      subscription.dispose();
      resolve();
    });
  });
  await start();
  const { session, thread } = await until(() => stops[0], "the debugger to stop");
  const { stackFrames } = await session.customRequest("stackTrace", { threadId: thread });
  const { scopes } = await session.customRequest("scopes", { frameId: stackFrames[0].id });
  const { variables } = await session.customRequest("variables", { variablesReference: scopes[0].variablesReference });
  assert.equal(vscode.debug.breakpoints.length, 1);
  await session.customRequest("continue", { threadId: thread });
  await ended;
  tracker.dispose();
  return { frame: stackFrames[0], values: Object.fromEntries(variables.map(({ name, value }) => [name, value])) };
}

const generated = (name) => path.join(folder().fsPath, name);

const TESTS = {
  async "a document opens with a language of its own, the server starts, and its commands are there"() {
    const editor = await open("pair.intent.md");
    assert.equal(editor.document.languageId, "intent");
    assert.ok(vscode.extensions.getExtension(EXTENSION).isActive || (await vscode.extensions.getExtension(EXTENSION).activate()) === undefined);
    const commands = await until(async () => {
      const known = await vscode.commands.getCommands(true);
      return known.includes("intent.transpile") && known;
    }, "the server's commands");
    for (const { command } of vscode.extensions.getExtension(EXTENSION).packageJSON.contributes.commands)
      assert.ok(commands.includes(command), command);
  },

  async "what the extension contributes is there: nesting, snippets, highlighting beside a preview that works"() {
    const nesting = vscode.workspace.getConfiguration("explorer").get("fileNesting.patterns");
    assert.match(nesting["*.intent.md"], /\$\{capture\}\.js/);
    const { document } = await open("pair.intent.md");
    const html = await vscode.commands.executeCommand("markdown.api.render", document);
    assert.match(html, /<h1[^>]*>name: double<\/h1>/);
    assert.match(html, /<li[^>]*>in: \{/);
    const { items } = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", document.uri, new vscode.Position(10, 0));
    const snippets = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet).map(({ label }) => label.label ?? label);
    assert.ok(snippets.includes("intent") && snippets.includes("intent-example"), snippets.join());
  },

  async "what is set for Markdown is set for documents as well; words are our names"() {
    const { document } = await open("pair.intent.md");
    const editor = vscode.workspace.getConfiguration("editor", document);
    assert.equal(editor.get("wordWrap"), "on");
    assert.equal(editor.get("quickSuggestions").other, "off");
    const plain = await vscode.workspace.openTextDocument({ language: "intent", content: "_private_name$1, other" });
    assert.equal(plain.getText(plain.getWordRangeAtPosition(new vscode.Position(0, 3))), "_private_name$1");
  },

  async "links to files lead there, and none is told twice"() {
    await vscode.workspace.fs.writeFile(file("linked.intent.md"), new TextEncoder().encode("See [the pair](pair.intent.md), [more](/.promirror/intent.config.json) and https://example.org.\n"));
    const { document } = await open("linked.intent.md");
    const links = await until(async () => {
      const found = await vscode.commands.executeCommand("vscode.executeLinkProvider", document.uri);
      return found.length >= 3 && found;
    }, "the links");
    const targets = links.map(({ target }) => target.toString()).sort();
    assert.deepEqual(targets, [file(".promirror/intent.config.json"), file("pair.intent.md"), "https://example.org/"].map(String).sort());
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.workspace.fs.delete(document.uri);
  },

  async "the preview opens beside the document, and in its place"() {
    const { document } = await open("pair.intent.md");
    await vscode.commands.executeCommand("markdown.showPreviewToSide");
    const preview = await until(
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label === "Preview pair.intent.md"),
      "the preview",
    );
    assert.ok(preview.input instanceof vscode.TabInputWebview);
    await vscode.window.tabGroups.close(preview);
    // In the same tab, and back.
    const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand("intentLsp.togglePreview");
    await until(() => shown() instanceof vscode.TabInputCustom && shown().uri.toString() === document.uri.toString(), "the preview in the same tab");
    await vscode.commands.executeCommand("markdown.togglePreview");
    await until(() => shown() instanceof vscode.TabInputText, "the text");
  },

  async "whom Markdown is dearer gets it: the server is as attentive"() {
    const files = vscode.workspace.getConfiguration("files");
    await files.update("associations", { "*.intent.md": "markdown" }, vscode.ConfigurationTarget.Workspace);
    const text = readFileSync(generated("typo.intent.md"), "utf8").replace("increment", "plain");
    await vscode.workspace.fs.writeFile(file("plain.intent.md"), new TextEncoder().encode(text));
    const editor = await open("plain.intent.md");
    assert.equal(editor.document.languageId, "markdown");
    const { uri } = editor.document;
    const found = await until(() => codes(uri).length > 0 && codes(uri), "the diagnostics");
    assert.ok(found.includes("unknown-section"), found.join());
    const lenses = await until(async () => {
      const all = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 20);
      return all.length > 0 && all;
    }, "the lens");
    assert.ok(lenses.some(({ command }) => command), "a lens with a command");
    const { items } = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", uri, new vscode.Position(editor.document.lineCount, 0));
    assert.ok(items.some(({ label }) => (label.label ?? label) === "intent"), "the snippets");
    await files.update("associations", undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.workspace.fs.delete(uri);
  },

  async "contradicting examples are marked on their lines; mended and saved, both files appear"() {
    const editor = await open("clamp.intent.md");
    const { uri } = editor.document;
    const found = await until(
      () => vscode.languages.getDiagnostics(uri).find(({ code }) => (code?.value ?? code) === "contradictory-examples"),
      "the diagnostic",
    );
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.ok([9, 10].includes(found.range.start.line), `line ${found.range.start.line}`);
    assert.ok(found.relatedInformation.length > 0);
    await replaceLine(editor, 10, '- in: { "x": 9, "low": 1, "high": 4 } out: 4');
    await until(() => codes(uri).length === 0, "no diagnostics");
    assert.ok(await editor.document.save());
    await until(() => existsSync(generated("src/js/auto/clamp.js")) && existsSync(generated("src/py/auto/clamp.py")), "both files");
    assert.match(readFileSync(generated("src/js/auto/clamp.js"), "utf8"), /export/);
    const { work } = await until(async () => {
      const answer = await status(uri);
      return answer.running === 0 && answer;
    }, "the end of the work");
    assert.deepEqual(work.map((item) => [item.target, item.status, item.passed, item.total]).sort(), [
      ["js", "verified", 4, 4],
      ["py", "verified", 4, 4],
    ]);
    assert.deepEqual(codes(uri), []);
  },

  async "the lens says verified"() {
    const { document } = await open("clamp.intent.md");
    const titles = await until(async () => {
      const lenses = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 20);
      const found = lenses.map(({ command }) => command?.title ?? "");
      return found.some((title) => title.startsWith("✓")) && found;
    }, "the lens");
    assert.ok(titles.includes("✓ JS") && titles.includes("✓ Python"), titles.join(", "));
  },

  async "“Transpile Intention” works on the intent under the cursor, and only on it"() {
    const editor = await open("pair.intent.md");
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    const answer = await vscode.commands.executeCommand("intentLsp.transpile");
    assert.deepEqual(answer.results.map(({ intent, status: how }) => [intent, how]), [["double", "verified"]]);
    assert.ok(existsSync(generated("src/js/auto/double.js")));
    assert.ok(!existsSync(generated("src/js/auto/shout.js")));
  },

  async "a second time nothing is to be done"() {
    const editor = await open("pair.intent.md");
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    const before = readFileSync(generated("src/js/auto/double.js"), "utf8");
    const answer = await vscode.commands.executeCommand("intentLsp.transpile");
    assert.deepEqual(answer.results.map(({ status: how }) => how), ["fresh"]);
    assert.equal(readFileSync(generated("src/js/auto/double.js"), "utf8"), before);
  },

  async "the code to the side follows the cursor from intent to intent"() {
    const editor = await open("pair.intent.md");
    await vscode.commands.executeCommand("intentLsp.transpileDocument");
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await vscode.commands.executeCommand("intentLsp.sideBySide");
    const beside = () =>
      vscode.window.visibleTextEditors.filter(({ viewColumn }) => viewColumn === vscode.ViewColumn.Two).map(({ document }) => path.basename(document.uri.path));
    await until(() => beside()[0] === "double.js", "double.js at the side");
    const again = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    again.selection = new vscode.Selection(14, 0, 14, 0);
    await until(() => beside()[0] === "shout.js", "shout.js at the side");
    assert.equal(vscode.window.activeTextEditor.document.uri.path, editor.document.uri.path);
  },

  async "a function of Python is adopted by the action on its first line, and one that cannot be is not"() {
    const code = "def thrice(x: int) -> int:\n    return 3 * x\n\ndef load(name):\n    return open(name).read()\n";
    await vscode.workspace.fs.writeFile(file("code.py"), Buffer.from(code));
    const { document } = await open("code.py");
    const actions = async (line) => {
      const all = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, new vscode.Range(line, 0, line, 0));
      return all.filter(({ title }) => title.startsWith("Adopt "));
    };
    assert.deepEqual(await actions(1), []);
    const [action] = await actions(0);
    assert.equal(action.title, "Adopt thrice as an Intention");
    assert.equal(await vscode.commands.executeCommand(action.command.command, ...action.command.arguments), true);
    assert.ok(vscode.window.activeTextEditor.document.uri.path.endsWith("/thrice.intent.md"));
    assert.equal(vscode.window.activeTextEditor.document.lineAt(0).text, "# name: thrice");
    let adopted;
    const adopting = vscode.commands.executeCommand("intentLsp.adopt", document.uri, "load").then((result) => (adopted = result));
    await until(async () => {
      await vscode.commands.executeCommand("notifications.clearAll"); // the command waits for an answer to what it says
      return adopted !== undefined;
    }, "the refusal");
    await adopting;
    assert.equal(adopted, false);
    assert.deepEqual(await vscode.workspace.findFiles("**/load.intent.md"), []);
  },

  async "from the generated file back to its intention"() {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file("src/py/auto/shout.py")), vscode.ViewColumn.One);
    await vscode.commands.executeCommand("intentLsp.openIntention");
    const { document, selection } = vscode.window.activeTextEditor;
    assert.ok(document.uri.path.endsWith("/pair.intent.md"));
    assert.equal(document.lineAt(selection.active.line).text, "# name: shout");
  },

  async "a misspelt section has a quick fix that mends it"() {
    const editor = await open("typo.intent.md");
    const { uri } = editor.document;
    const found = await until(
      () => vscode.languages.getDiagnostics(uri).find(({ code }) => (code?.value ?? code) === "unknown-section"),
      "the diagnostic",
    );
    const actions = await until(async () => {
      const all = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, found.range, "quickfix");
      return all.length > 0 && all;
    }, "a quick fix");
    const fix = actions.find(({ edit }) => edit);
    assert.ok(fix, actions.map(({ title }) => title).join(", "));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until(() => !codes(uri).includes("unknown-section"), "the diagnostic to go");
    assert.match(editor.document.lineAt(6).text, /examples/);
  },

  async "the built-in provider's question is answered by an action"() {
    const editor = await open("ambiguous.intent.md");
    const { uri } = editor.document;
    await vscode.commands.executeCommand("intentLsp.transpileDocument");
    const question = await until(async () => {
      const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, new vscode.Range(0, 0, 0, 0));
      return actions.find(({ title }) => title.startsWith("Say that grow("));
    }, "the question");
    assert.ok(vscode.CodeActionKind.QuickFix.contains(question.kind), question.kind.value);
    const lines = editor.document.lineCount;
    assert.ok(await vscode.workspace.applyEdit(question.edit));
    assert.equal(editor.document.lineCount, lines + 1);
    // The example is one that the document now has; saving infers again, from both.
    assert.ok(await editor.document.save());
    const work = await until(async () => {
      const answer = await status(uri);
      return answer.running === 0 && answer.work[0].total === 5 && answer.work[0];
    }, "the end of the work");
    assert.deepEqual([work.status, work.passed, codes(uri)], ["verified", 5, []]);
    const code = readFileSync(generated("src/js/auto/grow.js"), "utf8");
    assert.match(code, /Verified: 5\/5 examples/);
    // It has been answered: it is not asked again.
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, new vscode.Range(0, 0, 0, 0));
    assert.deepEqual(actions.filter(({ title }) => title === question.title), []);
  },

  async "a hand-edited file is not replaced unasked"() {
    const target = generated("src/js/auto/double.js");
    const editor = await open("src/js/auto/double.js");
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(editor.document.lineCount, 0), "// mine\n")));
    assert.ok(await editor.document.save());
    const edited = readFileSync(target, "utf8");
    assert.match(edited, /mine/);
    const answer = await vscode.commands.executeCommand("intent.transpile", { uri: file("pair.intent.md").toString(), intent: "double", regenerate: true });
    assert.deepEqual(answer.results.map(({ status: how }) => how), ["conflict"]);
    assert.equal(readFileSync(target, "utf8"), edited);
  },

  async "what was edited by hand is shown in the editor's own view of differences"() {
    await vscode.commands.executeCommand("intent.diff", { uri: file("pair.intent.md").toString(), intent: "double", target: "js" });
    const tab = await until(() => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputTextDiff && activeTab;
    }, "the difference");
    assert.equal(tab.label, "double.js (generated) ↔ double.js");
    const [left, right] = await Promise.all([tab.input.original, tab.input.modified].map((uri) => vscode.workspace.openTextDocument(uri)));
    assert.equal(right.getText(), `${left.getText()}// mine\n`);
    assert.match(left.getText(), /export/);
    assert.deepEqual([left.languageId, right.languageId], ["javascript", "javascript"]);
    await vscode.window.tabGroups.close(tab);
  },

  async "told to, it is replaced, and the editor shows that, also where its file watcher sees nothing"() {
    const target = generated("src/js/auto/double.js");
    const { document } = await open("src/js/auto/double.js");
    const replace = () => vscode.commands.executeCommand("intent.transpile", { uri: file("pair.intent.md").toString(), intent: "double", force: true });
    const shows = async () => {
      await until(() => !/mine/.test(readFileSync(target, "utf8")), "the replaced file");
      await until(() => document.getText() === readFileSync(target, "utf8") && !document.isDirty, "the replaced text in the editor");
    };
    await replace();
    await shows();
    // VS Code's watcher misses a folder that was made together with the one around it; here it is told to.
    const files = vscode.workspace.getConfiguration("files");
    await files.update("watcherExclude", { "**/src/**": true }, vscode.ConfigurationTarget.Workspace);
    const editor = await open("src/js/auto/double.js");
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// mine\n")));
    assert.ok(await document.save());
    await replace();
    await shows();
    await files.update("watcherExclude", undefined, vscode.ConfigurationTarget.Workspace);
    const { results } = await vscode.commands.executeCommand("intent.transpile", { uri: file("pair.intent.md").toString(), intent: "double" });
    assert.deepEqual(results.map(({ status: how }) => how), ["fresh"]);
  },

  async "the configuration file: each problem is told once, and each key is offered once"() {
    const editor = await open(".promirror/intent.config.json");
    const { document } = editor;
    const rewrite = (text) => editor.edit((edit) => edit.replace(new vscode.Range(0, 0, document.lineCount, 0), text));
    const problems = () => vscode.languages.getDiagnostics(document.uri).map(({ source, message, range }) => `${range.start.line} ${source}: ${message}`);
    const told = (pattern, what) => until(() => pattern.test(problems().join("\n")), what).catch((error) => assert.fail(`${error.message}: ${problems()}`));

    // The syntax is VS Code's part.
    await rewrite('{\n  "rounds": }\n');
    await told(/^1 jsonc?: /, "the syntax error");
    assert.equal(problems().length, 1, problems().join("\n"));
    // The meaning is the server's. Comments and a comma too many are nobody's problem.
    await rewrite('{\n  // mine\n  "roundz": 1,\n  "rounds": 50,\n  "offline": 1,\n  "providers": [{ "type": "builtin", "lock": "x" }, { "type": "olama" }],\n  "schedule": { "draft": ["nobody"] },\n}\n');
    await told(/schedule/, "the problems");
    await until(() => !/jsonc?:/.test(problems().join()), "the syntax error to go");
    assert.ok(problems().every((problem) => / intent: /.test(problem)), problems().join("\n"));
    for (const key of [/^2 .*roundz.*did you mean "rounds"/, /^3 .*rounds: must be from 1 to 20/, /^4 .*offline/, /^6 .*schedule/])
      assert.equal(problems().filter((problem) => key.test(problem)).length, 1, `${key}\n${problems().join("\n")}`);

    const behind = (text) => document.positionAt(document.getText().indexOf(text) + text.length);
    const offered = async (text) => {
      const { items } = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", document.uri, behind(text));
      return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text).map(({ label }) => (label.label ?? label).replaceAll('"', ""));
    };
    await rewrite('{\n  "providers": [{ "type": "builtin" }, { "type": "" }],\n  "schedule": { "draft": [""] },\n  \n}\n');
    const keys = await until(async () => {
      const labels = await offered("},\n  ");
      return labels.includes("rounds") && labels;
    }, "the keys");
    assert.deepEqual(keys.filter((key) => key === "rounds"), ["rounds"]);
    assert.ok(!keys.includes("providers"), "a key that is there already");
    // Values: kinds of providers by the schema, names of providers by the server.
    const types = await offered('{ "type": "');
    assert.deepEqual(["ollama", "llama_cpp"].filter((type) => types.filter((each) => each === type).length !== 1), [], types.join());
    await until(async () => (await offered('"draft": ["')).includes("builtin"), "the provider's name");
    const [hover] = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, behind('"prov'));
    assert.match(hover.contents.map(({ value }) => value).join(), /Model servers/);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await until(() => problems().length === 0, "no problems");
  },

  async "the server tells the examples with their results, as the Test Explorer shows them"() {
    const { document } = await open("clamp.intent.md");
    const { intents } = await status(document.uri);
    assert.deepEqual(intents.map(({ name }) => name), ["clamp"]);
    assert.deepEqual(intents[0].targets.map(({ kind }) => kind), ["verified", "verified"]);
    assert.equal(intents[0].examples.length, 4);
    assert.equal(intents[0].examples[3].range.start.line, 10);
  },

  async "running all tests checks what is there, and transpiles nothing"() {
    const before = readFileSync(generated("src/js/auto/clamp.js"), "utf8");
    writeFileSync(generated("src/js/auto/clamp.js"), "export function clamp(x, lo, hi) {\n  return lo;\n}\n");
    const { document } = await open("clamp.intent.md");
    await vscode.commands.executeCommand("testing.refreshTests");
    await vscode.commands.executeCommand("testing.runAll");
    await until(async () => (await status(document.uri)).work.some(({ target, status: how }) => target === "js" && how === "failed"), "the failure");
    writeFileSync(generated("src/js/auto/clamp.js"), before);
    await vscode.commands.executeCommand("testing.runAll");
    await until(async () => (await status(document.uri)).work.every(({ intent, status: how }) => intent !== "clamp" || ["verified", "fresh", "uncertain"].includes(how)), "all that passes");
  },

  async "an example that fails is followed in the real debugger of Node: it stops in the function, with the example's values"() {
    const target = generated("src/js/auto/clamp.js");
    const before = readFileSync(target, "utf8");
    writeFileSync(target, "export function clamp(x, lo, hi) {\n  const least = lo;\n  return least;\n}\n");
    const { document } = await open("clamp.intent.md");
    /** What the server says of the document once its examples were run; a check is refused while another one runs. */
    const checked = async () => {
      await until(async () => (await status()).running === 0, "the end of what runs");
      await vscode.commands.executeCommand("intent.check", { uri: document.uri.toString(), intent: "clamp" });
      return (await status(document.uri)).intents[0];
    };
    const fails = ({ results }) => results.some(({ target: of, passed }) => of === "js" && !passed);
    const failing = await until(async () => (await checked()).examples.find(fails), "the example that fails");
    const line = failing.range.start.line;
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, new vscode.Range(line, 0, line, 0));
    const action = actions.find(({ title }) => /^Debug clamp\(.*\) in JavaScript$/.test(title));
    assert.ok(action, actions.map(({ title }) => title).join(", "));
    const files = () => vscode.workspace.findFiles("**/*").then((uris) => uris.map(String).sort());
    const there = await files();
    const asked = JSON.parse(/in: (\{.*\}) out/.exec(failing.source)[1]);
    for (const start of [
      () => vscode.commands.executeCommand(action.command.command, ...action.command.arguments),
      () => vscode.commands.executeCommand("testing.debugCurrentFile"), // the Test Explorer's profile: the first that fails
    ]) {
      await open("clamp.intent.md");
      const { frame, values } = await debugged(start);
      assert.ok(frame.source.path.endsWith(target), frame.source.path);
      assert.equal(frame.line, 2);
      assert.deepEqual([values.x, values.lo, values.hi].map(Number), [asked.x, asked.low, asked.high]);
      await until(() => vscode.debug.breakpoints.length === 0, "the breakpoint to go");
      assert.deepEqual(await files(), there);
    }
    writeFileSync(target, before);
    await until(async () => (await checked()).targets.every(({ kind }) => kind === "verified"), "all that passes");
  },

  async "cancelling with nothing under way does no harm; a restart keeps everything"() {
    assert.deepEqual(await vscode.commands.executeCommand("intentLsp.cancel"), { cancelled: 0 });
    const { document } = await open("clamp.intent.md");
    await vscode.commands.executeCommand("intentLsp.restart");
    const { intents } = await until(async () => {
      const answer = await status(document.uri);
      return answer.intents?.[0]?.targets[0].kind === "verified" && answer;
    }, "the state of before");
    assert.equal(intents[0].name, "clamp");
  },

  async "debug information opens as a document"() {
    await vscode.commands.executeCommand("intentLsp.debugInfo");
    const info = JSON.parse(vscode.window.activeTextEditor.document.getText());
    assert.equal(info.found.origin, "intent.server.path");
    assert.equal(info.server.server, info.found.version.text);
  },
};

exports.run = async () => {
  const results = [];
  const only = process.env.INTENT_SUITE_ONLY;
  for (const [name, test] of Object.entries(TESTS)) {
    if (only && !new RegExp(only).test(name)) continue;
    const began = Date.now();
    try {
      await test();
      results.push({ name, passed: true, milliseconds: Date.now() - began });
    } catch (error) {
      results.push({ name, passed: false, milliseconds: Date.now() - began, error: error.stack ?? String(error) });
    }
    writeFileSync(process.env.INTENT_SUITE_RESULTS, JSON.stringify(results));
  }
  const failed = results.filter(({ passed }) => !passed).length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
};
