/**
 * The first text, in the byte order of UTF-8, that comes after everything that begins with `prefix`; `undefined` when
 * nothing does. That order is the order of code points, so the last one that can be raised is raised.
 */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (char) => char.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last >= 0x10ffff) continue;
    // Surrogates are no code points of UTF-8.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}
