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
 * The section that a place is in: of those that it is in the nearest one with an anchor, to which its link leads. Where none has one but
 * the page, it is the nearest heading, and the link leads to the page. A page that begins with its heading of level 1 is not a section
 * of itself, and a heading that may not be shown is not named.
 */
export function sectionAt({ url, sections, unshown, at }: Sought): HitSection | null {
  const n = sections.findLastIndex(({ start }) => start <= at);
  const nearest = sections[n];
  if (nearest === undefined || isPage(nearest, sections)) return null;
  const linked = linkedAbove(sections, n);
  const named = linked === undefined || isPage(linked, sections) ? nearest : linked;
  if (unshown.some(({ from, to }) => from <= named.start && named.start < to)) return null;
  return { title: named.text, url: withFragment(url, linked?.anchor) };
}

function isPage(section: DocumentSection, [first]: readonly DocumentSection[]): boolean {
  return section === first && section.level === 1 && section.start === 0;
}

/** A section that has an anchor, or the nearest one that it is a part of. */
function linkedAbove(sections: readonly DocumentSection[], from: number): DocumentSection | undefined {
  let level = Infinity;
  for (let n = from; n >= 0; n -= 1) {
    const section = sections[n];
    if (section === undefined || section.level >= level) continue;
    if (section.anchor !== undefined) return section;
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
