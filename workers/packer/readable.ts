import { admitLink, linkContext } from '#core/crawl/admit-link.ts';
import { isWildcard, scopeOf } from '#core/crawl/scope.ts';
import { hostOf } from '#core/crawl/url.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { readReachedHosts } from '#core/tables/crawl-hosts.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { PackerDeps } from './worker.ts';

/** Which URLs a crawl may read by now: in its scope, by the rules of its index, on hosts that it knows. @param settings of its index. */
export async function readable(
  table: PackerDeps['table'],
  crawl: Crawl,
  settings: IndexSettings,
): Promise<(url: string) => boolean> {
  const rules = linkRulesOf(settings);
  const context = linkContext(crawl);
  const covers = scopeOf(crawl);
  const reached = crawl.domains.some(isWildcard) ? await readReachedHosts(table, crawl.sk) : [];
  const hosts = new Set([...crawl.domains, ...reached]);
  return (url) => {
    if (!hosts.has(hostOf(url)) || !covers(url)) return false;
    const verdict = admitLink(url, rules, context);
    return verdict.kind === 'ok' && verdict.url === url;
  };
}
