import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Seeded } from '../kernel/seeded.ts';
import type { MadeSite } from './made-site.ts';
import type { Rendered } from './render.ts';

/**
 * How a site tells its pages in `/sitemap.xml`: in it, or in another file that it names; as XML or text, compressed or not.
 */
export type MadeSitemap = 'none' | 'xml' | 'gzip' | 'text' | 'index';

/** Where sitemaps are: the usual place, and what an index there names. */
export const SITEMAP = '/sitemap.xml';
const PART = '/sitemap/part.xml';
/** Pages to which nothing else leads. */
export const listedPath = (n: number): string => `/listed/${n}`;

export function drawSitemap(chance: Seeded): MadeSitemap {
  return chance.chance(0.4) ? 'none' : chance.pick(['xml', 'gzip', 'text', 'index']);
}

/** The paths that a sitemap lists: two of three pages that are there. */
export function listedPaths(site: MadeSite): string[] {
  if (site.traits.sitemap === 'none' || site.traits.twin !== undefined) return [];
  return site.paths.filter(
    (path, n) => site.at(path).kind === 'page' && (n % 3 !== 0 || path.startsWith('/listed/')),
  );
}

/** The answer to a GET of a path at which there is a sitemap; undefined at others. It answers conditional requests. */
export function renderSitemap(
  site: MadeSite,
  path: string,
  asked: Readonly<Record<string, string>>,
): Rendered | undefined {
  const { sitemap, twin } = site.traits;
  if (sitemap === 'none' || twin !== undefined) return undefined;
  if (path === PART && sitemap === 'index') return answer(Buffer.from(urlset(site)), asked);
  if (path !== SITEMAP) return undefined;
  const body = {
    xml: () => Buffer.from(urlset(site)),
    gzip: () => gzipSync(urlset(site)),
    text: () =>
      Buffer.from(
        listedPaths(site)
          .map((listed) => `${site.origin}${listed}\n`)
          .join(''),
      ),
    index: () =>
      Buffer.from(`<sitemapindex><sitemap><loc>${site.origin}${PART}</loc></sitemap></sitemapindex>`),
  }[sitemap]();
  return answer(body, asked);
}

function answer(body: Buffer, asked: Readonly<Record<string, string>>): Rendered {
  const etag = `"${hash('sha256', body, 'hex').slice(0, 16)}"`;
  const headers = { etag, 'content-type': 'application/xml' };
  if (asked['if-none-match'] === etag) return { status: 304, headers, body: new Uint8Array() };
  return { status: 200, headers, body };
}

/**
 * Each state of a page has a date of its own, long ago: so dates are believed, and what is wrongly taken for unchanged is.
 */
function urlset(site: MadeSite): string {
  const entries = listedPaths(site).map((path) => {
    const changed = Date.UTC(2015, 0, 1 + site.paths.indexOf(path), 0, site.revision(path));
    return `<url><loc>${site.origin}${path}</loc><lastmod>${new Date(changed).toISOString()}</lastmod></url>`;
  });
  return `<?xml version="1.0"?><urlset>${entries.join('').replaceAll('&', '&amp;')}</urlset>`;
}
