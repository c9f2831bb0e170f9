/**
 * The words of a path as they are indexed: percent-encoding undone, so that `/wiki/Z%C3%BCrich` is found by its name.
 * The tokenizer splits it at whatever is neither letter nor digit. A path that is not UTF-8 stays as it is.
 */
export function pathWords(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(ESCAPES, (escapes) => {
    const text = Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
    return text.includes('\uFFFD') ? escapes : text;
  });
}

const ESCAPES = /(?:%[0-9a-f]{2})+/giu;
