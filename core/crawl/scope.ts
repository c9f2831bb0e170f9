import { pathOf, hostOf } from './url.ts';

/** Whether pages of a host may be read. @param host as `hostOf` gives it, with its port. */
export type MayReach = (host: string) => boolean;

const ANY_SUBDOMAIN = '*.';

/**
 * Makes ready the domains of a crawl to be asked: `site.gov` is that host alone, `*.site.gov` every host below it at any
 * depth, but not itself. Ports are exact: `*.site.gov:8080` is none of `www.site.gov`.
 *
 * Asking takes one look for the host and one for each of its labels, however many domains there are.
 */
export function mayReach(domains: readonly string[]): MayReach {
  const exact = new Set(domains);
  const parents = new Set(domains.filter(isWildcard).map((domain) => domain.slice(ANY_SUBDOMAIN.length)));
  if (parents.size === 0) return (host) => exact.has(host);
  return (host) => exact.has(host) || isBelow(host, parents);
}

/** Whether a host is one of the domains. To ask about many hosts, {@link mayReach} is made ready once. */
export function hostMatches(domains: readonly string[], host: string): boolean {
  return mayReach(domains)(host);
}

/**
 * The most exact of some domains that a host is one of: the host by its name, else the `*.` that is the least far above it.
 * @param host also a wildcard, for the hosts that it stands for.
 */
export function nearestDomain(domains: { has(domain: string): boolean }, host: string): string | undefined {
  if (domains.has(host)) return host;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    const above = ANY_SUBDOMAIN + host.slice(dot + 1);
    if (dot > 0 && domains.has(above)) return above;
  }
  return undefined;
}

/** Whether a domain stands for hosts that it does not name. */
export function isWildcard(domain: string): boolean {
  return domain.startsWith(ANY_SUBDOMAIN);
}

function isBelow(host: string, parents: ReadonlySet<string>): boolean {
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1))
    // A host that begins with a dot is none; what is left of this one must be a label.
    if (dot > 0 && parents.has(host.slice(dot + 1))) return true;
  return false;
}

/**
 * Which pages a crawl answers for: those on its domains, at or below the folder of its start page. What lies there and
 * was not reached is gone; what lies elsewhere was never its business.
 */
export function scopeOf(crawl: {
  readonly domains: readonly string[];
  readonly path: string;
}): (url: string) => boolean {
  const reaches = mayReach(crawl.domains);
  const [path = '/'] = crawl.path.split('?');
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (url) => reaches(hostOf(url)) && pathOf(url).startsWith(folder);
}
