import { canonicalUrl, pageKey } from '#core/crawl/url.ts';
import { areSameWeights, fieldWeights } from '#core/pack/impact/field-weights.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { readPages } from '#core/tables/pages.ts';
import type { HttpServices } from './services.ts';

/** URLs that are looked for after a change: some more round trips beside its own. */
const MOST_URLS = 100;

/**
 * What of a change comes to nothing as things are, for people: weights that wait for a packing, and pages that are pinned or hidden
 * by it and are not in the index.
 */
export async function changeWarnings(
  { table }: Pick<HttpServices, 'table'>,
  index: string,
  { before, after }: { readonly before: IndexSettings; readonly after: IndexSettings },
): Promise<string[]> {
  const waiting = areSameWeights(fieldWeights(before.search?.fields), fieldWeights(after.search?.fields))
    ? []
    : [
        '"search.fields" is heeded by the next full packing: repack the index, or wait for the end of a crawl',
      ];
  const known = new Set(namedBy(before).map(({ url }) => url));
  const named = namedBy(after)
    .filter(({ url }) => !known.has(url))
    .slice(0, MOST_URLS);
  if (named.length === 0) return waiting;
  const keys = named.map(({ url }) => pageKey(canonicalUrl(url) ?? url));
  const pages = await readPages(table, index, keys);
  const missing = named.filter((_, n) => pages[n]?.state !== 'present');
  return [
    ...waiting,
    ...missing.map(({ url, how }) => `${url} is ${how}, and is no page of "${index}" so far`),
  ];
}

function namedBy({ search = {} }: IndexSettings): { readonly url: string; readonly how: string }[] {
  const pinned = (search.pinned ?? []).flatMap(({ urls }) => urls);
  return [
    ...[...new Set(pinned)].map((url) => ({ url, how: 'pinned' })),
    ...[...new Set(search.hidden)].map((url) => ({ url, how: 'hidden' })),
  ];
}
