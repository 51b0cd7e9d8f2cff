/** The links in Markdown that lead to files. Knows no editor. */

export interface ProseLink {
  /** Offsets of the path. */
  start: number;
  end: number;
  /** As the file system has it: without escapes, and without the part behind `#`. */
  path: string;
}

/** Code, fenced or inline, and comments: what looks like a link in them is none. */
const NO_PROSE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n[^]*?(?:^ {0,3}\1|$(?![^]))|(?<!`)(`+)(?!`)[^\n]*?[^`\n]\2(?!`)|<!--[^]*?(?:-->|$(?![^]))/gm;
const LINK = /\]\((<[^<>\n]+>|[^\s()<>]+)(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\)/g;

/** Links to files, in their order; those with a scheme, or to a place in the same document, are left to others. */
export function linksIn(text: string): ProseLink[] {
  const prose = text.replace(NO_PROSE, (code) => code.replace(/[^\n]/g, " "));
  return [...prose.matchAll(LINK)].flatMap((match) => {
    const angled = match[1]!.startsWith("<");
    const written = angled ? match[1]!.slice(1, -1) : match[1]!;
    const path = unescaped(written.replace(/#.*$/, ""));
    if (!path || /^[a-z][a-z\d+.-]+:|^\/\//i.test(written)) return [];
    const start = match.index + 2 + (angled ? 1 : 0);
    return { start, end: start + written.length, path };
  });
}

function unescaped(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // no address at all
  }
}
