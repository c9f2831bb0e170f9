import type { DocumentSection, Span } from './document.ts';

/**
 * The section of a page that is called as what is sought, if the page itself is not: what somebody looks for has its own heading there.
 * @param shareOf how much of a line is sought, from 0 to 1; 0 where not all of that is there.
 * @returns where it is.
 */
export function sectionNamed(
  sections: readonly DocumentSection[],
  title: string,
  shareOf: (line: string) => number,
): Span | undefined {
  if (sections.length === 0 || shareOf(title) > 0) return undefined;
  let best: { readonly share: number; readonly n: number } | undefined;
  for (const [n, { text }] of sections.entries()) {
    const share = shareOf(text);
    if (share > (best?.share ?? 0)) best = { share, n };
  }
  const section = best && sections[best.n];
  if (best === undefined || section === undefined) return undefined;
  return { from: section.start, to: sections[best.n + 1]?.start ?? Infinity };
}
