import { describe, expect, it } from 'vitest';
import type { IndexSettings } from './index-settings.ts';
import { HIDDEN, SecretsWanted, UnknownSecret, hideSecrets, revealSecrets } from './secrets.ts';

type Request = NonNullable<IndexSettings['request']>;

const STANDING: Request = {
  hosts: ['site.gov', 'www.site.gov'],
  headers: { 'x-key': 'k' },
  basic_auth: { user: 'u', password: 'p' },
  cookies: { a: 'b' },
};

/** What is stored when somebody who saw the standing settings changes some of them. */
function after(changes: Partial<Request>, standing: Request = STANDING): Request | undefined {
  const shown = hideSecrets({ request: standing }).request;
  return revealSecrets({ request: { ...standing, ...shown, ...changes } }, { request: standing }).request;
}

describe('a secret given back hidden', () => {
  it('is as it was, for the hosts that it was for and for fewer of them', () => {
    expect(after({})).toEqual(STANDING);
    expect(after({ hosts: ['site.gov'] })).toEqual({ ...STANDING, hosts: ['site.gov'] });
    expect(after({ in_the_clear: false })).toEqual({ ...STANDING, in_the_clear: false });
    const open = { ...STANDING, in_the_clear: true };
    expect(after({ in_the_clear: true }, open)).toEqual(open);
  });

  it.each<[string, Partial<Request>, string]>([
    ['another host', { hosts: ['site.gov', 'evil.org'] }, 'evil.org'],
    ['another port', { hosts: ['site.gov:8443'] }, 'site.gov:8443'],
    ['http', { in_the_clear: true }, 'in_the_clear'],
  ])('is not told by way of %s', (_what, changes, named) => {
    expect(() => after(changes)).toThrow(SecretsWanted);
    expect(() => after(changes)).toThrow(named);
  });

  const PARTS: Request = {
    hosts: ['site.gov'],
    headers: { 'x-key': 'k' },
    by_host: {
      'site.gov': { headers: { 'x-key': 'own' } },
      '*.site.gov': { cookies: { a: 'b' } },
      'evil.site.gov': {},
      '*.lab.site.gov': { basic_auth: { user: 'u', password: 'p' } },
    },
  };
  const { by_host = {} } = hideSecrets({ request: PARTS }).request ?? {};
  /** The entries, as they are shown, without some of them and with others. */
  const entries = (without: readonly string[], others: Request['by_host'] = {}): Partial<Request> => ({
    by_host: {
      ...Object.fromEntries(Object.entries(by_host).filter(([host]) => !without.includes(host))),
      ...others,
    },
  });

  it('is as it was in each entry, and when entries are made', () => {
    expect(JSON.stringify(by_host)).not.toMatch(/own|"b"|"p"/);
    expect(after(entries([]), PARTS)).toEqual(PARTS);
    const more = { 'www.site.gov': { headers: { 'x-key': 'other' } }, 'other.gov': {} };
    expect(after(entries([], more), PARTS)).toEqual({ ...PARTS, by_host: { ...PARTS.by_host, ...more } });
    expect(() => after(entries([], { 'other.gov': { headers: { 'x-key': HIDDEN } } }), PARTS)).toThrow(
      UnknownSecret,
    );
  });

  it.each<[string, Partial<Request>, RegExp]>([
    ['the shared ones', entries(['site.gov']), /^"site\.gov" .*"request\.headers\.x-key"/],
    [
      'those above it',
      entries(['evil.site.gov']),
      /^"evil\.site\.gov" .*"request\.by_host\["\*\.site\.gov"\]\.cookies\.a"/,
    ],
    ['those of a wider wildcard', entries(['*.lab.site.gov']), /^"\*\.lab\.site\.gov" .*\.cookies\.a"/],
    [
      'its own in the clear',
      entries([], { 'site.gov': { in_the_clear: true, headers: { 'x-key': HIDDEN } } }),
      /"site\.gov"\]\.in_the_clear /,
    ],
  ])('is not told by a host that loses its entry to %s', (_what, changes, said) => {
    expect(() => after(changes, PARTS)).toThrow(SecretsWanted);
    expect(() => after(changes, PARTS)).toThrow(said);
  });

  it('is not told to a host that leaves the shared ones for those of a wildcard', () => {
    const standing = {
      hosts: ['a.site.gov', 'site.gov'],
      by_host: { '*.site.gov': { cookies: { a: 'b' } } },
    };
    const shown = { '*.site.gov': { cookies: { a: HIDDEN } } };
    expect(() => after({ hosts: ['site.gov'], by_host: shown }, standing)).toThrow(/^"a\.site\.gov"/);
  });

  it('is told by its path when it is wanted anew', () => {
    const given = { headers: { 'x-key': 'k' }, basic_auth: { user: 'u', password: 'p' } };
    const more = { hosts: ['evil.org'], in_the_clear: true };
    expect(() => after({ ...more, ...given })).toThrow(/"request\.cookies\.a"/);
    const all = { ...more, ...given, cookies: { a: 'b' } };
    expect(after(all)).toEqual({ ...STANDING, ...all });
  });

  it('is nothing where none stands', () => {
    expect(() => after({ cookies: { z: HIDDEN } })).toThrow(UnknownSecret);
  });
});
