import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { robotsVerdict } from './robots-match.ts';
import {
  MAX_CRAWL_DELAY_MS,
  MAX_ROBOTS_BYTES,
  parseRobots,
  robotsFromResponse,
  robotsToken,
} from './robots.ts';

const allowed = (robots: string, path: string, agent = 'sitepack'): boolean =>
  robotsVerdict(parseRobots(robots, agent), path).allowed;
const forAll = (rules: string): string => `User-agent: *\n${rules}`;

describe('groups of a robots.txt', () => {
  it.each<[says: string, robots: string, path: string, allowed: boolean]>([
    ['a group of our name counts', 'User-agent: sitepack\nDisallow: /a', '/a', false],
    ['names know no case', 'USER-AGENT: SitePack\nDisallow: /a', '/a', false],
    ['a version behind the name does not matter', 'User-agent: Sitepack/1.0\nDisallow: /a', '/a', false],
    ['another name is not ours', 'User-agent: sitepackbot\nDisallow: /', '/a', true],
    ['nor is one that ours begins with', 'User-agent: site\nDisallow: /', '/a', true],
    [
      '* counts where nobody names us',
      'User-agent: other\nDisallow: /b\nUser-agent: *\nDisallow: /a',
      '/a',
      false,
    ],
    [
      '* does not count where somebody does',
      'User-agent: *\nDisallow: /\nUser-agent: sitepack\nDisallow: /b',
      '/a',
      true,
    ],
    [
      'an empty group of our name allows all',
      'User-agent: *\nDisallow: /\n\nUser-agent: sitepack\n',
      '/a',
      true,
    ],
    [
      'groups of one name are one',
      'User-agent: sitepack\nDisallow: /a\n\nUser-agent: sitepack\nDisallow: /b',
      '/b',
      false,
    ],
    ['agents in a row share the rules', 'User-agent: other\nUser-agent: sitepack\nDisallow: /a', '/a', false],
    ['blank lines part nothing', 'User-agent: sitepack\n\n\nDisallow: /a', '/a', false],
    [
      'a rule ends the agents',
      'User-agent: sitepack\nDisallow: /a\nUser-agent: other\nDisallow: /b',
      '/b',
      true,
    ],
    ['a sitemap ends no group', 'User-agent: sitepack\nSitemap: https://a.gov/s\nDisallow: /a', '/a', false],
    [
      'unknown lines end no group',
      'User-agent: sitepack\nNoise: 1\nUser-agent: other\nDisallow: /a',
      '/a',
      false,
    ],
    ['rules before any agent are for nobody', 'Disallow: /\nUser-agent: x\nDisallow: /b', '/a', true],
    ['an empty file allows all', '', '/a', true],
    [
      'a web page in its place allows all',
      '<!doctype html><p>Disallow: nothing, User-agent: everyone</p>',
      '/a',
      true,
    ],
  ])('%s', (_says, robots, path, expected) => {
    expect(allowed(robots, path)).toBe(expected);
  });
});

describe('lines of a robots.txt', () => {
  it.each<[says: string, robots: string]>([
    ['end with LF', 'User-agent: *\nDisallow: /a\n'],
    ['end with CR', 'User-agent: *\rDisallow: /a\r'],
    ['end with CR LF', 'User-agent: *\r\nDisallow: /a\r\n'],
    ['may follow a byte order mark', '\uFEFFUser-agent: *\nDisallow: /a'],
    ['may have space about', '  User-agent  :  *  \n\tDisallow\t:\t/a\t'],
    ['may have none', 'user-agent:*\ndisallow:/a'],
    ['may end in a comment', 'User-agent: * # everyone\nDisallow: /a # this'],
    ['may lack the colon', 'User-agent *\nDisallow /a'],
    ['may be misspelled as is common', 'useragent: *\nDisalow: /a'],
    ['may have noise between', 'User-agent: *\n:\n\u0000\u0001garbage\n: :\nDisallow: /a'],
  ])('%s', (_says, robots) => {
    expect(allowed(robots, '/a')).toBe(false);
    expect(allowed(robots, '/b')).toBe(true);
  });
});

describe('patterns', () => {
  it.each<[pattern: string, matching: string[], others: string[]]>([
    ['/', ['/', '/fish'], []],
    ['/*', ['/', '/fish'], []],
    ['/$', ['/'], ['/fish']],
    [
      '/fish',
      ['/fish', '/fish.html', '/fish/salmon', '/fishheads', '/fish.php?id=1'],
      ['/Fish', '/catfish', '/desert/fish'],
    ],
    ['/fish*', ['/fish', '/fish.html', '/fishheads/y'], ['/Fish.asp', '/catfish']],
    ['/fish/', ['/fish/', '/fish/?id=1', '/fish/salmon.htm'], ['/fish', '/fish.html', '/animals/fish/']],
    ['/*.php', ['/index.php', '/folder/file.php?x=1', '/file.php.html', '/file.php/'], ['/', '/windows.PHP']],
    [
      '/*.php$',
      ['/filename.php', '/folder/filename.php'],
      ['/filename.php?x=1', '/filename.php/', '/filename.php5'],
    ],
    ['/fish*.php', ['/fish.php', '/fishheads/catfish.php?x=1'], ['/Fish.PHP']],
    ['/a*b*c$', ['/abc', '/a-b-b-c', '/abcbc'], ['/acb', '/abcd', '/ac']],
    ['/a**$', ['/a', '/abc'], ['/b']],
    ['*/private', ['/private', '/x/private'], ['/public']],
    ['/a$b', ['/a$b', '/a$bc'], ['/a', '/ab']],
    ['/file-with-a-%2A.html', ['/file-with-a-*.html', '/file-with-a-%2A.html'], ['/file-with-a-x.html']],
    ['/foo/bar/%62%61%7A', ['/foo/bar/baz', '/foo/bar/%62az'], ['/foo/bar/b']],
    ['/foo/bar/ツ', ['/foo/bar/%E3%83%84', '/foo/bar/%e3%83%84'], ['/foo/bar/']],
    ['/foo/bar/%e3%83%84', ['/foo/bar/%E3%83%84'], []],
    ['/a%2fb', ['/a%2Fb'], ['/a/b']],
    ['/search?q=*&page', ['/search?q=x&page=2'], ['/search?q=x']],
    ['/a b', ['/a%20b'], ['/a']],
    ["/o'x", ["/o'x", '/o%27x'], []],
    ['/a/./b', ['/a/./b'], ['/a/b']],
  ])('%s', (pattern, matching, others) => {
    for (const path of matching)
      expect([path, allowed(forAll(`Disallow: ${pattern}`), path)]).toEqual([path, false]);
    for (const path of others)
      expect([path, allowed(forAll(`Disallow: ${pattern}`), path)]).toEqual([path, true]);
  });

  it.each<[rules: string, path: string, allowed: boolean]>([
    ['Allow: /p\nDisallow: /', '/page', true],
    ['Allow: /folder\nDisallow: /folder', '/folder/page', true],
    ['Disallow: /folder\nAllow: /folder', '/folder/page', true],
    ['Allow: /page\nDisallow: /*.htm', '/page.htm', false],
    ['Allow: /$\nDisallow: /', '/', true],
    ['Allow: /$\nDisallow: /', '/page.htm', false],
    ['Allow: /a/b\nDisallow: /a/b/c', '/a/b/cd', false],
    ['Disallow:', '/a', true],
    ['Disallow: /\nAllow:', '/a', false],
    ['Disallow: fish', '/fish', true],
    ['Disallow: /', '/robots.txt', true],
  ])('%j at %s: allowed is %s', (rules, path, expected) => {
    expect(allowed(forAll(rules), path)).toBe(expected);
  });

  it('name the line that decided', () => {
    const rules = parseRobots(forAll('Disallow: /a\nAllow: /a/b'), 'sitepack');
    expect(robotsVerdict(rules, '/a/x')).toEqual({ allowed: false, rule: 'Disallow: /a' });
    expect(robotsVerdict(rules, '/a/b')).toEqual({ allowed: true, rule: 'Allow: /a/b' });
    expect(robotsVerdict(rules, '/c')).toEqual({ allowed: true });
  });

  it('match as a regular expression of the same meaning does', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '$'), maxLength: 8 });
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    fc.assert(
      fc.property(piece, path, (tail, rest) => {
        const pattern = `/${tail}`;
        const source = pattern.replace(/[*]|[$](?!$)/g, (c) => (c === '*' ? '.*' : '\\$'));
        expect(allowed(forAll(`Disallow: ${pattern}`), `/${rest}`)).toBe(
          !new RegExp(`^${source}`).test(`/${rest}`),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('made to be slow are not', () => {
    const rules = parseRobots(forAll(`Disallow: /${'*a'.repeat(20_000)}b`), 'sitepack');
    const before = performance.now();
    expect(robotsVerdict(rules, `/${'a'.repeat(2000)}`).allowed).toBe(true);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe('crawl-delay and sitemaps', () => {
  it.each([
    ['1', 1000],
    ['0.5', 500],
    ['3600', MAX_CRAWL_DELAY_MS],
    ['-1', null],
    ['soon', null],
  ])('a delay of %s is %s ms', (value, expected) => {
    expect(parseRobots(forAll(`Crawl-delay: ${value}`), 'x').crawl_delay_ms).toBe(expected);
  });

  it('a delay is for the agents named before it alone', () => {
    const rules = parseRobots('User-agent: slow\nCrawl-delay: 10\n\nUser-agent: *\nDisallow: /a', 'sitepack');
    expect(rules).toMatchObject({ crawl_delay_ms: null, disallow: ['/a'] });
  });

  it('sitemaps are for everyone, wherever they stand', () => {
    const rules = parseRobots(
      'Sitemap: https://a.gov/1.xml\nUser-agent: x\nSITEMAP: https://a.gov/2.xml\nSitemap: /3',
      'y',
    );
    expect(rules.sitemaps).toEqual(['https://a.gov/1.xml', 'https://a.gov/2.xml']);
  });
});

describe('what an answer means', () => {
  const body = new TextEncoder().encode('User-agent: *\nDisallow: /a');
  it.each([
    [200, 'file', false],
    [301, 'missing', true],
    [401, 'missing', true],
    [404, 'missing', true],
    [410, 'missing', true],
    [429, 'unreachable', false],
    [500, 'unreachable', false],
    [503, 'unreachable', false],
  ])('%i: %s, and /a is allowed: %s', (status, source, expected) => {
    const rules = robotsFromResponse({ status, body }, 'sitepack');
    expect(rules.source).toBe(source);
    expect(robotsVerdict(rules, '/a').allowed).toBe(expected);
  });

  it('no answer forbids everything', () => {
    const rules = robotsFromResponse({ error: new Error('timeout') }, 'sitepack');
    expect(robotsVerdict(rules, '/').allowed).toBe(false);
  });

  it('bytes that are no UTF-8 spoil their own line alone', () => {
    const bytes = Buffer.from('User-agent: *\nDisallow: /\xff\xfe\nDisallow: /a', 'latin1');
    expect(robotsVerdict(robotsFromResponse({ status: 200, body: bytes }, 'sitepack'), '/a').allowed).toBe(
      false,
    );
  });
});

describe('bounds', () => {
  it('reads 500 KiB, and no more', () => {
    const padding = `#${'x'.repeat(99)}\n`.repeat(Math.ceil(MAX_ROBOTS_BYTES / 101));
    expect(allowed(forAll(`Disallow: /a\n${padding}Disallow: /b`), '/a')).toBe(false);
    expect(allowed(forAll(`Disallow: /a\n${padding}Disallow: /b`), '/b')).toBe(true);
  });

  it('leaves a site alone whose rules are too many to keep', () => {
    const rules = parseRobots(
      forAll(Array.from({ length: 40_000 }, (_, n) => `Allow: /${n}`).join('\n')),
      'x',
    );
    expect(rules.source).toBe('too_many_rules');
    expect(robotsVerdict(rules, '/1').allowed).toBe(false);
  });

  it('keeps rules that fit a row, whatever the file', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.constantFrom('Disallow: /', 'Sitemap: https://a.gov/'),
        (text, key) => {
          const rules = parseRobots(
            forAll(Array.from({ length: 300 }, (_, n) => `${key}${n}${text}`).join('\n')),
            'x',
          );
          expect(JSON.stringify(rules).length).toBeLessThan(400_000);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect(() => robotsVerdict(parseRobots(text, 'x'), path)).not.toThrow();
      }),
    );
  });
});

describe('robotsToken', () => {
  it('is the name before version and comment', () => {
    expect(robotsToken('Sitepack/0.1 (+https://site.gov)')).toBe('sitepack');
  });
});
