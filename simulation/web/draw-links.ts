import type { Seeded } from '../kernel/seeded.ts';

/** What a page may link to. */
export interface LinkTargets {
  /** Scheme and host of the page. */
  readonly origin: string;
  /** Paths of its site, the start page first. */
  readonly paths: readonly string[];
  /** Start pages of other sites. */
  readonly others: readonly string[];
}

/** Links that are none, or lead nowhere. */
const STRAYS = [
  'mailto:someone@one.test',
  'javascript:void(0)',
  'https://',
  'https://nowhere.test/',
  '/no/such/page',
  // A trap: kept out, and noted.
  `/${'deep/'.repeat(20)}`,
] as const;

/**
 * Links of the page at `paths[at]`, as they are written: to three below it, so that all pages can be reached, and to
 * some at random: itself, others, elsewhere, in spellings that mean the same URL and in some that only seem to.
 */
export function drawLinks(chance: Seeded, { origin, paths, others }: LinkTargets, at: number): string[] {
  const below = [3 * at + 1, 3 * at + 2, 3 * at + 3].flatMap((n) => paths[n] ?? []);
  const across = Array.from({ length: chance.whole(4) }, () => spelled(chance, origin, chance.pick(paths)));
  const away = others.length > 0 && chance.chance(0.3) ? [chance.pick(others)] : [];
  const strays = chance.chance(0.15) ? [chance.pick(STRAYS)] : [];
  return [...below, ...across, ...away, ...strays];
}

/** A path in one of the ways to write it; some are other URLs to whoever does not know the site. */
export function spelled(chance: Seeded, origin: string, path: string): string {
  const [bare = '/', query] = path.split('?');
  const rest = query === undefined ? '' : `?${query}`;
  const first = bare.charAt(1);
  switch (chance.whole(8)) {
    case 0:
      return `${path}#part`;
    case 1:
      return `./${'../'.repeat(3)}x/..${path}`;
    case 2:
      return first === '' ? path : `/%${first.charCodeAt(0).toString(16)}${bare.slice(2)}${rest}`;
    case 3:
      return `${chance.chance(0.8) ? origin : otherScheme(origin)}${path}`;
    case 4:
      return `${origin.replace(/^https?:/, '').toUpperCase()}${path}`;
    case 5:
      return query === undefined ? `${path}?utm_source=${chance.pick(['mail', 'feed'])}` : path;
    case 6:
      return `${bare.toUpperCase()}${rest}`;
    default:
      return path;
  }
}

function otherScheme(origin: string): string {
  return origin.startsWith('https:') ? origin.replace('https:', 'http:') : origin.replace('http:', 'https:');
}
