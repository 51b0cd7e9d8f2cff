// The configuration's JSON Schema, from the one the server ships, in two forms. As it is, it judges the user's own
// `config.json`, which no language server looks at. In the workspace's file the server names the problems, with their
// reasons; there the schema only helps: it completes and explains, and judges nothing, so that nothing is said twice.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const SOURCE = "../../server/intent_lsp/intent.config.schema.json";
export const WHOLE = "dist/intent.config.schema.json";
export const HELP = "dist/intent.config.help.json";
/** What VS Code would otherwise find fault with; intent-lsp takes both. */
const TOLERANT = { allowComments: true, allowTrailingCommas: true };

export function writeSchemas() {
  const schema = JSON.parse(readFileSync(SOURCE, "utf8"));
  mkdirSync("dist", { recursive: true });
  for (const [file, content] of [[WHOLE, schema], [HELP, help(schema)]])
    writeFileSync(file, `${JSON.stringify({ ...content, ...TOLERANT }, null, 2)}\n`);
}

/** The keywords that suggest and explain; those that refuse become suggestions. */
export function help(schema) {
  const { $schema, title, description, properties, items, default: usual } = schema;
  const values = schema.enum ?? (schema.type === "boolean" ? [true, false] : schema.type === "object" ? [{}] : schema.type === "array" ? [[]] : undefined);
  return {
    ...($schema && { $schema }),
    ...(title && { title }),
    ...(description && { description }),
    ...(usual !== undefined && { default: usual }),
    ...(values && { examples: values }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, help(inner)])) }),
    ...(items && { items: help(items) }),
    ...(schema.oneOf && kinds(schema.oneOf)),
  };
}

/** Objects of several kinds, told apart by a constant: what is suggested depends on the kind that is there. */
function kinds(variants) {
  const constant = ({ properties }) => Object.keys(properties).find((key) => "const" in properties[key]);
  const key = constant(variants[0]);
  if (!key || variants.some((variant) => constant(variant) !== key)) throw new Error("the schema's variants have no constant in common");
  const { description } = variants[0].properties[key];
  return {
    properties: { [key]: { ...(description && { description }), examples: variants.map(({ properties }) => properties[key].const) } },
    allOf: variants.map((variant) => ({
      if: { properties: { [key]: { const: variant.properties[key].const } }, required: [key] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: help({ properties: Object.fromEntries(Object.entries(variant.properties).filter(([name]) => name !== key)) }),
    })),
  };
}
