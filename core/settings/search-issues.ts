import { placeOfExpected } from '#core/cluster/golden-setting.ts';
import { canonicalUrl } from '#core/crawl/url.ts';
import { wordsOf } from '#core/pack/words/plain-text.ts';
import type { IndexSettings } from './index-settings.ts';

/** Where each page is hidden, by its canonical URL. */
type Hidden = ReadonlyMap<string, string>;

/**
 * What editors have set that cannot be meant, for people: where it is, what is wrong, and what to do. It is told of a change, and
 * hinders nobody who reads settings of before.
 */
export function searchIssues({ search = {}, gate = {} }: IndexSettings): string[] {
  const hidden = new Map(
    (search.hidden ?? []).map((url, n) => [canonicalUrl(url) ?? url, `search.hidden.${n}`]),
  );
  return [
    ...(search.pinned ?? []).flatMap(({ queries }, n) => wordless(queries, `search.pinned.${n}.queries`)),
    ...(search.pinned ?? []).flatMap(({ urls }, n) => hiddenOf(urls, `search.pinned.${n}.urls`, hidden)),
    ...(gate.golden ?? []).flatMap((golden, n) => unreachable(golden, `gate.golden.${n}`, hidden)),
  ];
}

function wordless(queries: readonly string[], where: string): string[] {
  return queries
    .filter((query) => wordsOf(query).length === 0)
    .map((query) => `"${where}": "${query}" has no word: no query is like it`);
}

function hiddenOf(urls: readonly string[], where: string, hidden: Hidden): string[] {
  return urls.flatMap((url) => {
    const other = hidden.get(canonicalUrl(url) ?? url);
    return other === undefined
      ? []
      : [`"${where}": ${url} is hidden as well, in "${other}": take it out of one of them`];
  });
}

/** A path may be of another site, where it is not hidden. */
function unreachable(
  { query, expected }: { readonly query: string; readonly expected: string },
  where: string,
  hidden: Hidden,
): string[] {
  if (expected.startsWith('/')) return [];
  const other = [...hidden].find(([url]) => placeOfExpected(expected, [url]) !== null)?.[1];
  return other === undefined
    ? []
    : [`"${where}": "${query}" expects ${expected}, which "${other}" hides: take one of them away`];
}
