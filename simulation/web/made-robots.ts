import type { Seeded } from '../kernel/seeded.ts';

/** What a host says to crawlers, troubles aside. */
export type MadeRobots =
  /** Rules are beginnings of paths: the longest that fits decides, and of two as long the one that allows. */
  | { readonly kind: 'file'; readonly disallow: readonly string[]; readonly allow: readonly string[] }
  | { readonly kind: 'missing'; readonly status: 404 | 410 | 403 };

/** The file; other crawlers are forbidden everything, which must not concern ours. @param crawl_delay_s 0 for none. */
export function robotsText({ disallow, allow }: MadeRobots & { kind: 'file' }, crawl_delay_s = 0): string {
  return [
    'User-agent: otherbot',
    'Disallow: /',
    '',
    'User-agent: *',
    ...disallow.map((path) => `Disallow: ${path}`),
    ...allow.map((path) => `Allow: ${path}`),
    ...(crawl_delay_s > 0 ? [`Crawl-delay: ${crawl_delay_s}`] : []),
    '',
  ].join('\r\n');
}

/** Whether a page may be read. @param path path and query, canonical. */
export function allows(robots: MadeRobots, path: string): boolean {
  if (robots.kind === 'missing') return true;
  const longest = (rules: readonly string[]): number =>
    Math.max(0, ...rules.filter((rule) => path.startsWith(rule)).map((rule) => rule.length));
  return longest(robots.allow) >= longest(robots.disallow);
}

export function drawRobots(chance: Seeded, paths: readonly string[]): MadeRobots {
  if (chance.chance(0.4)) return { kind: 'missing', status: chance.pick([404, 404, 410, 403]) };
  if (chance.chance(0.4)) return { kind: 'file', disallow: [], allow: ['/'] };
  const disallow = paths.filter((path) => path !== '/' && chance.chance(0.15));
  if (chance.chance(0.03)) return { kind: 'file', disallow: ['/'], allow: [] };
  return { kind: 'file', disallow, allow: paths.filter((path) => path !== '/' && chance.chance(0.1)) };
}
