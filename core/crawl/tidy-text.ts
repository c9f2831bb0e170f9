/**
 * White space and control characters, but for a space alone: most of a text has nothing else between its words, and to
 * replace each by itself takes twice the time.
 */
const UNTIDY =
  // Control characters are what is looked for; by their property the search takes several times as long.
  // oxlint-disable-next-line no-control-regex
  / [\s\0-\x1F\x7F-\x9F]+|[\0-\x1F\x7F-\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000][\s\0-\x1F\x7F-\x9F]*/g;

/** White space, control characters too, made single spaces; invisible places to break a word taken out of it. */
export function tidySpace(text: string): string {
  const trimmed = text.trim();
  // What stands between two blocks is white space, more often than not.
  return trimmed === '' ? '' : joinWords(trimmed).replace(UNTIDY, ' ').trim();
}

/** Lines kept with their indentation, less trailing space, control characters, and blank lines at both ends. */
export function tidyLines(text: string): string {
  return joinWords(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]+/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** Soft hyphens and zero-width spaces and joiners stand inside words, which would not be found with them. */
function joinWords(text: string): string {
  return text.replace(/[\u00AD\u200B\u2060\uFEFF]/g, '');
}
