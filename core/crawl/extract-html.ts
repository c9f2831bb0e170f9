import { Parser } from 'htmlparser2';
import { cutText } from './cut-text.ts';
import { type Extracted, MAX_TITLE_CHARS } from './extracted.ts';
import { pageDate } from './page-date.ts';
import { readHead } from './page-head.ts';
import { PageReader } from './page-reader.ts';
import { canonicalUrl } from './url.ts';

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

/**
 * Reads an HTML page: its head by selectors (page-head.ts), then text and links in one pass over all of it. Takes whatever it is given: never throws, never recurses, and keeps within the
 * bounds that `Extracted` states.
 *
 * The text is read from the events of the parser beneath cheerio, without a tree: a third of the time, and the only way
 * to bound the depth.
 *
 * @param url of the page, canonical.
 * @param options.agentToken name under which the page may address us in a robots meta element.
 */
export function extractHtml(
  html: string,
  url: string,
  options: { readonly agentToken?: string } = {},
): Extracted {
  const head = readHead(html, options.agentToken?.toLowerCase() ?? 'robots');
  const reader = new PageReader();
  for (let from = 0; from < html.length;) from += parsePart(from === 0 ? html : html.slice(from), reader);
  const { links, text, modified } = reader;
  const base = (head.base === undefined ? undefined : canonicalUrl(head.base, url)) ?? url;
  const { body, headings } = text.finish();
  const [firstHeading = ''] = headings.split('\n', 1);
  return {
    url,
    content_type: 'text/html',
    title: head.title || cutText(firstHeading, MAX_TITLE_CHARS),
    description: head.description,
    headings,
    body,
    language: head.language,
    links: links.resolve(base),
    canonical: head.canonical === undefined ? undefined : canonicalUrl(head.canonical, base),
    robots: head.robots,
    modified_at_ms: head.modified_at_ms ?? (modified === undefined ? null : pageDate(modified)),
  };
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
