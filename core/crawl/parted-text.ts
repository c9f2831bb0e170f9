import { cutText } from './cut-text.ts';
import {
  BODY_CUT,
  type Extracted,
  MAX_BODY_CHARS,
  MAX_DESCRIPTION_CHARS,
  MAX_HEADINGS_CHARS,
  MAX_TITLE_CHARS,
  type Section,
  UNSAID,
} from './extracted.ts';
import { MAX_LINK_CHARS, MAX_LINKS, PageLinks } from './page-links.ts';
import { tidyLines, tidySpace } from './tidy-text.ts';
import { canonicalUrl } from './url.ts';

/** What is read of a file in parts (a PDF, an office file, a feed), whatever its format; texts are as they stand in it. */
export interface PartedText {
  /** Empty: that of the first heading, else the name of the file. */
  readonly title: string;
  readonly description: string;
  /** BCP 47, or empty when unknown. */
  readonly language: string;
  /** Unix ms. */
  readonly published_at_ms: number | null;
  readonly modified_at_ms: number | null;
  /** Headings that are no part's. */
  readonly headings: readonly string[];
  /** Pages, slides, sheets, sections, entries: what somebody may want to be led to, in order. */
  readonly parts: readonly TextPart[];
  readonly links: readonly TextLink[];
  /** What a person should know of how it was read. */
  readonly notes: readonly string[];
}

export interface TextPart {
  /** Stands above its text, and is searched. Empty where there is none. */
  readonly heading: string;
  /** What the part is called where that is not its heading. */
  readonly label?: string;
  /** 1 to 6. */
  readonly level: number;
  /** Fragment that leads to it, without `#`. */
  readonly anchor?: string;
  readonly text: string;
}

export interface TextLink {
  /** As written, to be resolved. */
  readonly href: string;
  readonly text: string;
}

/** What holds of a file that does not say otherwise. */
export const NOTHING_SAID = {
  title: '',
  description: '',
  language: '',
  published_at_ms: null,
  modified_at_ms: null,
  headings: [],
  parts: [],
  links: [],
  notes: [],
} as const satisfies PartedText;

/** Parts that can be led to. The text of those beyond is in the body all the same. */
export const MAX_PARTS = 5000;
const MAX_NOTES = 20;

/**
 * The text of a file as a page: its parts one under the other, and where each begins.
 * @param source.name of the file: the title of what has no other.
 */
export function partedPage(
  text: PartedText,
  source: { readonly url: string; readonly name: string; readonly content_type: string },
): Extracted {
  const { url, name, content_type } = source;
  const { body, sections, cut } = bodyOf(text.parts);
  const headings = [...text.parts.map(({ heading }) => heading), ...text.headings]
    .map(tidySpace)
    .filter((heading) => heading !== '');
  const links = resolved(text.links, url);
  const bounds = cut ? [BODY_CUT] : [];
  const notes = [...text.notes, ...bounds, ...links.notes];
  return {
    ...UNSAID,
    url,
    content_type,
    title: cutText(tidySpace(text.title) || headings[0] || name, MAX_TITLE_CHARS),
    description: cutText(tidySpace(text.description), MAX_DESCRIPTION_CHARS),
    headings: cutText(headings.join('\n'), MAX_HEADINGS_CHARS),
    sections,
    body,
    language: text.language,
    links: links.all,
    links_over: links.over,
    published_at_ms: text.published_at_ms,
    modified_at_ms: text.modified_at_ms,
    notes: notes.slice(0, MAX_NOTES),
  };
}

function bodyOf(parts: readonly TextPart[]): { body: string; sections: Section[]; cut: boolean } {
  const texts: string[] = [];
  const sections: Section[] = [];
  let chars = 0;
  for (const { heading, label = '', level, anchor, text } of parts) {
    const name = tidySpace(heading);
    const whole = [name, tidyLines(text)].filter((piece) => piece !== '').join('\n');
    if (whole === '') continue;
    const called = name || label;
    if (sections.length < MAX_PARTS && called !== '')
      sections.push({
        level,
        text: cutText(called, MAX_TITLE_CHARS),
        start: chars,
        ...(anchor === undefined ? {} : { anchor }),
      });
    texts.push(whole);
    chars += whole.length + 1;
    if (chars > MAX_BODY_CHARS) break;
  }
  const body = texts.join('\n');
  return { body: cutText(body, MAX_BODY_CHARS), sections, cut: body.length > MAX_BODY_CHARS };
}

/** Each page once, in order. */
function resolved(links: readonly TextLink[], base: string): PageLinks {
  const over = Math.max(0, links.length - MAX_LINKS);
  const pages = new PageLinks({ any: over > 0, followed: over });
  for (const { href, text } of links.slice(0, MAX_LINKS)) {
    const url = canonicalUrl(href, base);
    if (url === undefined || pages.get(url) !== undefined) continue;
    const link = {
      url,
      text: cutText(tidySpace(text), MAX_LINK_CHARS),
      in_content: true,
      nofollow: false,
    };
    pages.keep(link);
  }
  return pages;
}
