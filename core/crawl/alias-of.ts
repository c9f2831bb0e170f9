import type { Page } from '#core/tables/pages.ts';
import { type VisitRequest, MOST_REDIRECTS } from './visit.ts';

/** The URL that a page names as its own, or sends browsers to at once. */
export interface Named {
  readonly url: string;
  /** It does not lead back to where we come from: so it is read in place of the page. */
  readonly leads_on: boolean;
  /** How it is named. */
  readonly reason: string;
}

/** Where a page says that it is: a refresh at once counts before rel=canonical. Both canonical. */
interface Naming {
  readonly refresh?: string | undefined;
  readonly canonical?: string | undefined;
}

/**
 * The URL that a page names, if it is another one that we may read; one that leads on before one that leads back.
 */
export function namedBy(request: Asked, { refresh, canonical }: Naming): Named | undefined {
  const named = [
    aliasOf(request, refresh, 'sends browsers to another URL at once'),
    aliasOf(request, canonical, 'rel=canonical names another URL'),
  ];
  return named.find((one) => one?.leads_on) ?? named.find((one) => one !== undefined);
}

/** Whether a page is read as the page that it is though it names another URL as its own, which came to nothing. */
export function isReadAsItself(
  { again }: Pick<VisitRequest, 'again'>,
  before: Pick<Page, 'own_url'> | undefined,
  named: string,
): boolean {
  return again === 'itself' || (again === undefined && before?.own_url === named);
}

/** What is said of a page that is read as the page that it is though it names another URL as its own. */
export function namingOf(named: Named | undefined): readonly string[] {
  if (named === undefined) return [];
  const { url, leads_on } = named;
  return [`names ${url} as its own URL, which ${leads_on ? 'came to nothing' : 'leads back to it'}`];
}

type Asked = Pick<VisitRequest, 'url' | 'redirects' | 'readAs'>;

function aliasOf(
  { url, redirects, readAs }: Asked,
  named: string | undefined,
  reason: string,
): Named | undefined {
  if (named === undefined || named === url || isItselfByHttp(url, named)) return undefined;
  // One outside, or kept out by rules, is not ours to read.
  const target = readAs(named);
  if (target === undefined || target === url || isItselfByHttp(url, target)) return undefined;
  const leads_on = !redirects.includes(target) && redirects.length < MOST_REDIRECTS;
  return { url: target, leads_on, reason };
}

/**
 * A site that was moved to https, and whose pages name themselves by http still: that leads back, and would lose them all.
 */
function isItselfByHttp(url: string, named: string): boolean {
  return url.startsWith('https:') && named === url.replace(/^https:/, 'http:');
}
