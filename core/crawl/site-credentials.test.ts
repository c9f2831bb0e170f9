import { inspect } from 'node:util';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { BadCredentials, type CredentialSettings, SiteCredentials } from './site-credentials.ts';

const SITE = { hosts: ['site.gov'], scheme: 'https' } as const;

describe('credentials of a site', () => {
  it('show nothing of themselves', () => {
    const credentials = new SiteCredentials({
      ...SITE,
      headers: { 'x-key': 'abcdef' },
      cookies: { a: 'bcdefg' },
    });
    let logged = '';
    const log = pino({}, { write: (line: string) => void (logged += line) });
    log.warn({ credentials, request: { credentials } }, 'a line');
    const shown = [
      logged,
      JSON.stringify({ credentials }),
      inspect({ credentials }, { depth: 10, showHidden: true }),
      String(credentials),
      Object.keys(credentials).join(),
    ].join('\n');
    expect(shown).toContain('[secret]');
    expect(shown).not.toMatch(/abcdef|bcdefg|x-key/);
  });

  it('go in the clear where the site itself does', () => {
    const open = new SiteCredentials({ ...SITE, scheme: 'http', headers: { 'X-Key': 'a' } });
    expect(open.headersFor('http://site.gov/')).toEqual({ 'x-key': 'a' });
    expect(open.headersFor('https://site.gov/')).toEqual({ 'x-key': 'a' });
  });

  const parts = (by_host: CredentialSettings['by_host']) =>
    new SiteCredentials({
      ...SITE,
      headers: { 'X-Key': 'shared' },
      ...(by_host === undefined ? {} : { by_host }),
    });
  const own = (value: string, scheme: 'http' | 'https' = 'https') => ({
    scheme,
    headers: { 'x-own': value },
  });

  it('are those of the most exact name of a host, and of no other', () => {
    const credentials = parts({
      '*.site.gov': own('any'),
      '*.lab.site.gov': own('lab', 'http'),
      'www.site.gov': own('www'),
      'open.site.gov': { scheme: 'https' },
      'site.gov:8443': own('port'),
    });
    const told: Record<string, unknown> = {
      'https://site.gov/': { 'x-key': 'shared' },
      'https://site.gov:8443/': { 'x-own': 'port' },
      'https://www.site.gov/': { 'x-own': 'www' },
      'http://www.site.gov/': {},
      'https://a.b.site.gov/': { 'x-own': 'any' },
      'https://a.site.gov:8443/': {},
      'http://a.lab.site.gov/': { 'x-own': 'lab' },
      'https://lab.site.gov/': { 'x-own': 'any' },
      'https://open.site.gov/': {},
      'https://evilsite.gov/': {},
      'https://site.gov.evil.org/': {},
    };
    const sent = Object.keys(told).map((url) => [url, credentials.headersFor(url)]);
    expect(Object.fromEntries(sent)).toEqual(told);
    expect(credentials.digestFor('open.site.gov')).toBeUndefined();
  });

  it('are in place of the shared ones where a host is named twice', () => {
    expect(parts({ 'site.gov': own('a') }).headersFor('https://site.gov/')).toEqual({ 'x-own': 'a' });
    expect(parts({ 'site.gov': { scheme: 'https' } }).headersFor('https://site.gov/')).toEqual({});
    expect(parts({ '*.gov': own('a') }).headersFor('https://site.gov/')).toEqual({ 'x-key': 'shared' });
  });

  it('are others when those of any host are', () => {
    const digest = (value: string) => parts({ 'a.gov': own(value), 'b.gov': own('b') }).digestFor('site.gov');
    expect(digest('a')).toMatch(/^[0-9a-f]{32}$/);
    expect(parts({ 'b.gov': own('b'), 'a.gov': own('a') }).digestFor('b.gov')).toBe(digest('a'));
    expect(digest('x')).not.toBe(digest('a'));
  });

  it('that cannot be sent say for which host', () => {
    expect(() => parts({ 'a.gov': { scheme: 'https', headers: { host: 'v4lue' } } })).toThrow(
      /^of "a\.gov": the header "host" is not for a site to set$/,
    );
  });

  it.each<[what: string, settings: Partial<CredentialSettings>, said: RegExp]>([
    ['a header that is ours', { headers: { Host: 'x' } }, /"host" is not for a site to set/],
    ['who we are', { headers: { 'User-Agent': 'x' } }, /"user-agent" is not for a site/],
    ['what would undo conditional requests', { headers: { 'If-None-Match': '"x"' } }, /not for a site/],
    ['a name that is none', { headers: { 'X Key': 'v4lue' } }, /"x key" cannot be the name of a header/],
    [
      'a second header within the first',
      { headers: { 'x-key': 'v4lue\r\nHost: x' } },
      /"x-key" has characters/,
    ],
    ['a value that is no ASCII', { headers: { 'x-key': 'v4lué' } }, /"x-key" has characters/],
    ['a cookie that is two', { cookies: { a: 'v4lue; b=2' } }, /cookie "a" has characters/],
    ['a user that ends early', { basic_auth: { user: 'a:b', password: 'v4lue' } }, /has a colon/],
    ['the same header twice', { headers: { Cookie: 'a=1' }, cookies: { b: '2' } }, /set twice/],
    ['too much', { headers: { 'x-key': 'v4lue'.repeat(30_000) } }, /100000 characters/],
  ])('refuse %s, without a word of the secret', (_what, settings, said) => {
    const make = () => new SiteCredentials({ ...SITE, ...settings });
    expect(make).toThrow(BadCredentials);
    expect(make).toThrow(said);
    expect(make).not.toThrow(/v4lu/);
  });
});
