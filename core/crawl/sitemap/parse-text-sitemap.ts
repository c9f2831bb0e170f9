import type { SitemapList } from './sitemap-list.ts';

/** A URL with its host. In plain text nothing else is meant as one. */
const WHOLE_URL = /^https?:\/\//i;

/**
 * Reads a sitemap of plain text: a URL in each line; what follows on it after a blank is passed over, and so are comments.
 */
export function parseTextSitemap(text: string, list: SitemapList): void {
  // Line by line, and not split: a text of line ends alone would make a list of as many strings.
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const [word = ''] = line.trim().split(/\s/, 1);
    if (word === '' || word.startsWith('#')) continue;
    list.addPage({ url: WHOLE_URL.test(word) ? word : '::' });
    if (list.overflown) return;
  }
}
