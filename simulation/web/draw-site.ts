import type { Seeded } from '../kernel/seeded.ts';
import { drawLinks } from './draw-links.ts';
import { drawOther, drawPage } from './draw-page.ts';
import { drawTraps } from './draw-traps.ts';
import { drawRobots } from './made-robots.ts';
import { MadeSite, type SiteTraits } from './made-site.ts';
import { drawSitemap, listedPath } from './made-sitemap.ts';
import { drawTrouble, drawTroubleLength } from './trouble.ts';

/** Hosts of a world, one of them with a port. */
const HOSTS = ['one.test', 'two.test', 'three.test:8443', 'four.test'] as const;
const MOST_PAGES = 25;
/** In which the troubles of the beginning fall. */
const TROUBLED_MS = 120_000;

/**
 * One to four hosts. Of some there is a twin with `www.` before its name: one of the two redirects to the other.
 * @param heavy share of pages that are heavy.
 */
export function drawSites(chance: Seeded, heavy = 0): MadeSite[] {
  const count = 1 + Math.floor(HOSTS.length * chance.float() ** 2);
  const all = HOSTS.slice(0, count).flatMap((host) => {
    const traits = drawTraits(chance.fork(`traits ${host}`), host);
    if (count > 2 || !chance.chance(0.3)) return [traits];
    const www = { ...traits, host: `www.${host}` };
    return chance.chance(0.5) ? [{ ...traits, twin: www.host }, www] : [traits, { ...www, twin: host }];
  });
  return all.map((traits) => {
    const others = all.filter((other) => other !== traits).map(({ scheme, host }) => `${scheme}://${host}/`);
    return drawSite(chance.fork(`site ${traits.host}`), traits, { others, heavy });
  });
}

function drawTraits(chance: Seeded, host: string): SiteTraits {
  return {
    host,
    scheme: chance.chance(0.15) ? 'http' : 'https',
    validators: chance.pick(['etag', 'last_modified', 'both', 'none']),
    ignores_case: chance.chance(0.3),
    names_itself: chance.chance(0.3),
    latency_ms: chance.pick([1, 10, 50, 200]),
    crawl_delay_s: chance.fork('crawl delay').pick([0, 0, 0, 0, 0, 0.3, 1, 2]),
    sitemap: drawSitemap(chance.fork('sitemap')),
  };
}

function drawSite(
  chance: Seeded,
  traits: SiteTraits,
  { others, heavy }: { readonly others: readonly string[]; readonly heavy: number },
): MadeSite {
  if (traits.twin !== undefined) return new MadeSite(traits, { kind: 'missing', status: 404 });
  const count = 1 + Math.floor(MOST_PAGES * chance.float() ** 2);
  const paths = Array.from({ length: count }, (_, n) => drawPath(chance, n));
  const site = new MadeSite(traits, drawRobots(chance, paths));
  const targets = { origin: site.origin, paths, others };
  const traps = drawTraps(chance.fork('traps'), paths);
  const pair = drawPair(chance.fork('pair'), paths);
  for (const [n, path] of paths.entries()) {
    const plain = chance.chance(n === 0 ? 0.95 : 0.8);
    const links = [...drawLinks(chance, targets, n), ...(n === 0 ? traps.links : [])];
    const named = pair.get(path) ?? drawCanonical(chance, site, path, paths);
    const page = drawPage(chance, {
      site: siteWord(traits.host),
      number: n,
      version: 1,
      links,
      ...named,
      heavy,
    });
    site.set(path, plain ? page : drawOther(chance, [...paths, ...others]), 0);
  }
  for (const [path, resource] of traps.resources) site.set(path, resource, 0);
  if (traits.sitemap !== 'none') drawListed(chance.fork('listed'), site);
  for (const path of [...paths, '/robots.txt', undefined]) {
    if (!chance.chance(0.06)) continue;
    const from_ms = chance.chance(0.5) ? 0 : chance.whole(TROUBLED_MS);
    const until_ms = from_ms + drawTroubleLength(chance);
    site.addTrouble({
      ...(path === undefined ? {} : { path }),
      from_ms,
      until_ms,
      trouble: drawTrouble(chance),
    });
  }
  return site;
}

/** Pages that only the sitemap lists; one of them links to the other. */
function drawListed(chance: Seeded, site: MadeSite): void {
  const word = siteWord(site.traits.host);
  for (const number of [0, 1]) {
    // Beyond the numbers that other pages can come to have.
    const seed = { site: `${word}listed`, number, version: 1, links: [listedPath(1)] };
    site.set(listedPath(number), drawPage(chance, seed), 0);
  }
}

/** What a host is called in words of its pages. */
export function siteWord(host: string): string {
  return host.replace('.test', '').replaceAll(/[^a-z0-9]/g, '');
}

/** The nth path of a site: some in folders, some of queries. */
export function drawPath(chance: Seeded, n: number): string {
  if (n === 0) return '/';
  return chance.pick([`/p/${n}`, `/p/${n}`, `/docs/${n}.html`, `/docs/part/${n}/`, `/list?page=${n}`]);
}

/** Two pages that name each other as their canonical URL, in some sites. */
function drawPair(chance: Seeded, paths: readonly string[]): ReadonlyMap<string, { canonical: string }> {
  const [one, other] = [chance.pick(paths), chance.pick(paths)];
  if (one === other || !chance.chance(0.2)) return new Map();
  return new Map([
    [one, { canonical: other }],
    [other, { canonical: one }],
  ]);
}

/** Most name themselves or nothing; some name another page, whatever is there. */
function drawCanonical(
  chance: Seeded,
  { traits, origin }: MadeSite,
  path: string,
  paths: readonly string[],
): { canonical?: string } {
  if (chance.chance(0.06)) return { canonical: chance.pick(paths) };
  return traits.names_itself ? { canonical: `${origin}${path}` } : {};
}
