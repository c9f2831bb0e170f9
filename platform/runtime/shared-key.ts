import { createHash, timingSafeEqual } from 'node:crypto';

/** The header by which a process shows the key that all processes share; none when there is no key. */
export function keyHeader(key: string): { authorization?: string } {
  return key === '' ? {} : { authorization: `Bearer ${key}` };
}

/**
 * Whether the header "Authorization" brings the key: as a bearer token (RFC 6750), or as the password of any user, which
 * is how a browser asks for it (RFC 7617). It takes as long for a wrong key as for the right one.
 */
export function bringsKey(authorization: string | undefined, key: string): boolean {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(/ +/, 2);
  if (scheme.toLowerCase() === 'bearer') return same(credentials, key);
  if (scheme.toLowerCase() !== 'basic') return false;
  const pair = Buffer.from(credentials, 'base64').toString();
  const colon = pair.indexOf(':');
  return colon !== -1 && same(pair.slice(colon + 1), key);
}

/** Hashes are of one length, whatever was sent. */
function same(given: string, key: string): boolean {
  return timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
