import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { nearestDomain } from './scope.ts';
import { hostOf, schemeOf } from './url.ts';

/** What hosts want to be told before they show their pages. */
export interface ToldSettings {
  /** `http` lets them be sent in the clear: for a site that is crawled by http. */
  readonly scheme: 'http' | 'https';
  /** Header fields by their names, in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** HTTP Basic (RFC 7617). A name has no colon. */
  readonly basic_auth?: { readonly user: string; readonly password: string };
  /** Cookies by their names. */
  readonly cookies?: Readonly<Record<string, string>>;
}

/** What a site wants to be told, and its parts that want to be told something else. */
export interface CredentialSettings extends ToldSettings {
  /** The site's own hosts, with a port if they have one, as {@link hostOf} gives them. */
  readonly hosts: readonly string[];
  /**
   * What single hosts are told in place of that, by such a host or by `*.` and one for all below it. Of those that a host is
   * one of the most exact counts alone; nothing in it means that nothing is told.
   */
  readonly by_host?: Readonly<Record<string, ToldSettings>>;
}

/** Whether a host is told something, or why not: it is not named, has nothing to be told, or would be told in the clear. */
export type Telling = 'told' | 'not_named' | 'nothing' | 'in_the_clear';

/** The same, ready to be sent. */
interface Told {
  readonly secure: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Credentials that cannot be sent. The message never has a value in it. */
export class BadCredentials extends Error {
  override readonly name = 'BadCredentials';
  readonly code = 'bad_credentials';
}

/** A header's name (RFC 9110, section 5.6.2), and a value: visible ASCII with spaces and tabs between. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/;
/** A cookie's value (RFC 6265, section 4.1.1). */
const COOKIE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
/** Headers that are of the connection, of what we understand, or of who we are: whoever sets them breaks the request. */
const OURS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'if-modified-since',
  'if-none-match',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);
/** Servers take some 8 to 16 KiB of headers, and say so themselves (431). */
const MAX_CHARS = 100_000;
const MOST_HEADERS = 100;
const HIDDEN = '[secret]';

/**
 * Headers that go to a site's own hosts and to nobody else, whoever redirects there; and, for a site of https, never in the
 * clear. It shows nothing of itself: not in a log, not as JSON, not in an inspector.
 */
export class SiteCredentials {
  /** By host, or by the `*.` of hosts. */
  readonly #told: ReadonlyMap<string, Told>;
  #digest: string | undefined;

  /** @throws {BadCredentials} naming what cannot be sent. */
  constructor({ hosts, by_host = {}, ...shared }: CredentialSettings) {
    const all = toldOf(shared);
    const own = Object.entries(by_host).map(([host, told]) => [host, toldOf(told, host)] as const);
    this.#told = new Map([...hosts.map((host) => [host, all] as const), ...own]);
  }

  /** What is to be sent with a request: nothing to another host, nor in the clear. @param url canonical. */
  headersFor(url: string): Readonly<Record<string, string>> {
    return this.tellingOf(url) === 'told' ? (this.#toldTo(hostOf(url))?.headers ?? {}) : {};
  }

  /** Whether anything is sent with a request, or why not. @param url canonical. */
  tellingOf(url: string): Telling {
    const host = hostOf(url);
    const told = this.#toldTo(host);
    if (told === undefined) return nearestDomain(this.#told, host) === undefined ? 'not_named' : 'nothing';
    return told.secure && schemeOf(url) !== 'https' ? 'in_the_clear' : 'told';
  }

  /**
   * Tells these credentials from others: 32 hexadecimal digits of a SHA-256, the same for the same settings. Undefined for
   * a host that is told nothing. A weak password could be guessed from it by trying: it may lie where the settings of
   * indexes do, which have the password as it is, and is for nobody else to see.
   *
   * It is of all that any host is told, for a redirect may lead to another one of them.
   *
   * @param host as {@link hostOf} gives it.
   */
  digestFor(host: string): string | undefined {
    if (this.#toldTo(host) === undefined) return undefined;
    this.#digest ??= digestOf(this.#told);
    return this.#digest;
  }

  /** Undefined for a host that is told nothing. */
  #toldTo(host: string): Told | undefined {
    const told = this.#told.get(nearestDomain(this.#told, host) ?? '');
    return told === undefined || Object.keys(told.headers).length === 0 ? undefined : told;
  }

  toJSON(): string {
    return HIDDEN;
  }

  toString(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** @param host that they are for alone. @throws {BadCredentials} */
function toldOf({ scheme, headers = {}, basic_auth, cookies = {} }: ToldSettings, host?: string): Told {
  try {
    return { secure: scheme === 'https', headers: headersOf({ headers, basic_auth, cookies }) };
  } catch (error) {
    if (host === undefined || !(error instanceof BadCredentials)) throw error;
    throw new BadCredentials(`of "${host}": ${error.message}`);
  }
}

function headersOf({
  headers,
  basic_auth,
  cookies,
}: {
  headers: Readonly<Record<string, string>>;
  basic_auth: ToldSettings['basic_auth'];
  cookies: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const all = [...given, ...basicHeader(basic_auth), ...cookieHeader(cookies)];
  for (const [name, value] of all) checkHeader(name, value);
  const ready = Object.fromEntries(all);
  if (Object.keys(ready).length < all.length)
    throw new BadCredentials(
      'a header is set twice; basic_auth is "authorization", and cookies are "cookie"',
    );
  const chars = all.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (all.length > MOST_HEADERS || chars > MAX_CHARS)
    throw new BadCredentials(`more than ${MOST_HEADERS} headers, or ${MAX_CHARS} characters, cannot be sent`);
  return ready;
}

function digestOf(told: ReadonlyMap<string, Told>): string {
  const sorted = [...told]
    .map(([host, { secure, headers }]) => [host, secure, Object.entries(headers).toSorted(byName)] as const)
    .toSorted(byName);
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
}

function byName([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : 1;
}

function basicHeader(basic_auth: ToldSettings['basic_auth']): [string, string][] {
  if (basic_auth === undefined) return [];
  const { user, password } = basic_auth;
  if (user.includes(':')) throw new BadCredentials('the user of basic_auth has a colon, which ends a user');
  return [['authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`]];
}

function cookieHeader(cookies: Readonly<Record<string, string>>): [string, string][] {
  const pairs = Object.entries(cookies);
  if (pairs.length === 0) return [];
  for (const [name, value] of pairs) {
    if (!TOKEN.test(name) || !COOKIE.test(value))
      throw new BadCredentials(
        `the cookie "${shown(name)}" has characters that no cookie has; encode its value`,
      );
  }
  return [['cookie', pairs.map(([name, value]) => `${name}=${value}`).join('; ')]];
}

function checkHeader(name: string, value: string): void {
  if (!TOKEN.test(name)) throw new BadCredentials(`"${shown(name)}" cannot be the name of a header`);
  if (OURS.has(name)) throw new BadCredentials(`the header "${name}" is not for a site to set`);
  if (!VALUE.test(value))
    throw new BadCredentials(`the value of the header "${name}" has characters that no header has`);
}

function shown(name: string): string {
  return name.slice(0, 50);
}
