import { pathOf, hostOf } from './url.ts';

/**
 * Which pages a crawl answers for: those on its domains, at or below the folder of its start page. What lies there and
 * was not reached is gone; what lies elsewhere was never its business.
 */
export function scopeOf(crawl: {
  readonly domains: readonly string[];
  readonly path: string;
}): (url: string) => boolean {
  const domains = new Set(crawl.domains);
  const [path = '/'] = crawl.path.split('?');
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (url) => domains.has(hostOf(url)) && pathOf(url).startsWith(folder);
}
