import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '#config';
import { matchesRobotsPattern, robotsVerdict } from './robots-match.ts';
import { MAX_CRAWL_DELAY_MS } from './host-pace.ts';
import { MAX_ROBOTS_BYTES, parseRobots, robotsFromResponse, robotsToken } from './robots.ts';

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

  it('name the line that decided, and whose group it is in', () => {
    const lines = [
      'User-agent: other',
      'Allow: /',
      '',
      'User-agent: *',
      'Disallow: /a',
      '# of old',
      'Allow: /a/b',
    ];
    const rules = parseRobots(lines.join('\r\n'), 'sitepack');
    expect(robotsVerdict(rules, '/a/x')).toEqual({
      allowed: false,
      rule: 'User-agent: *, line 5: Disallow: /a',
    });
    expect(robotsVerdict(rules, '/a/b')).toEqual({
      allowed: true,
      rule: 'User-agent: *, line 7: Allow: /a/b',
    });
    expect(robotsVerdict(rules, '/c')).toEqual({ allowed: true });
  });

  it('name the first of lines that say the same, of all groups of our name', () => {
    const group = ['User-agent: BadBot/2', 'Disallow: /*.pdf', 'Disallow: /*.pdf$', 'Disallow: /%7Ea'];
    const rules = parseRobots([...group, 'User-agent: *', 'Allow: /', ...group].join('\n'), 'BadBot');
    expect(robotsVerdict(rules, '/a.pdf').rule).toBe('User-agent: badbot, line 3: Disallow: /*.pdf$');
    expect(robotsVerdict(rules, '/~a').rule).toBe('User-agent: badbot, line 4: Disallow: /~a');
  });

  it('name no more of a line than a person reads', () => {
    const rules = parseRobots(forAll(`Disallow: /${'*'.repeat(7000)}`), 'sitepack');
    expect(robotsVerdict(rules, '/').rule).toBe(`User-agent: *, line 2: Disallow: /${'*'.repeat(249)}…`);
  });

  it('name no line where it is not known', () => {
    const { found_at: _, ...rules } = parseRobots(forAll('Disallow: /a'), 'sitepack');
    expect(robotsVerdict(rules, '/a')).toEqual({ allowed: false, rule: 'Disallow: /a' });
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

  it('decide by the longest one that matches, and allow by one as long', () => {
    const pattern = fc
      .string({ unit: fc.constantFrom('a', 'b', '*', '$'), maxLength: 5 })
      .map((tail) => `/${tail}`);
    const patterns = fc.array(pattern, { maxLength: 6 });
    const path = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }).map((tail) => `/${tail}`);
    fc.assert(
      fc.property(patterns, patterns, path, (allow, disallow, url) => {
        const lines = [...allow.map((one) => `Allow: ${one}`), ...disallow.map((one) => `Disallow: ${one}`)];
        const rules = parseRobots(forAll(lines.join('\n')), 'sitepack');
        const longest = (some: readonly string[]) =>
          Math.max(-1, ...some.filter((one) => matchesRobotsPattern(one, [url])).map((one) => one.length));
        expect(robotsVerdict(rules, url).allowed).toBe(longest(rules.allow) >= longest(rules.disallow));
      }),
      { numRuns: 1000 },
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
    ['0', null],
    ['-1', null],
    ['10 # seconds', 10_000],
    ['2s', 2000],
    ['1e9', MAX_CRAWL_DELAY_MS],
    ['Infinity', MAX_CRAWL_DELAY_MS],
    ['soon', null],
  ])('a delay of %s is %s ms', (value, expected) => {
    expect(parseRobots(forAll(`Crawl-delay: ${value}`), 'x').crawl_delay_ms).toBe(expected);
  });

  it('a delay is for the agents named before it alone', () => {
    const rules = parseRobots('User-agent: slow\nCrawl-delay: 10\n\nUser-agent: *\nDisallow: /a', 'sitepack');
    expect(rules).toMatchObject({ crawl_delay_ms: null, disallow: ['/a'] });
  });

  it('of several delays for us the longest counts', () => {
    const rules = parseRobots(
      'User-agent: sitepack\nCrawl-delay: 2\nCrawl-delay: 5\n\nUser-agent: sitepack\nCrawl-delay: 3',
      'sitepack',
    );
    expect(rules.crawl_delay_ms).toBe(5000);
  });

  it('a sitemap that is no whole URL is one of the host that was asked', () => {
    const file = 'Sitemap: /sitemap.xml\nSitemap:\nSitemap: ftp://a.gov/x';
    expect(parseRobots(file, 'x', 'https://a.gov').sitemaps).toEqual(['https://a.gov/sitemap.xml']);
    expect(parseRobots(file, 'x').sitemaps).toEqual([]);
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
    [418, 'missing', true],
    [499, 'missing', true],
    [408, 'unreachable', false],
    [425, 'unreachable', false],
    [429, 'unreachable', false],
    [500, 'unreachable', false],
    [503, 'unreachable', false],
    [599, 'unreachable', false],
    [999, 'unreachable', false],
    [199, 'unreachable', false],
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

describe('many rules with stars', () => {
  const rules = parseRobots(
    forAll(
      Array.from({ length: 20_000 }, (_, n) => `Disallow: *aa${n.toString(36)}z`)
        .concat('Allow: /open/aa')
        .join('\n'),
    ),
    'sitepack',
  );

  it.each([
    ['/a/page?of=bananas&n=aaz1', true],
    ['/a/page?of=baana&n=aa5z', false],
    [`/${'b'.repeat(2000)}`, true],
    [`/${'b'.repeat(1990)}aa1z`, false],
    // Longer than any pattern that could forbid it.
    [`/open/${'a'.repeat(1990)}`, true],
  ])('decide as they are meant: %s is allowed: %s', (path, expected) => {
    expect(robotsVerdict(rules, path).allowed).toBe(expected);
  });

  it('leave a page alone of which it would take too long to tell, and say so', () => {
    expect(robotsVerdict(rules, `/${'a'.repeat(2000)}`)).toEqual({
      allowed: false,
      rule: 'robots.txt has too many rules with "*" to look for in a path of 2001 characters',
    });
  });
});

describe('bounds', () => {
  const file = (text: string) =>
    robotsFromResponse({ status: 200, body: new TextEncoder().encode(text) }, 'sitepack');

  it('reads 500 KiB, and no more', () => {
    const padding = `#${'x'.repeat(99)}\n`.repeat(Math.ceil(MAX_ROBOTS_BYTES / 101));
    const rules = file(forAll(`Disallow: /a\n${padding}Disallow: /b`));
    expect(robotsVerdict(rules, '/a').allowed).toBe(false);
    expect(robotsVerdict(rules, '/b').allowed).toBe(true);
  });

  it.each(['\n', '\r'])('leaves out the line that the bound cuts', (end) => {
    const start = `User-agent: *${end}Disallow: /a${end}#`;
    const padding = 'x'.repeat(MAX_ROBOTS_BYTES - start.length - 'Disallow: /'.length - 1);
    const rules = file(`${start}${padding}${end}Disallow: /private${end}`);
    expect(robotsVerdict(rules, '/a').allowed).toBe(false);
    expect(robotsVerdict(rules, '/b').allowed).toBe(true);
  });

  it('passes over rules that are longer than any URL, and keeps those with as many stars', () => {
    const long = file(
      forAll(`Disallow: /${'x'.repeat(300_000)}\nDisallow: /a\nDisallow: /b${'*'.repeat(7000)}c`),
    );
    expect(long.source).toBe('file');
    expect(robotsVerdict(long, '/a').allowed).toBe(false);
    expect(robotsVerdict(long, '/b/c').allowed).toBe(false);
  });

  it('reads a thousand agents of a line', () => {
    const names = (count: number) => `User-agent: ${'x,'.repeat(count)} sitepack\nDisallow: /`;
    expect(allowed(names(999), '/a')).toBe(false);
    expect(allowed(names(1000), '/a')).toBe(true);
  });

  it('obeys all rules of as many bytes as it reads', () => {
    const lines = Array.from({ length: MAX_ROBOTS_BYTES / 20 - 1 }, (_, n) => `Disallow: /${100_000 + n}/x`);
    const rules = file(forAll(lines.join('\n')));
    expect(rules.disallow).toHaveLength(lines.length);
    expect(robotsVerdict(rules, `/${100_000 + lines.length - 1}/x`)).toEqual({
      allowed: false,
      rule: `User-agent: *, line ${lines.length + 1}: ${lines.at(-1)}`,
    });
    expect(robotsVerdict(rules, `/${100_000 + lines.length}/x`)).toEqual({ allowed: true });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect(() => robotsVerdict(parseRobots(text, 'x'), path)).not.toThrow();
      }),
    );
  });
});

describe('the name by which a robots.txt means us', () => {
  it.each([
    ['Sitepack/0.1 (+https://site.gov)', 'sitepack'],
    ['My-Site_Bot', 'my-site_bot'],
    ['Mozilla/5.0 (compatible; AcmeBot/1.0; +https://acme.test/bot)', 'acmebot'],
    ['Mozilla/5.0 (compatible; AcmeBot)', 'acmebot'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; acmebot/2.0; +https://acme.test) Safari/1',
      'acmebot',
    ],
    ['Mozilla/5.0 (Linux; Android 6) Safari/537.36 (compatible;AcmeBot/2.1; +https://acme.test)', 'acmebot'],
    ['MozillaBot/1.0 (compatible; other)', 'mozillabot'],
    ['AcmeBot/1.0 (compatible; Mozilla/5.0)', 'acmebot'],
  ])('of %s is %s', (userAgent, name) => {
    expect(robotsToken(userAgent)).toBe(name);
    expect(allowed(`User-agent: ${name}\nDisallow: /`, '/', userAgent)).toBe(false);
    expect(allowed('User-agent: mozilla\nDisallow: /', '/', userAgent)).toBe(true);
    expect(robotsToken(robotsToken(userAgent))).toBe(name);
  });

  it('is what stands first in a line of a robots.txt', () => {
    const line = 'User-agent: Mozilla/5.0 (compatible; AcmeBot/1.0)\nDisallow: /';
    expect(allowed(line, '/', 'AcmeBot/1.0')).toBe(true);
  });

  it.each([
    ['Mozilla/5.0 (compatible; AcmeBot/1.0; +https://acme.test/bot)', true],
    ['AcmeBot/1.0 (+https://acme.test/bot)', true],
    ['MozillaBot/1.0', true],
    ['Mozilla/5.0', false],
    ['mozilla', false],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', false],
    ['Mozilla/5.0 (compatible; +https://acme.test/bot)', false],
    ['Mozilla/5.0 (compatible)', false],
  ])('has to be there: %s may be configured is %s', (userAgent, mayBe) => {
    expect(SETTINGS.user_agent.schema.safeParse(userAgent).success).toBe(mayBe);
    expect(robotsToken(userAgent) !== 'mozilla').toBe(mayBe);
  });
});
