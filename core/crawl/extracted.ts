import { hash } from 'node:crypto';
import { NO_DIRECTIVES, type RobotsDirectives, snippetLimit } from './robots-directives.ts';

/** What is kept of a page. Texts are plain, without markup and control characters. */
export interface Extracted {
  /** Canonical. */
  readonly url: string;
  /** As it was read, such as `text/html`, without parameters. */
  readonly content_type: string;
  readonly title: string;
  readonly description: string;
  /** Headings, one a line. */
  readonly headings: string;
  /** Where in `body` the section of each heading begins, in its order. What stands before the first has no heading. */
  readonly sections: readonly Section[];
  /** Text of the page, its blocks separated by newlines. */
  readonly body: string;
  /** Parts of `body` that the page asks not to be shown in a list of results (`data-nosnippet`), in its order. */
  readonly unshown: readonly Span[];
  /** Text that is shown and not in `body`: menus, headers, footers, banners. One block a line. */
  readonly around: string;
  /** BCP 47, or empty when unknown. */
  readonly language: string;
  /** Each page it links to once, in the order of the page. `robots.nofollow` is not applied. */
  readonly links: readonly PageLink[];
  /** Links that may be followed, beyond those that are kept of a page (page-links.ts). */
  readonly links_over: number;
  /** What the page, else its server, says its URL is (rel=canonical); may be its own. */
  readonly canonical: string | undefined;
  /** Where it sends browsers within {@link MAX_REFRESH_S}, canonical; may be its own. */
  readonly refresh: string | undefined;
  readonly robots: RobotsDirectives;
  /** Unix ms; as the page says. */
  readonly published_at_ms: number | null;
  /** Unix ms; as the page says, else its server. */
  readonly modified_at_ms: number | null;
  readonly open_graph: OpenGraph;
  /** What it says it is in the words of schema.org (JSON-LD), such as `NewsArticle`. */
  readonly types: readonly string[];
  /** What a site's rules take from it, by the names they give. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** What a person should know of how it was read, such as a rule that matched nothing. */
  readonly notes: readonly string[];
}

/** A heading, and where its section begins; it ends where the next one begins. */
export interface Section {
  /** 1 to 6. */
  readonly level: number;
  readonly text: string;
  /** Fragment that leads to it: without `#`, and as written, so to be percent-encoded in a URL. */
  readonly anchor?: string | undefined;
  /** Position in `body`, in UTF-16 units: that of the heading itself. */
  readonly start: number;
}

/** A part of a text, in UTF-16 units. */
export interface Span {
  readonly from: number;
  /** Behind its last character. */
  readonly to: number;
}

/** A link, as the page that has it says it. */
export interface PageLink {
  /** Canonical. */
  readonly url: string;
  /** What is shown of it, in one line; empty when nothing is. */
  readonly text: string;
  /** Stands in the content of the page, and not in a menu, a footer or the like. */
  readonly in_content: boolean;
  /** Asks not to be followed, wherever it stands. */
  readonly nofollow: boolean;
}

/** What the page gives for previews (ogp.me); empty where it gives none. */
export interface OpenGraph {
  readonly title: string;
  readonly description: string;
  /** Canonical URL. */
  readonly image: string;
  readonly type: string;
  readonly site_name: string;
}

export const NO_OPEN_GRAPH: OpenGraph = { title: '', description: '', image: '', type: '', site_name: '' };

/** What holds of a page that does not say otherwise: readers of any format begin with it. */
export const UNSAID = {
  description: '',
  headings: '',
  sections: [],
  unshown: [],
  around: '',
  language: '',
  links: [],
  links_over: 0,
  canonical: undefined,
  refresh: undefined,
  robots: NO_DIRECTIVES,
  published_at_ms: null,
  modified_at_ms: null,
  open_graph: NO_OPEN_GRAPH,
  types: [],
  fields: {},
  notes: [],
} as const satisfies Partial<Extracted>;

/** Characters of a title. Result lists show some 70; more is text that got into the wrong element. */
export const MAX_TITLE_CHARS = 1000;
/** Characters of a description. Search engines show some 160. */
export const MAX_DESCRIPTION_CHARS = 5000;
/** Characters of all headings together: a book on one page has fewer. */
export const MAX_HEADINGS_CHARS = 100_000;
/** Sections of a page. Headings beyond are in `headings` and `body` all the same. */
export const MAX_SECTIONS = 5000;
/** Parts of a body that are not to be shown. If there are more, all behind the last one is not shown either. */
export const MAX_UNSHOWN = 1000;
/** Characters of an anchor. A longer one is passed over, for half of it leads nowhere. */
export const MAX_ANCHOR_CHARS = 200;
/** Characters of the text of a page, a thousand-page book's worth. What comes after is not searchable. */
export const MAX_BODY_CHARS = 2 * 1024 * 1024;
/** The note of a page of which not all text is read. */
export const BODY_CUT = `only its first ${MAX_BODY_CHARS} characters are read`;
/** The note of an HTML page without a text: mostly one that its scripts would fill. */
export const NO_TEXT = 'it has no text (JavaScript is not run)';
/** Characters of the text around. Menus of big sites have some thousand; they are the same on every page. */
export const MAX_AROUND_CHARS = 20_000;
/** Seconds after which a page may send browsers elsewhere and still count as a redirect: nobody reads it before. */
export const MAX_REFRESH_S = 5;

/**
 * sha256, in hex, of what is searched or shown: a page whose hash is unchanged need not be packed again. Links and the
 * text around are not in it, for they are other pages' and the site's, nor are dates, which many servers make up anew
 * for each response.
 */
export function contentHash(
  page: Omit<
    Extracted,
    'around' | 'links' | 'links_over' | 'canonical' | 'refresh' | 'robots' | 'notes' | Dates
  > & {
    readonly robots: Pick<RobotsDirectives, 'nosnippet' | 'max_snippet'>;
  },
): string {
  const { url, content_type, title, description, headings, sections, body, language } = page;
  const { title: og_title, description: og_description, image, type, site_name } = page.open_graph;
  const fields = Object.entries(page.fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return hash(
    'sha256',
    JSON.stringify([
      3,
      [url, content_type, title, description, headings, body, language],
      sections.map(({ level, anchor = '', start }) => [level, anchor, start]),
      [og_title, og_description, image, type, site_name],
      page.types,
      fields,
      [snippetLimit(page.robots), page.unshown.map(({ from, to }) => [from, to])],
    ]),
    'hex',
  );
}
type Dates = 'published_at_ms' | 'modified_at_ms';
