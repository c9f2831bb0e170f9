import { jsonFeed, jsonFeedEntry } from '../feed/json-feed.ts';
import type { SitemapList } from './sitemap-list.ts';

/** A feed has a few dozen items. JSON has to be held as a whole, and takes many times its length then. */
const MAX_JSON_CHARS = 10 * 2 ** 20;

/** Takes the entries of a JSON Feed. @returns false for other JSON, for too much of it, and for what is none. */
export function parseJsonFeed(json: string, list: SitemapList): boolean {
  const feed = json.length > MAX_JSON_CHARS ? undefined : jsonFeed(json);
  if (feed === undefined) return false;
  for (const item of feed.items) {
    const { link, date } = jsonFeedEntry(item);
    list.addPage({ url: link, lastmod: date });
    if (list.overflown) break;
  }
  return true;
}
