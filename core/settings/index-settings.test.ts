import { describe, expect, it } from 'vitest';
import { indexSettingsSchema } from './index-settings.ts';
import { HIDDEN, hideSecrets, revealSecrets } from './secrets.ts';

const SECRET = {
  crawl: { max_depth: 3 },
  request: {
    hosts: ['site.gov'],
    headers: { 'x-key': 'k1', 'x-team': 'k2' },
    cookies: { session: 'c1' },
    basic_auth: { user: 'crawler', password: 'p1' },
  },
};

describe('what is set for an index', () => {
  it.each([
    ['a setting that there is none of', { crawl: { max_deep: 1 } }],
    ['a schedule without start pages', { crawl: { schedule: { kind: 'every', interval_s: 3600 } } }],
    ['without a guard that is a bound', { crawl: { ignore_traps: ['too_long'] } }],
    ['a host with a scheme', { crawl: { domains: ['https://site.gov'] } }],
    ['a header that says how a request is sent', { request: { hosts: ['a.gov'], headers: { Host: 'a' } } }],
    [
      'a header in the name of another setting',
      { request: { hosts: ['a.gov'], headers: { 'User-Agent': 'a' } } },
    ],
    [
      'a header that smuggles in another',
      { request: { hosts: ['a.gov'], headers: { 'x-a': 'a\r\nx-b: b' } } },
    ],
    ['a cookie that smuggles in another', { request: { hosts: ['a.gov'], cookies: { a: 'b; c=d' } } }],
    ['secrets for nobody', { request: { headers: { 'x-a': 'b' } } }],
    ['shared secrets for nobody', { request: { headers: { 'x-a': 'b' }, by_host: { 'a.gov': {} } } }],
    ['told to nobody', { request: {} }],
    ['an entry for no host', { request: { by_host: { 'https://a.gov': {} } } }],
    ['an entry for all hosts', { request: { by_host: { '*': {} } } }],
    ['an entry with hosts of its own', { request: { by_host: { 'a.gov': { hosts: ['b.gov'] } } } }],
    ['an entry that cannot be sent', { request: { by_host: { 'a.gov': { headers: { Host: 'a' } } } } }],
    [
      'more entries than are kept',
      { request: { by_host: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`a${n}.gov`, {}])) } },
    ],
    [
      'a user name with a colon',
      { request: { hosts: ['a.gov'], basic_auth: { user: 'a:b', password: 'c' } } },
    ],
  ])('may not be %s', (_, settings) => {
    expect(indexSettingsSchema.safeParse(settings).success).toBe(false);
  });

  it('may be nothing, or all there is', () => {
    expect(indexSettingsSchema.parse({})).toEqual({});
    expect(indexSettingsSchema.parse(SECRET)).toEqual(SECRET);
    const own = { request: { by_host: { '*.site.gov': { cookies: { a: 'b' } }, 'site.gov:8443': {} } } };
    expect(indexSettingsSchema.parse(own)).toEqual(own);
  });
});

describe('secrets', () => {
  it('are hidden, and all else is shown', () => {
    const shown = hideSecrets(SECRET);
    expect(JSON.stringify(shown)).not.toMatch(/k1|k2|c1|p1/);
    expect(shown).toMatchObject({ crawl: { max_depth: 3 }, request: { basic_auth: { user: 'crawler' } } });
  });

  it('stay as they are when they are given back hidden, and change when they are not', () => {
    expect(revealSecrets(hideSecrets(SECRET), SECRET)).toEqual(SECRET);
    const changed = { request: { hosts: ['site.gov'], headers: { 'x-key': 'other', 'x-team': HIDDEN } } };
    expect(revealSecrets(changed, SECRET)).toEqual({
      request: { hosts: ['site.gov'], headers: { 'x-key': 'other', 'x-team': 'k2' } },
    });
  });

  it('cannot be given back where there is none', () => {
    expect(() =>
      revealSecrets({ request: { hosts: ['site.gov'], headers: { 'x-key': HIDDEN } } }, {}),
    ).toThrow('"request.headers.x-key" is "********"');
  });
});
