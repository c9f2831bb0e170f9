/** A robots.txt, and what it lets one crawler read. */
export interface RobotsCase {
  /** Where the fact comes from: a section of RFC 9309, or the suite of a parser that people know. */
  readonly from: string;
  readonly shows: string;
  /** Lines, to be joined with LF. */
  readonly robots: readonly string[];
  /** `foobot` when absent. */
  readonly agent?: string;
  readonly allowed?: readonly string[];
  readonly forbidden?: readonly string[];
  /** Where the suite it comes from expects something else: why we do as we do. */
  readonly differs?: string;
}

const google = 'google/robotstxt robots_test.cc';
const protego = 'scrapy/protego test_protego.py';
const reppy = 'seomoz/reppy test_robots.py, test_agent.py';
const commons = 'crawler-commons SimpleRobotRulesParserTest';

/** What fict.org says in the draft of 1996, which several suites have taken over. */
const FICT = [
  '# /robots.txt for http://www.fict.org/',
  '# comments to webmaster@fict.org',
  '',
  'User-agent: unhipbot',
  'Disallow: /',
  '',
  'User-agent: webcrawler',
  'User-agent: excite',
  'Disallow: ',
  '',
  'User-agent: *',
  'Disallow: /org/plans.html',
  'Allow: /org/',
  'Allow: /serv',
  'Allow: /~mak',
  'Disallow: /',
];
const FICT_PATHS = [
  '/',
  '/index.html',
  '/server.html',
  '/services/fast.html',
  '/orgo.gif',
  '/org/about.html',
  '/org/plans.html',
  '/%7Ejim/jim.html',
  '/%7Emak/mak.html',
];

/** What crawler-commons took over from Nutch; with a comma where that has a space, which parts no names (see below). */
const NUTCH = [
  'User-Agent: Agent1 #foo',
  'Disallow: /a',
  'Disallow: /b/a',
  '#Disallow: /c',
  '',
  'User-Agent: Agent2, Agent3#foo',
  'User-Agent: Agent4',
  'Disallow: /d',
  'Disallow: /e/d/',
  '',
  'User-Agent: *',
  'Disallow: /foo/bar/',
];

/** The first example of RFC 9309, section 5.1. */
const RFC_SIMPLE = [
  'User-Agent: *',
  'Disallow: *.gif$',
  'Disallow: /example/',
  'Allow: /publications/',
  '',
  'User-Agent: foobot',
  'Disallow:/',
  'Allow:/example/page.html',
  'Allow:/example/allowed.gif',
  '',
  'User-Agent: barbot',
  'User-Agent: bazbot',
  'Disallow: /example/page.html',
  '',
  'User-Agent: quxbot',
];

const ONLY = (...lines: string[]): string[] => ['User-agent: foobot', 'Disallow: /', ...lines];

/** Groups, and which of them concerns a crawler. */
export const GROUP_CASES: readonly RobotsCase[] = [
  {
    from: 'RFC 9309, 2.1',
    shows: 'rules belong to all agents named in a row before them',
    robots: ['User-agent: barbot', 'User-agent: foobot', 'Disallow: /a'],
    forbidden: ['/a'],
    allowed: ['/b'],
  },
  {
    from: 'RFC 9309, 2.1',
    shows: 'a rule ends the row of agents',
    robots: ['User-agent: foobot', 'Disallow: /a', 'User-agent: barbot', 'Disallow: /b'],
    forbidden: ['/a'],
    allowed: ['/b'],
  },
  {
    from: 'RFC 9309, 2.1',
    shows: 'blank lines and comments part no group',
    robots: ['User-agent: foobot', '', '# and now', '', 'Disallow: /a', '', 'Disallow: /b'],
    forbidden: ['/a', '/b'],
  },
  {
    from: 'RFC 9309, 2.1',
    shows: 'the last group may be without rules, and forbids nothing',
    robots: ['User-agent: *', 'Disallow: /', '', 'User-agent: foobot'],
    allowed: ['/', '/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'a name is the same in whatever case',
    robots: ['User-agent: FooBot', 'Disallow: /a'],
    forbidden: ['/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'a name in the file and our own are the same in whatever case',
    robots: ['User-agent: foobot', 'Disallow: /a'],
    agent: 'FOOBOT',
    forbidden: ['/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'the product token is what the identification begins with',
    robots: ['User-agent: foobot', 'Disallow: /a'],
    agent: 'FooBot/2.1 (+https://foo.example/bot)',
    forbidden: ['/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'letters, hyphens and underscores make a name',
    robots: ['User-agent: Foo_Bot-News', 'Disallow: /a'],
    agent: 'foo_bot-news',
    forbidden: ['/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'groups of the same name are one',
    robots: [
      'User-agent: foobot',
      'Disallow: /a',
      '',
      'User-agent: x',
      'Disallow: /c',
      '',
      'User-agent: foobot',
      'Disallow: /b',
    ],
    forbidden: ['/a', '/b'],
    allowed: ['/c'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'groups of * are one, too',
    robots: [
      'User-agent: *',
      'Disallow: /a',
      '',
      'User-agent: x',
      'Disallow: /c',
      '',
      'User-agent: *',
      'Disallow: /b',
    ],
    forbidden: ['/a', '/b'],
    allowed: ['/c'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'without a group of our name the one of * counts',
    robots: ['User-agent: barbot', 'Disallow: /b', '', 'User-agent: *', 'Disallow: /a'],
    forbidden: ['/a'],
    allowed: ['/b'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'with one the group of * does not count, wherever it stands',
    robots: ['User-agent: foobot', 'Disallow: /b', '', 'User-agent: *', 'Disallow: /'],
    forbidden: ['/b'],
    allowed: ['/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'where neither is, no rules apply',
    robots: ['User-agent: barbot', 'Disallow: /'],
    allowed: ['/', '/a'],
  },
  {
    from: 'RFC 9309, 2.2.1',
    shows: 'where no group is, no rules apply',
    robots: [],
    allowed: ['/', '/a'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'rules that are in no group are passed over',
    robots: ['Disallow: /', 'Allow: /b', 'User-agent: foobot', 'Disallow: /a'],
    forbidden: ['/a'],
    allowed: ['/b', '/c'],
  },
  {
    from: 'RFC 9309, 2.2.4',
    shows: 'a sitemap ends no group',
    robots: [
      'User-agent: barbot',
      'Sitemap: https://foo.example/s.xml',
      'User-agent: foobot',
      'Disallow: /a',
    ],
    agent: 'barbot',
    forbidden: ['/a'],
  },
  {
    from: 'RFC 9309, 2.2.4',
    shows: 'a sitemap among rules keeps those behind it in the group',
    robots: ['User-agent: foobot', 'Disallow: /a', 'Sitemap: https://foo.example/s.xml', 'Disallow: /b'],
    forbidden: ['/a', '/b'],
  },
  {
    from: 'RFC 9309, 5.1',
    shows: 'the simple example, to whoever is not named',
    robots: RFC_SIMPLE,
    agent: 'otherbot',
    forbidden: ['/example/page.html', '/example/allowed.gif', '/a.gif', '/x/y.gif'],
    allowed: ['/', '/publications/', '/a.gif?x', '/publications/page'],
  },
  {
    from: 'RFC 9309, 5.1',
    shows: 'the simple example, to one that may read two pages alone',
    robots: RFC_SIMPLE,
    forbidden: ['/', '/example/', '/publications/', '/example/page.htm'],
    allowed: ['/example/page.html', '/example/allowed.gif'],
  },
  {
    from: 'RFC 9309, 5.1',
    shows: 'the simple example, to the second of two that share a group',
    robots: RFC_SIMPLE,
    agent: 'bazbot',
    forbidden: ['/example/page.html'],
    allowed: ['/', '/a.gif', '/example/'],
  },
  {
    from: 'RFC 9309, 5.1',
    shows: 'the simple example, to one with a group without rules',
    robots: RFC_SIMPLE,
    agent: 'quxbot',
    allowed: ['/', '/a.gif', '/example/page.html'],
  },
  {
    from: `${google}: ID_LineSyntax_Groups`,
    shows: 'groups that are taken up again',
    robots: [
      'allow: /foo/bar/',
      '',
      'user-agent: FooBot',
      'disallow: /',
      'allow: /x/',
      'user-agent: BarBot',
      'disallow: /',
      'allow: /y/',
      '',
      '',
      'allow: /w/',
      'user-agent: BazBot',
      '',
      'user-agent: FooBot',
      'allow: /z/',
      'disallow: /',
    ],
    allowed: ['/x/b', '/z/d'],
    forbidden: ['/y/c', '/foo/bar/', '/w/a'],
  },
  {
    from: `${google}: ID_LineSyntax_Groups`,
    shows: 'a group goes on behind blank lines',
    robots: ['user-agent: BarBot', 'disallow: /', 'allow: /y/', '', '', 'allow: /w/', 'user-agent: BazBot'],
    agent: 'barbot',
    allowed: ['/y/c', '/w/a'],
    forbidden: ['/z/d'],
  },
  {
    from: `${google}: GoogleOnly_AcceptUserAgentUpToFirstSpace`,
    shows: 'words behind a name do not matter',
    robots: ['User-Agent: *', 'Disallow: /', 'User-Agent: Foo Bar', 'Allow: /x/', 'Disallow: /'],
    agent: 'foo',
    allowed: ['/x/y'],
    forbidden: ['/y'],
  },
  {
    from: `${google}: ID_VerifyValidUserAgentsToObey`,
    shows: 'a crawler without a name of its own goes by *',
    robots: ['User-agent: *', 'Disallow: /a', 'User-agent: foobot', 'Disallow: /b'],
    agent: '42/1.0',
    forbidden: ['/a'],
    allowed: ['/b'],
  },
  {
    from: `${google}: robots.cc ExtractUserAgent`,
    shows: 'a version behind a name does not matter',
    robots: ['User-agent: FooBot/1.0', 'Disallow: /a'],
    forbidden: ['/a'],
  },
  {
    from: `${commons}: testMultiMatches`,
    shows: 'a longer name is another crawler',
    robots: ['User-agent: foobotnews', 'Disallow: /', '', 'User-agent: foobot', 'Disallow: /a'],
    forbidden: ['/a'],
    allowed: ['/b'],
  },
  {
    from: `${commons}: testMultiMatches`,
    shows: 'a shorter name is another crawler',
    robots: ['User-agent: foo', 'Disallow: /', '', 'User-agent: *', 'Disallow: /a'],
    forbidden: ['/a'],
    allowed: ['/b'],
  },
  {
    from: `${commons}: testMultiWildcard`,
    shows: 'of two groups of * both count',
    robots: ['User-agent: *', 'Disallow: /index.html', 'Allow: /', '', 'User-agent: *', 'Disallow: /'],
    forbidden: ['/index.html'],
    allowed: ['/anypage.html'],
  },
  {
    from: `${commons}: testSpacesInMultipleUserAgentNames`,
    shows: 'a list with commas names each',
    robots: ['User-agent: One, Two, foobot', 'Disallow: /', '', 'User-agent: *', 'Allow: /'],
    forbidden: ['/fish'],
  },
  {
    from: `${commons}: testSpacesInMultipleUserAgentNames`,
    shows: 'a list with commas names nobody else',
    robots: ['User-agent: One, Two, Three', 'Disallow: /', '', 'User-agent: *', 'Allow: /'],
    allowed: ['/fish'],
  },
  {
    from: `${commons}: testMultiAgentNames`,
    shows: 'a second word is no name',
    robots: ['User-agent: crawler foobot', 'Disallow: /index.html'],
    allowed: ['/index.html'],
    differs: 'a space is in no name and parts none; Google reads the first word alone',
  },
  ...(['Agent-a', 'Agent-b'] as const).map((agent): RobotsCase => {
    const mine = agent === 'Agent-a';
    return {
      from: `${commons}: testNutchCases`,
      shows: `Nutch's example, to ${agent}`,
      robots: NUTCH.map((line) => line.replace('Agent1', 'Agent-a').replace('Agent3', 'Agent-b')),
      agent,
      forbidden: mine
        ? ['/a', '/a/', '/a/bloh/foo.html', '/b/a/index.html']
        : ['/d', '/d/a', '/e/d/foo.html'],
      allowed: mine
        ? ['/b', '/b/b/foo.html', '/c', '/d', '/foo/bar/baz.html']
        : ['/a', '/b/a', '/e/d', '/e/doh.html', '/foo/bar/baz.html'],
    };
  }),
  {
    from: `${commons}: testNutchCases`,
    shows: "Nutch's example, to whoever is not named",
    robots: NUTCH,
    forbidden: ['/foo/bar/baz.html'],
    allowed: ['/a', '/b/a', '/d', '/e/d/foo.html', '/f/'],
  },
  {
    from: `${commons}: testHeritrixCases`,
    shows: 'a Crawl-delay among rules keeps those behind it in the group',
    robots: ['User-agent: foobot', 'Disallow: /', 'Crawl-Delay: 20', 'Allow: /images/'],
    forbidden: ['/path', '/'],
    allowed: ['/images/a.png'],
  },
  {
    from: `${commons}: testBrokenKrugleRobotsTxtFile`,
    shows: 'a Crawl-delay ends no row of agents',
    robots: ['User-agent: foobot', 'Crawl-delay: 1', '', 'User-agent: qihoobot', 'Disallow: /'],
    forbidden: ['/examples/index.html'],
    differs: 'RFC 9309, 2.2.4: other records must not get in the way of the groups; Google reads it so, too',
  },
  {
    from: `${reppy}: test_grouping_unknown_keys; ${protego}: test_grouping_unknown_keys`,
    shows: 'lines that nobody knows end no row of agents',
    robots: [
      'User-agent: *',
      'Disallow: /2/',
      'User-agent: *',
      'Noindex: /gb.html',
      'User-agent: ia_archiver',
      'Disallow: /',
    ],
    forbidden: ['/foo', '/2/'],
    differs: 'RFC 9309, 2.2.4: other records must not get in the way of the groups; Google reads it so, too',
  },
  {
    from: `${protego}: test_skip_unknown_directives`,
    shows: 'lines that nobody knows are passed over',
    robots: ['User-Agent: foobot', 'Disallow: /one', 'Harry: Potter', 'User-Agent: two', 'Disallow: /two'],
    forbidden: ['/one'],
    allowed: ['/two'],
  },
  {
    from: `${reppy}: test_no_leading_user_agent`,
    shows: 'rules without an agent are for nobody',
    robots: ['Disallow: /path', 'Allow: /path/exception', 'Crawl-delay: 7'],
    allowed: ['/path', '/path/exception', '/'],
    differs: 'RFC 9309, 2.2.2: rules that are in no group should be passed over; Protego does so, too',
  },
  ...(['unhipbot', 'excite', 'anything'] as const).map((agent): RobotsCase => {
    const open =
      agent === 'anything'
        ? ['/server.html', '/services/fast.html', '/org/about.html', '/%7Emak/mak.html']
        : [];
    const allowed = agent === 'excite' ? FICT_PATHS : open;
    return {
      from: `${reppy}: test_rfc_example; ${protego}: test_1996rfc_examples; ${commons}: testRfpCases`,
      shows: `the example of 1996, to ${agent}`,
      robots: FICT,
      agent: `${agent}/0.1`,
      allowed: ['/robots.txt', ...allowed],
      forbidden: FICT_PATHS.filter((path) => !allowed.includes(path)),
    };
  }),
  {
    from: `${protego}: test_implicit_allow`,
    shows: 'an empty Disallow in a group of our name lets everything be read',
    robots: ['User-agent: *', 'Disallow:    /', '', 'User-agent: foobot', 'Disallow:'],
    allowed: ['/', '/bar.html'],
  },
];

/** Which of several rules decides. */
export const PRECEDENCE_CASES: readonly RobotsCase[] = [
  {
    from: 'RFC 9309, 5.2',
    shows: 'the longest match counts',
    robots: ['User-Agent: foobot', 'Allow: /example/page/', 'Disallow: /example/page/disallowed.gif'],
    forbidden: ['/example/page/disallowed.gif'],
    allowed: ['/example/page/', '/example/page/allowed.gif'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'of two that are the same Allow counts, whichever stands first',
    robots: ['User-agent: foobot', 'Disallow: /a', 'Allow: /a', 'Allow: /b', 'Disallow: /b'],
    allowed: ['/a', '/b', '/a/x'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'where no rule matches, it is allowed',
    robots: ['User-agent: foobot', 'Disallow: /a'],
    allowed: ['/', '/b'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: '/robots.txt itself may always be read',
    robots: ['User-agent: foobot', 'Disallow: /', 'Disallow: /robots.txt'],
    allowed: ['/robots.txt'],
    forbidden: ['/robots.txt?x', '/x/robots.txt'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'case counts in paths',
    robots: ['User-agent: foobot', 'Disallow: /x/', 'Disallow: /Y/'],
    forbidden: ['/x/y', '/Y/'],
    allowed: ['/X/y', '/y/'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'a rule begins to match with the first octet of the path',
    robots: ['User-agent: foobot', 'Disallow: /fish'],
    forbidden: ['/fish', '/fish.html', '/fish/salmon.html', '/fishheads', '/fish.php?id=anything'],
    allowed: ['/Fish.asp', '/catfish', '/?id=fish', '/fis', '/desert/fish'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'octets are counted in the spelling that is compared',
    robots: ['User-agent: foobot', 'Disallow: /%61%62', 'Allow: /abc'],
    allowed: ['/abc', '/abcd'],
    forbidden: ['/ab', '/abd'],
  },
  ...[
    { rules: ['Disallow: /x/page.html', 'Allow: /x/'], forbidden: ['/x/page.html'], allowed: ['/x/'] },
    { rules: ['Allow: /x/page.html', 'Disallow: /x/'], forbidden: ['/x/'], allowed: ['/x/page.html'] },
    { rules: ['Disallow: ', 'Allow: '], allowed: ['/x/page.html'] },
    { rules: ['Disallow: /', 'Allow: /'], allowed: ['/x/page.html'] },
    { rules: ['Disallow: /x', 'Allow: /x/'], forbidden: ['/x'], allowed: ['/x/'] },
    { rules: ['Disallow: /x/page.html', 'Allow: /x/page.html'], allowed: ['/x/page.html'] },
    { rules: ['Allow: /page', 'Disallow: /*.html'], forbidden: ['/page.html'], allowed: ['/page'] },
    { rules: ['Allow: /x/page.', 'Disallow: /*.html'], forbidden: ['/x/y.html'], allowed: ['/x/page.html'] },
    { rules: ['Allow: /p', 'Disallow: /'], allowed: ['/page'], forbidden: ['/'] },
    { rules: ['Allow: /folder', 'Disallow: /folder'], allowed: ['/folder/page'] },
    { rules: ['Allow: /page', 'Disallow: /*.htm'], forbidden: ['/page.htm'] },
    { rules: ['Allow: /$', 'Disallow: /'], allowed: ['/'], forbidden: ['/page.html'] },
  ].map(({ rules, allowed = [], forbidden = [] }): RobotsCase => ({
    from: `${google}: ID_LongestMatch, GoogleOnly_DocumentationChecks; ${protego}: test_length_based_precedence`,
    shows: rules.join(', '),
    robots: ['User-agent: foobot', ...rules],
    allowed,
    forbidden,
  })),
  {
    from: `${google}: ID_LongestMatch`,
    shows: 'the group of * adds nothing to the one of our name',
    robots: ['User-agent: *', 'Disallow: /x/', 'User-agent: FooBot', 'Disallow: /y/'],
    allowed: ['/x/page'],
    forbidden: ['/y/page'],
  },
  {
    from: `${google}: GoogleOnly_IndexHTMLisDirectory; ${protego}: test_index_html_is_directory`,
    shows: 'index.html is a file as any other',
    robots: ['User-agent: *', 'Allow: /allowed-slash/index.html', 'Disallow: /'],
    allowed: ['/allowed-slash/index.html'],
    forbidden: ['/allowed-slash/', '/allowed-slash/index.htm'],
    differs: 'RFC 9309 knows no such rule, and a folder may list what its index.html does not',
  },
  {
    from: `${protego}: test_leading_asterisk`,
    shows: 'a star may begin a pattern, and counts as one octet',
    robots: ['User-agent: *', 'Allow: */p', 'Disallow: /'],
    allowed: ['/page', '/x/page'],
    forbidden: ['/x'],
  },
  {
    from: `${protego}: test_leading_asterisk`,
    shows: 'of two with stars the longer counts',
    robots: ['User-agent: *', 'Allow: /page', 'Disallow: */*.htm'],
    forbidden: ['/page.htm'],
  },
  {
    from: `${commons}: testCaseSensitivePaths`,
    shows: 'an Allow is as exact about case',
    robots: ['User-agent: *', 'Allow: /AnyPage.html', 'Allow: /somepage.html', 'Disallow: /'],
    allowed: ['/AnyPage.html', '/somepage.html'],
    forbidden: ['/anypage.html', '/SomePage.html'],
  },
];

/** Stars, dollars, and characters that are encoded. */
export const PATTERN_CASES: readonly RobotsCase[] = [
  {
    from: 'RFC 9309, 2.2.3',
    shows: '* stands for any characters, none among them',
    robots: ['User-agent: foobot', 'Disallow: /this/*/exactly'],
    forbidden: ['/this/a/exactly', '/this/a/b/exactly', '/this//exactly', '/this/a/exactly/and/more'],
    allowed: ['/this/exactly', '/that/a/exactly'],
  },
  {
    from: 'RFC 9309, 2.2.3',
    shows: '$ stands for the end',
    robots: ['User-agent: foobot', 'Disallow: /this/path/exactly$'],
    forbidden: ['/this/path/exactly'],
    allowed: ['/this/path/exactly/', '/this/path/exactly?x', '/this/path/exactl'],
  },
  {
    from: 'RFC 9309, 2.2.3',
    shows: 'stars and dollars of a URL are matched by their encodings',
    robots: ['User-agent: foobot', 'Disallow: /path/file-with-a-%2A.html', 'Disallow: /path/foo-%24'],
    forbidden: ['/path/file-with-a-*.html', '/path/file-with-a-%2A.html', '/path/foo-$', '/path/foo-%24'],
    allowed: ['/path/file-with-a-b.html', '/path/foo-'],
  },
  ...[
    ['/foo/bar?baz=quz', '/foo/bar?baz=quz'],
    ['/foo/bar?baz=https://foo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar'],
    ['/foo/bar?baz=https%3A%2F%2Ffoo.bar', '/foo/bar?baz=https://foo.bar'],
    ['/foo/bar/ツ', '/foo/bar/%E3%83%84'],
    ['/foo/bar/%E3%83%84', '/foo/bar/%E3%83%84'],
    ['/foo/bar/%e3%83%84', '/foo/bar/%E3%83%84'],
    ['/foo/bar/%62%61%7A', '/foo/bar/baz'],
    ['/foo/bar/baz', '/foo/bar/%62%61%7A'],
  ].map(([pattern = '', path = '']): RobotsCase => ({
    from: 'RFC 9309, 2.2.2, table 1',
    shows: `${pattern} matches ${path}`,
    robots: ['User-agent: foobot', `Disallow: ${pattern}`],
    forbidden: [path, `${path}/more`],
    allowed: ['/foo/bar/', '/foo/bar?baz='],
  })),
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'a slash that is encoded parts no segments, and is none',
    robots: ['User-agent: foobot', 'Disallow: /a%2fb'],
    forbidden: ['/a%2Fb', '/a%2fb'],
    allowed: ['/a/b'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'what parts the fields of a query is not what is encoded in them',
    robots: ['User-agent: foobot', 'Disallow: /s?a=1&b', 'Disallow: /t?a%3Db', 'Disallow: /u?a+b'],
    forbidden: ['/s?a=1&b', '/t?a%3Db', '/u?a+b'],
    allowed: ['/s?a=1%26b', '/t?a=b', '/u?a%2Bb'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'a pattern without a question mark is compared with the query as it is written',
    robots: ['User-agent: foobot', 'Disallow: /*%2Fx', 'Disallow: */print/'],
    forbidden: ['/a%2Fx', '/a?b=%2Fx', '/a?b=/print/', '/a?b=%2Fprint%2F'],
    allowed: ['/a/x', '/a?b=/x'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'brackets and the like part nothing, encoded or not',
    robots: [
      'User-agent: foobot',
      'Disallow: /*?filter[',
      "Disallow: /o'x",
      'Disallow: /wiki/User%3A',
      'Disallow: /(draft)',
    ],
    forbidden: ['/a?filter%5Bx%5D=1', '/a?filter[x]=1', '/o%27x', '/wiki/User:Me', '/%28draft%29/1'],
    allowed: ['/a?filter=1'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'what may not stand in a URL is encoded in both',
    robots: ['User-agent: foobot', 'Disallow: /a b', 'Disallow: /c|d', 'Disallow: /e<f'],
    forbidden: ['/a%20b', '/c|d', '/c%7Cd', '/e%3Cf'],
    allowed: ['/a+b'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'a percent sign that encodes nothing is itself',
    robots: ['User-agent: foobot', 'Disallow: /100%', 'Disallow: /%zz'],
    forbidden: ['/100%', '/%zz'],
    allowed: ['/100'],
  },
  {
    from: 'RFC 9309, 2.2.2',
    shows: 'dot segments of a pattern are not resolved',
    robots: ['User-agent: foobot', 'Disallow: /a/./b', 'Disallow: /c/../d'],
    forbidden: ['/a/./b'],
    allowed: ['/a/b', '/d'],
  },
  {
    from: 'RFC 9309, 2.2 (path-pattern)',
    shows: 'what begins with neither / nor * is no path',
    robots: [
      'User-agent: foobot',
      'Disallow: fish',
      'Disallow: https://foo.example/fish',
      'Disallow: ?fish',
      'Disallow: $',
    ],
    allowed: ['/', '/fish', '/?fish'],
  },
  ...[
    {
      pattern: '/fish',
      open: [
        '/fish',
        '/fish.html',
        '/fish/salmon.html',
        '/fishheads',
        '/fishheads/yummy.html',
        '/fish.html?id=anything',
      ],
      shut: ['/bar', '/Fish.asp', '/catfish', '/?id=fish'],
    },
    {
      pattern: '/fish*',
      open: ['/fish', '/fish.html', '/fish/salmon.html', '/fishheads', '/fish.html?id=anything'],
      shut: ['/bar', '/Fish.bar', '/catfish', '/?id=fish'],
    },
    {
      pattern: '/fish/',
      open: ['/fish/', '/fish/salmon', '/fish/?salmon', '/fish/salmon.html', '/fish/?id=anything'],
      shut: ['/bar', '/fish', '/fish.html', '/Fish/Salmon.html'],
    },
    {
      pattern: '/*.php',
      open: [
        '/filename.php',
        '/folder/filename.php',
        '/folder/filename.php?parameters',
        '//folder/any.php.file.html',
        '/filename.php/',
        '/index?f=filename.php/',
      ],
      shut: ['/bar', '/php/', '/index?php', '/windows.PHP'],
    },
    {
      pattern: '/*.php$',
      open: ['/filename.php', '/folder/filename.php'],
      shut: [
        '/bar',
        '/filename.php?parameters',
        '/filename.php/',
        '/filename.php5',
        '/php/',
        '/filename?php',
        '/aaaphpaaa',
        '//windows.PHP',
      ],
    },
    {
      pattern: '/fish*.php',
      open: ['/fish.php', '/fishheads/catfish.php?parameters'],
      shut: ['/bar', '/Fish.PHP'],
    },
  ].map(({ pattern, open, shut }): RobotsCase => ({
    from: `${google}: GoogleOnly_DocumentationChecks; ${commons}: testGooglePatternMatching`,
    shows: `Allow: ${pattern}`,
    robots: ONLY(`Allow: ${pattern}`),
    allowed: open,
    forbidden: shut,
  })),
  {
    from: `${google}: ID_Encoding; ${protego}: test_percentage_encoding`,
    shows: 'a URL in a query',
    robots: ONLY('Allow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par'),
    allowed: ['/foo/bar?qux=taz&baz=http://foo.bar?tar&par'],
    forbidden: ['/foo/bar?qux=taz'],
  },
  {
    from: `${google}: ID_Encoding`,
    shows: 'letters that are encoded without need are the letters',
    robots: ONLY('Allow: /foo/bar/%62%61%7A'),
    allowed: ['/foo/bar/baz', '/foo/bar/%62%61%7A'],
    differs: 'RFC 9309, 2.2.2, table 1 has them decoded; Protego decodes them, too',
  },
  {
    from: `${google}: ID_SpecialCharacters; ${protego}: test_allowed_wildcards`,
    shows: 'a star between slashes',
    robots: ['User-agent: FooBot', 'Disallow: /foo/bar/quz', 'Allow: /foo/*/qux'],
    forbidden: ['/foo/bar/quz'],
    allowed: ['/foo/quz', '/foo//quz', '/foo/bax/quz'],
  },
  {
    from: `${google}: ID_SpecialCharacters; ${protego}: test_allowed_wildcards`,
    shows: 'an end that another rule goes beyond',
    robots: ['User-agent: FooBot', 'Disallow: /foo/bar$', 'Allow: /foo/bar/qux'],
    forbidden: ['/foo/bar'],
    allowed: ['/foo/bar/qux', '/foo/bar/', '/foo/bar/baz'],
  },
  {
    from: `${google}: ID_SpecialCharacters; ${protego}: test_comments`,
    shows: '# begins a comment wherever it stands',
    robots: ['User-agent: FooBot', '# Disallow: /', 'Disallow: /foo/quz#qux', 'Allow: /'],
    allowed: ['/foo/bar'],
    forbidden: ['/foo/quz'],
  },
  ...[
    { rule: 'Disallow:  /foo*', open: ['/fo.html'], shut: ['/foo.html', '/food', '/foo/bar.html'] },
    {
      rule: 'Disallow:  /foo*/bar.html',
      open: ['/fo.html', '/food/xyz.html'],
      shut: ['/foo/bar.html', '/food/bar.html', '/foo/a/b/c/x/y/z/bar.html'],
    },
    {
      rule: 'Disallow:  *m',
      open: ['/foo', '/foo/bar.txt'],
      shut: ['/foo.htm', '/foo.html', '/foom', '/moo', '/foo/bar.html'],
    },
    { rule: 'Disallow: *', open: [], shut: ['/', '/fo.html', '/foo/bar.txt'] },
    {
      rule: 'Disallow:  /foo*/*bar.html',
      open: ['/food/rebarf.html'],
      shut: ['/foo/bar.html', '/food/rebar.html', '/foo/a/b/c/rebar.html'],
    },
    {
      rule: 'Disallow: *****************/****.js',
      open: ['/inlife/daily/fashion-20160727/'],
      shut: ['/a/b.js', '/.js'],
    },
    {
      rule: 'Disallow: /disallowed/*/end$',
      open: ['/disallowed', '/disallowed/x/endinglater'],
      shut: ['/disallowed/x/end'],
    },
    { rule: 'Disallow: /*s=', open: ['/', '/s/'], shut: ['/?s=asd'] },
    { rule: 'Disallow: //folder/*', open: ['/folder/', '//folder'], shut: ['//folder/page'] },
    { rule: 'Disallow: /path;params?query', open: ['/path'], shut: ['/path;params?query'] },
    { rule: 'Disallow: /?', open: ['/'], shut: ['/?', '/?query'] },
    { rule: 'Disallow: /;', open: ['/'], shut: ['/;', '/;params'] },
    { rule: 'Disallow: /a<*', open: ['/a'], shut: ['/a<d.html', '/a%3cd.html'] },
    { rule: 'Disallow: /a%3c*', open: ['/a'], shut: ['/a<d.html', '/a%3cd.html'] },
    { rule: 'Disallow: /x$/abc', open: ['/x'], shut: ['/x$/abcdef', '/x%24/abcdef'] },
    { rule: 'Disallow: /x*x$/abc', open: ['/xabcx'], shut: ['/xabcx$/abcdef', '/xabcx%24/abcdef'] },
    { rule: 'Disallow: /y*y/abc$', open: ['/yabcy/abcdef'], shut: ['/yabcy/abc'] },
    { rule: 'Disallow: /x/abc%24', open: ['/x/abc'], shut: ['/x/abc$abc', '/x/abc$'] },
    { rule: 'Disallow: /x%2Ax/abc', open: ['/xabcx/abc'], shut: ['/x*x/abc', '/x*x/abcdef'] },
    { rule: 'Disallow: /%7ejoe/', open: ['/joe/'], shut: ['/~joe/index.html', '/%7Ejoe/index.html'] },
    { rule: 'Disallow: /wiki/Käyttäjä:', open: ['/wiki/'], shut: ['/wiki/K%C3%A4ytt%C3%A4j%C3%A4:'] },
  ].map(({ rule, open, shut }): RobotsCase => ({
    from: `${protego}: test_allowed_wildcards, test_url_parts and those of escapes; ${reppy}`,
    shows: rule,
    robots: ['User-agent: foobot', rule],
    allowed: open,
    forbidden: shut,
  })),
  {
    from: `${protego}: test_special_symbols_dual_behaviour`,
    shows: 'a $ at the end is the end and nothing else',
    robots: ['User-agent: foobot', 'Disallow: /x/abc$'],
    forbidden: ['/x/abc'],
    allowed: ['/x/abc$', '/x/abc%24'],
    differs: 'RFC 9309, 2.2.3: whoever means the character writes %24',
  },
  {
    from: `${commons}: testQueryParamInDisallow`,
    shows: 'a star at the end changes nothing',
    robots: ['User-agent: *', 'Disallow: /index.cfm?fuseaction=sitesearch.results*'],
    forbidden: ['/index.cfm?fuseaction=sitesearch.results&type=People&qry=california&pg=2'],
  },
];

/** How lines are written. Each forbids `/a` and allows `/b`. */
export const LINE_CASES: readonly Omit<RobotsCase, 'allowed' | 'forbidden'>[] = [
  { from: 'RFC 9309, 2.2', shows: 'as it should be', robots: ['User-agent: foobot', 'Disallow: /a'] },
  {
    from: 'RFC 9309, 2.2',
    shows: 'space and tabs about',
    robots: [' \tUser-agent \t: \tfoobot \t', '\tDisallow\t:\t/a\t'],
  },
  { from: 'RFC 9309, 2.2', shows: 'no space at all', robots: ['user-agent:foobot', 'disallow:/a'] },
  {
    from: 'RFC 9309, 2.2',
    shows: 'a comment behind',
    robots: ['User-agent: foobot# us', 'Disallow: /a # this'],
  },
  {
    from: 'RFC 9309, 2.3.1.5',
    shows: 'noise between',
    robots: ['User-agent: foobot', ':', ': :', '=====', 'Disallow', 'Disallow /x y', 'Disallow: /a'],
  },
  {
    from: 'RFC 9309, 2.3.1.5',
    shows: 'control characters between',
    robots: ['User-agent: foobot', '\u0001\u0002\u001B[0m', 'Disallow: /a'],
  },
  {
    from: 'RFC 9309, 2.3.1.5',
    shows: 'a very long line between',
    robots: [
      'User-agent: foobot',
      `Allow: /${'x'.repeat(20_000)}`,
      `X-${'y'.repeat(20_000)}`,
      'Disallow: /a',
    ],
  },
  {
    from: `${google}: ID_REPLineNamesCaseInsensitive`,
    shows: 'capitals',
    robots: ['USER-AGENT: FooBot', 'DISALLOW: /a'],
  },
  {
    from: `${google}: ID_REPLineNamesCaseInsensitive`,
    shows: 'capitals here and there',
    robots: ['uSeR-aGeNt: foobot', 'dIsAlLoW: /a'],
  },
  {
    from: `${google}: ID_LineSyntax_Line; ${protego}: test_generosity`,
    shows: 'no colon',
    robots: ['user-agent FooBot', 'disallow /a'],
  },
  {
    from: `${google}: robots.cc KeyIsUserAgent`,
    shows: 'user agent without its hyphen',
    robots: ['useragent: foobot', 'Disallow: /a'],
  },
  {
    from: `${google}: robots.cc KeyIsUserAgent`,
    shows: 'user agent as two words',
    robots: ['user agent: foobot', 'Disallow: /a'],
  },
  ...['Dissallow', 'Dissalow', 'Disalow', 'Diasllow', 'Disallaw', 'Desallow'].map((key) => ({
    from: `${protego}: test_malformed_disallow; ${commons}: testDirectiveTypos`,
    shows: `${key} for Disallow`,
    robots: ['User-agent: foobot', `${key}: /a`],
  })),
  {
    from: `${commons}: testMixedEndings`,
    shows: 'all ends of lines in one file',
    robots: ['# x\r', '# y\r\rUser-agent: x', 'Disallow: /\rUser-agent: foobot\r', 'Disallow: /a\r'],
  },
  {
    from: `${commons}: testMixedEndings`,
    shows: 'another kind of white space as a path',
    robots: ['User-agent: foobot', 'Disallow: \u0085', 'Disallow: /a'],
  },
  {
    from: `${commons}: testUnsupportedFields`,
    shows: 'a field that nobody knows',
    robots: ['User-agent: x', 'Allow: /', 'newfield: 234', 'User-agent: foobot', 'Disallow: /a'],
  },
];

/** Files by their bytes. Each is for all, forbids `/a` and allows `/b`. */
export const FILE_CASES: readonly {
  readonly from: string;
  readonly shows: string;
  readonly bytes: Uint8Array;
}[] = [
  ...(
    [
      ['LF', '\n'],
      ['CR LF', '\r\n'],
      ['CR', '\r'],
    ] as const
  ).map(([name, end]) => ({
    from: `RFC 9309, 2.2 (NL); ${google}: ID_LinesNumbersAreCountedCorrectly`,
    shows: `lines that end with ${name}, but for the last one`,
    bytes: Buffer.from(['User-agent: *', '', 'Disallow: /a'].join(end)),
  })),
  ...[[0xef, 0xbb, 0xbf], [0xef, 0xbb], [0xef]].map((mark) => ({
    from: `${google}: ID_UTF8ByteOrderMarkIsSkipped; ${reppy}: test_utf8_bom`,
    shows: `a byte order mark of ${mark.length} bytes`,
    bytes: Buffer.concat([Buffer.from(mark), Buffer.from('User-agent: *\nDisallow: /a')]),
  })),
  {
    from: 'RFC 9309, 2.3.1.5',
    shows: 'a byte order mark in the middle, as of two files that were joined',
    bytes: Buffer.from('User-agent: *\n\uFEFFDisallow: /a'),
  },
  {
    from: `${commons}: testRobotsWithUTF16LEBOM; ${reppy}: test_utf16_bom`,
    shows: 'UTF-16, little end first',
    bytes: Buffer.from('\uFEFFUser-agent: *\r\nDisallow: /a', 'utf16le'),
  },
  {
    from: `${commons}: testRobotsWithUTF16BEBOM`,
    shows: 'UTF-16, big end first',
    bytes: Buffer.from('\uFEFFUser-agent: *\nDisallow: /a', 'utf16le').swap16(),
  },
  {
    from: 'RFC 9309, 2.2.2 (other encodings)',
    shows: 'UTF-16 without a mark',
    bytes: Buffer.from('User-agent: *\nDisallow: /a', 'utf16le'),
  },
  {
    from: 'RFC 9309, 2.3.1.5',
    shows: 'NULs at the end',
    bytes: Buffer.from('User-agent: *\nDisallow: /a\0\0\0\0'),
  },
  {
    from: 'RFC 9309, 2.3.1.5',
    shows: 'lines that are no UTF-8',
    bytes: Buffer.from('# caf\xe9\nUser-agent: *\nDisallow: /\xff\xfe\nDisallow: /a', 'latin1'),
  },
];
