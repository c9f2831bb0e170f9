import type { HitSection } from '#ports/peer.ts';
import type { DocumentSection, Span } from './document.ts';

/** A place in the body of a document: its section, and how to get there. */
interface Sought {
  /** URL of the document. */
  readonly url: string;
  readonly sections: readonly DocumentSection[];
  /** Parts of the body that may not be shown. */
  readonly unshown: readonly Span[];
  /** In UTF-16 units. */
  readonly at: number;
}

/**
 * The section that a place is in. Its link leads to the heading; where that has no anchor, to the nearest one above it that
 * has; else to the page. A page that begins with its heading of level 1 is not a section of itself,
 * and a heading that may not be shown is not named.
 */
export function sectionAt({ url, sections, unshown, at }: Sought): HitSection | null {
  const n = sections.findLastIndex(({ start }) => start <= at);
  const section = sections[n];
  if (section === undefined || (n === 0 && section.level === 1 && section.start === 0)) return null;
  if (unshown.some(({ from, to }) => from <= section.start && section.start < to)) return null;
  return { title: section.text, url: withFragment(url, anchorAbove(sections, n)) };
}

/** The anchor of a section, or of the nearest one that it is a part of. */
function anchorAbove(sections: readonly DocumentSection[], from: number): string | undefined {
  let level = Infinity;
  for (let n = from; n >= 0; n -= 1) {
    const section = sections[n];
    if (section === undefined || section.level >= level) continue;
    if (section.anchor !== undefined) return section.anchor;
    level = section.level;
  }
  return undefined;
}

function withFragment(url: string, anchor: string | undefined): string {
  const parsed = anchor === undefined ? null : URL.parse(url);
  if (parsed === null || anchor === undefined) return url;
  parsed.hash = anchor;
  return parsed.href;
}
