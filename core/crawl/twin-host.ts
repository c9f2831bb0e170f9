const WWW = 'www.';

/** The other name by which people know a site: `www.site.gov` of `site.gov`, and the other way round. With the same port. */
export function twinOf(host: string): string {
  return host.startsWith(WWW) ? host.slice(WWW.length) : `${WWW}${host}`;
}

/**
 * Whether of two hosts, as `hostOf` gives them, one is the other with `www.` before it: to everybody but the name server
 * `site.gov` and `www.site.gov` are one site.
 */
export function isTwinHost(one: string, other: string): boolean {
  return one === `${WWW}${other}` || other === `${WWW}${one}`;
}
