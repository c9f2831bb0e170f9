import { Parser } from 'htmlparser2';
import type { SitemapList } from './sitemap-list.ts';
import type { SitemapListing } from './sitemap.ts';
import { XmlEntries } from './xml-entries.ts';

/**
 * Elements open at once. Sitemaps have four; a feed whose entries hold pages may have some more. The parser moves its list
 * of open elements at each tag, so without a bound its time would grow with the square of what is never closed.
 */
const MAX_DEPTH = 64;
/** The beginning of an entry, whatever its prefix. */
const ENTRY = /<(?:[a-z][\w.-]{0,30}:)?(?:url|sitemap|item|entry)[\s>]/i;

/** What the XML of a sitemap was found to be; its entries are in the list. */
export interface XmlReading {
  readonly kind: SitemapListing['kind'] | undefined;
  readonly html: boolean;
  /** The text ends within an entry. */
  readonly cut: boolean;
}

/**
 * Reads the XML of a sitemap or a feed in one pass, without a tree, whatever is broken in it. Entities of a DTD are not
 * expanded, and none but those of XML are known: `&copy=1` in a URL that somebody forgot to escape stays as it is.
 */
export function parseXmlSitemap(text: string, list: SitemapList): XmlReading {
  const reading = parseFrom(text, list);
  if (list.size > 0 || reading.html) return reading;
  // The beginning may be broken so that it swallows the rest, as a quote does that is never closed.
  const start = text.search(ENTRY);
  if (start === -1) return reading;
  const again = parseFrom(text.slice(start), list);
  return list.size > 0 ? again : reading;
}

function parseFrom(text: string, list: SitemapList): XmlReading {
  const entries = new XmlEntries(list);
  const over = (): boolean => entries.html || list.overflown;
  for (let from = 0; from < text.length && !over();) from += parsePart(text.slice(from), entries, over);
  const cut = entries.finish();
  return { kind: entries.kind, html: entries.html, cut };
}

/**
 * Parses up to the end, or up to where elements are nested too deep; what follows is then parsed anew as if they had
 * ended. The parser is not told of the end: it would close what is open, which then seems whole.
 * @returns the characters done, at least one.
 */
function parsePart(text: string, entries: XmlEntries, over: () => boolean): number {
  let done = text.length;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        entries.onopentag(name, attributes);
        if (entries.depth < MAX_DEPTH && !over()) return;
        done = parser.endIndex + 1;
        parser.pause();
      },
      ontext: (piece) => entries.ontext(piece),
      onclosetag: (name) => entries.onclosetag(name),
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(text);
  if (done < text.length) entries.flatten();
  return done;
}
