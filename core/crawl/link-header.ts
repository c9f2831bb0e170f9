import { hasWord } from './word-list.ts';

/** Characters of a header that are looked at: servers and clients refuse longer ones. */
const MAX_CHARS = 16_384;
/** The target of a link, behind the comma that parts it from the one before. */
const TARGET = /[\s,]*<([^>]*)>/y;
/** Its parameters. A quote that is never closed goes on to the end. */
const PARAMETER =
  /[\t ]*;[\t ]*([^\s"=;,<>]*)[\t ]*(?:=[\t ]*(?:"((?:[^"\\]|\\.?)*)(?:"|$)|([^\s"=;,<>]*)))?/sy;

/**
 * Which URL a response names as that of the page in it: the first link with `rel=canonical` in its Link header (RFC
 * 8288; RFC 6596), which is all that a PDF can have.
 * @param header all lines of it, with a comma between.
 * @returns the URL as written, to be resolved against that of the response.
 */
export function canonicalInHeader(header: string): string | undefined {
  const text = header.slice(0, MAX_CHARS);
  let at = 0;
  for (;;) {
    const target = matchAt(TARGET, text, at);
    if (target !== null) {
      at += target[0].length;
      const { rel, anchor, end } = parametersAt(text, at);
      // One with an anchor is of another page, or of a part of this one.
      if (rel !== undefined && anchor === undefined && hasWord(rel, 'canonical')) return target[1]?.trim();
      at = end;
    }
    // What is no link costs itself and no other.
    const comma = text.indexOf(',', at);
    if (comma === -1) return undefined;
    at = comma + 1;
  }
}

/** Of parameters that are given twice the first counts. */
function parametersAt(text: string, from: number): { rel?: string; anchor?: string; end: number } {
  const found: { rel?: string; anchor?: string } = {};
  let end = from;
  for (let match = matchAt(PARAMETER, text, end); match !== null; match = matchAt(PARAMETER, text, end)) {
    const [all, name = '', quoted, token = ''] = match;
    const key = name.toLowerCase();
    if (key === 'rel' || key === 'anchor') found[key] ??= quoted?.replace(/\\(.)/gs, '$1') ?? token;
    end += all.length;
  }
  return { ...found, end };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
