import { Parser } from 'htmlparser2';
import { cutText } from '../cut-text.ts';
import { BODY_CUT, type Extracted, MAX_TITLE_CHARS, NO_TEXT } from '../extracted.ts';
import { canonicalUrl } from '../url.ts';
import { readJsonLd } from './json-ld.ts';
import { PageReader } from './page-reader.ts';
import type { PageRules } from './page-rules.ts';
import { Zone } from './page-zone.ts';
import { readByRules } from './read-by-rules.ts';

/**
 * Elements open at once, as browsers have it. The parser moves its list of open elements at each tag: 100,000 of them
 * take 2 s, and the time grows with the square, so that 10 MB of `<b>` would hold up a worker for half an hour.
 */
export const MAX_DEPTH = 512;

/** Elements whose content is text to the parser: it cannot be cut right behind their opening tags. */
const RAW_TEXT: ReadonlySet<string> = new Set([
  'script',
  'style',
  'title',
  'textarea',
  'xmp',
  'plaintext',
  'iframe',
  'noembed',
  'noframes',
]);

const TITLE_CUT = `only the first ${MAX_TITLE_CHARS} characters of its title are kept`;
const NESTED = 'nested too deep: where it is, elements are read as if those around them had ended';

/**
 * Reads an HTML page: what it says of itself, its text and its links, in one pass over all of it. Takes whatever
 * it is given: never throws, never recurses, and keeps within the bounds that `Extracted` states.
 *
 * It is read from the events of the parser beneath cheerio, without a tree: a third of the time, and the only way
 * to bound the depth.
 *
 * @param url of the page, canonical.
 * @param options.agentToken name under which the page may address us in a robots meta element.
 * @param options.rules of its site. They need a tree: a page too big for one is read without them, and has a note.
 */
export function extractHtml(
  html: string,
  url: string,
  options: { readonly agentToken?: string; readonly rules?: PageRules | undefined } = {},
): Extracted {
  const { rules } = options;
  const reader = new PageReader(options.agentToken?.toLowerCase());
  const absolute = (written = '') =>
    written === '' ? undefined : canonicalUrl(written, baseOf(reader, url));
  const read = rules && readByRules(html, rules, reader, absolute);
  const ruled = read === undefined || 'unruled' in read ? undefined : read;
  const nested = ruled === undefined && readEvents(html, reader);
  const head = reader.head.finish();
  const { body, cut, unshown, around, headings, sections, zone, inContent } = reader.text.finish(head.title);
  const links = reader.links.resolve(baseOf(reader, url), inContent);
  const jsonLd = readJsonLd(reader.jsonLd);
  const [firstHeading = ''] = headings.split('\n', 1);
  return {
    url,
    content_type: 'text/html',
    title: ruled?.title || head.title || cutText(jsonLd.headline || firstHeading, MAX_TITLE_CHARS),
    description: head.description,
    headings,
    sections,
    body,
    unshown,
    around,
    language: head.language,
    links: links.all,
    links_over: links.over,
    canonical: absolute(head.canonical),
    refresh: absolute(head.refresh),
    robots: head.robots,
    published_at_ms: head.published_at_ms ?? jsonLd.published_at_ms ?? reader.dates.published_at_ms,
    modified_at_ms: head.modified_at_ms ?? jsonLd.modified_at_ms ?? reader.dates.modified_at_ms,
    open_graph: { ...head.open_graph, image: absolute(head.open_graph.image) ?? '' },
    types: jsonLd.types,
    fields: ruled?.fields ?? {},
    notes: [
      ...(rules === undefined || read === undefined ? [] : notesOn(rules, read, zone)),
      ...(head.title_cut && !ruled?.title ? [TITLE_CUT] : []),
      ...(nested ? [NESTED] : []),
      ...(cut ? [BODY_CUT] : []),
      ...(body === '' ? [NO_TEXT] : []),
      ...links.notes,
    ],
  };
}

/** What the URLs of a page that was read are relative to. */
function baseOf({ head }: PageReader, url: string): string {
  return (head.base === undefined ? undefined : canonicalUrl(head.base, url)) ?? url;
}

/** What whoever wrote the rules should know. */
function notesOn({ body }: PageRules, read: ReturnType<typeof readByRules>, zone: Zone): readonly string[] {
  if ('unruled' in read) return [read.unruled];
  if (body === undefined || zone === Zone.chosen) return read.notes;
  return [`what the rule "body" selects (${body}) has no text here: the whole page was read`, ...read.notes];
}

/** @returns whether elements are nested too deep. */
function readEvents(html: string, reader: PageReader): boolean {
  let parts = 0;
  for (let from = 0; from < html.length; parts += 1)
    from += parsePart(from === 0 ? html : html.slice(from), reader);
  return parts > 1;
}

/**
 * Parses up to the end, or up to where elements are nested too deep; what follows is then parsed anew as if they had
 * ended. @returns the characters done, at least one.
 */
function parsePart(html: string, reader: PageReader): number {
  let done = html.length;
  const parser = new Parser({
    onopentag(name, attributes) {
      reader.onopentag(name, attributes);
      const deepest = RAW_TEXT.has(name) ? 2 * MAX_DEPTH : MAX_DEPTH;
      if (reader.depth < deepest) return;
      done = parser.endIndex + 1;
      parser.pause();
    },
    ontext: (text) => reader.ontext(text),
    onclosetag: (name) => reader.onclosetag(name),
    onend: () => reader.onend(),
  });
  parser.write(html);
  if (done < html.length) reader.flatten();
  else parser.end();
  return done;
}
