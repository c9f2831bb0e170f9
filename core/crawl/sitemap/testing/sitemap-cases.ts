import type { SitemapListing } from '../sitemap.ts';

/** A sitemap as somebody might serve it, and what it says. */
export interface SitemapCase {
  readonly says: string;
  readonly text: string;
  readonly kind: SitemapListing['kind'];
  /** URLs of pages; with a date behind it where one is told. */
  readonly pages?: readonly string[];
  readonly sitemaps?: readonly string[];
  /** How many entries are left out, where some are. */
  readonly left_out?: Partial<SitemapListing['left_out']>;
  readonly incomplete?: boolean;
}

/** Where all of them were found. */
export const CASE_URL = 'https://site.gov/maps/sitemap.xml';

const NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const A = 'https://site.gov/a';
const B = 'https://site.gov/b';
const urlset = (inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${NS}>${inside}</urlset>`;
const index = (inside: string): string => `<?xml version="1.0"?><sitemapindex ${NS}>${inside}</sitemapindex>`;
const rss = (inside: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://site.gov/</link>${inside}</channel></rss>`;
const atom = (inside: string): string => `<feed xmlns="http://www.w3.org/2005/Atom">${inside}</feed>`;
const url = (loc: string, more = ''): string => `<url><loc>${loc}</loc>${more}</url>`;

/** As the protocol has them: sitemaps.org/protocol.html, RFC 4287, rssboard.org/rss-specification, jsonfeed.org. */
const BY_THE_BOOK: readonly SitemapCase[] = [
  {
    says: 'a page with all that may be said of it',
    text: urlset(
      url(A, '<lastmod>2025-01-02</lastmod><changefreq>monthly</changefreq><priority>0.8</priority>'),
    ),
    kind: 'urlset',
    pages: [`${A} 2025-01-02T23:59:59.999Z`],
  },
  {
    says: 'pages with entities in their URLs, and dates of other precisions',
    text: urlset(
      url('https://site.gov/list?item=12&amp;desc=a&apos;b', '<lastmod>2004-12-23T18:00:15+00:00</lastmod>') +
        url('https://site.gov/%C3%BC&#38;x', '<lastmod>2004-11</lastmod>'),
    ),
    kind: 'urlset',
    pages: [
      'https://site.gov/list?item=12&desc=a%27b 2004-12-23T18:00:15.999Z',
      'https://site.gov/%C3%BC&x 2004-11-30T23:59:59.999Z',
    ],
  },
  {
    says: 'an index of two sitemaps',
    text: index(
      '<sitemap><loc>https://site.gov/1.xml.gz</loc><lastmod>2004-10-01T18:23:17+00:00</lastmod></sitemap>' +
        '<sitemap><loc>https://site.gov/2.xml.gz</loc></sitemap>',
    ),
    kind: 'index',
    sitemaps: ['https://site.gov/1.xml.gz 2004-10-01T18:23:17.999Z', 'https://site.gov/2.xml.gz'],
  },
  { says: 'plain text', text: `${A}\r\n${B}\n`, kind: 'text', pages: [A, B] },
  {
    says: 'RSS 2.0',
    text: rss(
      `<image><url>https://site.gov/logo.png</url><link>https://site.gov/</link></image>
       <item><title>A</title><link>${A}</link><pubDate>Tue, 10 Apr 2018 09:38:10 GMT</pubDate></item>
       <item><link>${B}</link></item>`,
    ),
    kind: 'feed',
    pages: [`${A} 2018-04-10T09:38:10.999Z`, B],
  },
  {
    says: 'RSS whose items have a guid for a link, where it is one',
    text: rss(
      `<item><guid>${A}</guid></item><item><guid isPermaLink="true">${B}</guid></item>
       <item><guid isPermaLink="false">https://site.gov/id/3</guid></item>`,
    ),
    kind: 'feed',
    pages: [A, B],
    left_out: { no_url: 1 },
  },
  {
    says: 'RSS 1.0',
    text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
      <channel rdf:about="https://site.gov/"><items><rdf:Seq><rdf:li rdf:resource="${A}"/></rdf:Seq></items></channel>
      <item rdf:about="${A}"><link>${A}</link><dc:date>2003-05-06T07:08:09Z</dc:date></item>
      <item rdf:about="${B}"><title>without a link</title></item></rdf:RDF>`,
    kind: 'feed',
    pages: [`${A} 2003-05-06T07:08:09.999Z`, B],
  },
  {
    says: 'Atom, of whose links the one for people counts',
    text: atom(
      `<link rel="self" href="https://site.gov/feed"/><updated>2020-01-01T00:00:00Z</updated>
       <entry><link rel="edit" href="https://site.gov/edit"/><link rel="replies" href="https://site.gov/r"/>
         <link rel="alternate" type="application/json" href="https://site.gov/a.json"/>
         <link rel="alternate" type="text/html" href="${A}"/>
         <published>2003-12-13T08:29:29-04:00</published><updated>2003-12-13T18:30:02.25+01:00</updated></entry>
       <entry><link href="${B}"/></entry>`,
    ),
    kind: 'feed',
    pages: [`${A} 2003-12-13T17:30:02.999Z`, B],
  },
  {
    says: 'Atom with relative links and what they are relative to',
    text: `<feed xml:base="https://site.gov/blog/"><entry><link href="one"/></entry>
      <entry xml:base="2024/"><link href="two"/></entry><entry><link href="/three"/></entry></feed>`,
    kind: 'feed',
    pages: ['https://site.gov/blog/one', 'https://site.gov/blog/2024/two', 'https://site.gov/three'],
  },
  {
    says: 'Atom whose entries are taken from other feeds, or hold pages of their own',
    text: atom(
      `<entry><source><link href="https://else.gov/"/><updated>2001-01-01</updated></source><link href="${A}"/></entry>
       <entry><content type="xhtml"><div><link href="https://else.gov/"/><p>text</p></div></content><link href="${B}"/></entry>`,
    ),
    kind: 'feed',
    pages: [A, B],
  },
  {
    says: 'JSON Feed',
    text: JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      items: [
        { id: '2', url: A, date_published: '2010-02-07T14:04:00-05:00' },
        { id: '1', url: B, date_modified: '2011-01-01', date_published: '2010-01-01' },
        { id: '0' },
        null,
      ],
    }),
    kind: 'feed',
    pages: [`${A} 2010-02-07T19:04:00.999Z`, `${B} 2011-01-01T23:59:59.999Z`],
    left_out: { no_url: 2 },
  },
  {
    says: 'pages in several languages, where those that have no entry of their own come last',
    text: urlset(
      url(A, `<xhtml:link rel="alternate" hreflang="de" href="https://site.gov/de/a"/>`) +
        url(B, `<xhtml:link rel="alternate" hreflang="en" href="${A}"/><lastmod>2020-01-01</lastmod>`),
    ),
    kind: 'urlset',
    pages: [A, `${B} 2020-01-01T23:59:59.999Z`, 'https://site.gov/de/a'],
  },
];

/** As they are met with. Behind each stands a report of somebody whose crawler did not read it. */
const AS_MET: readonly SitemapCase[] = [
  {
    says: 'every name with a prefix',
    text: `<ns0:urlset xmlns:ns0="http://www.sitemaps.org/schemas/sitemap/0.9"><ns0:url><ns0:loc>${A}</ns0:loc></ns0:url></ns0:urlset>`,
    kind: 'urlset',
    pages: [A],
  },
  { says: 'no namespace', text: `<urlset>${url(A)}</urlset>`, kind: 'urlset', pages: [A] },
  {
    says: 'an old namespace',
    text: `<urlset xmlns="http://www.google.com/schemas/sitemap/0.84">${url(A)}</urlset>`,
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'a root within the root',
    text: `<urlset><urlset>${url(A)}</urlset></urlset>`,
    kind: 'urlset',
    pages: [A],
  },
  { says: 'no root', text: url(A) + url(B), kind: 'urlset', pages: [A, B] },
  {
    says: 'capitals',
    text: `<URLSET><URL><LOC>${A}</LOC><LastMod>2020-01-01</LastMod></URL></URLSET>`,
    kind: 'urlset',
    pages: [`${A} 2020-01-01T23:59:59.999Z`],
  },
  { says: 'blank lines before the declaration', text: `\n\n  ${urlset(url(A))}`, kind: 'urlset', pages: [A] },
  {
    says: 'a warning of its software before the declaration',
    text: `Warning: something in line 3 ${urlset(url(A))}`,
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'a warning in HTML before the declaration',
    text: `<br /><b>Warning</b>: something${urlset(url(A))}`,
    kind: 'urlset',
    pages: [A],
  },
  { says: 'two marks of the byte order', text: `\uFEFF\uFEFF${urlset(url(A))}`, kind: 'urlset', pages: [A] },
  {
    says: 'blanks and line ends around the URL',
    text: urlset(url(`\n\t ${A}\u00A0\r\n`)),
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'URLs in CDATA',
    text: urlset(url(`<![CDATA[ https://site.gov/?a=1&b=2 ]]>`) + url(`\n<![CDATA[${B}]]>\n`)),
    kind: 'urlset',
    pages: ['https://site.gov/?a=1&b=2', B],
  },
  {
    says: 'CDATA in the middle of a URL',
    text: urlset(url('https://site.gov/?a=1<![CDATA[&]]>b=2')),
    kind: 'urlset',
    pages: ['https://site.gov/?a=1&b=2'],
  },
  {
    says: 'an ampersand that is not escaped',
    text: urlset(url('https://site.gov/?a=1&copy=2&b')),
    kind: 'urlset',
    pages: ['https://site.gov/?a=1&copy=2&b'],
  },
  {
    says: 'an entity that XML has not',
    text: urlset(url('https://site.gov/1&ordm;-x') + url(B)),
    kind: 'urlset',
    pages: ['https://site.gov/1&ordm;-x', B],
  },
  {
    says: 'an entity of its own, which is not expanded',
    text: `<!DOCTYPE urlset [<!ENTITY x "https://else.gov/">]>${urlset(url('&x;') + url(B))}`,
    kind: 'urlset',
    pages: [B],
    left_out: { not_a_url: 1 },
  },
  {
    says: 'letters beyond ASCII',
    text: urlset(url('https://site.gov/straße')),
    kind: 'urlset',
    pages: ['https://site.gov/stra%C3%9Fe'],
  },
  {
    says: 'paths without their host',
    text: urlset(url('/a') + url('./b') + url('//site.gov/c')),
    kind: 'urlset',
    pages: [A, 'https://site.gov/maps/b', 'https://site.gov/c'],
  },
  {
    says: 'hosts without their scheme, and what is no URL',
    text: urlset(url('site.gov/a') + url('n/a') + url('mailto:x@site.gov') + url(B)),
    kind: 'urlset',
    pages: [B],
    left_out: { not_a_url: 3 },
  },
  {
    says: 'the same page again and again, where the later date counts',
    text: urlset(
      url(A, '<lastmod>2021</lastmod>') +
        url(`${A}#part`, '<lastmod>2020</lastmod>') +
        url('HTTPS://SITE.gov:443/a'),
    ),
    kind: 'urlset',
    pages: [`${A} 2021-12-31T23:59:59.999Z`],
    left_out: { repeated: 2 },
  },
  {
    says: 'entries without a URL, whose dates are not those of the next',
    text: urlset(`<url><lastmod>2020-01-01</lastmod></url><url><loc> </loc></url>${url(A)}`),
    kind: 'urlset',
    pages: [A],
    left_out: { no_url: 2 },
  },
  {
    says: 'two URLs in one entry',
    text: index(`<sitemap><loc>${A}</loc><loc>${B}</loc></sitemap>`),
    kind: 'index',
    sitemaps: [A, B],
  },
  {
    says: 'entries that are never closed',
    text: `<urlset><url><loc>${A}</loc><url><loc>${B}</loc></urlset>`,
    kind: 'urlset',
    pages: [A, B],
  },
  {
    says: 'a field that is never closed',
    text: urlset(`<url><loc>${A}<lastmod>2020-01-01</lastmod></url>${url(B)}`),
    kind: 'urlset',
    pages: [`${A} 2020-01-01T23:59:59.999Z`, B],
  },
  {
    says: 'a field that is closed by another name',
    text: urlset(`<url><loc>${A}</lok></url>${url(B)}`),
    kind: 'urlset',
    pages: [A, B],
  },
  {
    says: 'a quote that is never closed',
    text: `<urlset xmlns="http://www.sitemaps.org/schemas>${url(A)}${url(B)}</urlset>`,
    kind: 'urlset',
    pages: [A, B],
  },
  {
    says: 'a comment that is never closed',
    text: `<!-- made by hand > <urlset>${url(A)}</urlset>`,
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'a comment around an entry',
    text: urlset(`<!-- ${url('https://site.gov/old')} -->${url(A)}`),
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'pictures and films, which are no pages',
    text: urlset(
      `<url><image:image><image:loc>https://cdn.gov/1.jpg</image:loc></image:image><video:video><video:player_loc>https://cdn.gov/2</video:player_loc></video:video><loc>${A}</loc></url>`,
    ),
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'pictures by another namespace and not by a prefix',
    text: urlset(`<url><loc>${A}</loc><image xmlns="x"><loc>https://cdn.gov/1.jpg</loc></image></url>`),
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'the page for small screens, which is no page of its own',
    text: urlset(
      url(
        A,
        '<xhtml:link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.site.gov/a"/>',
      ),
    ),
    kind: 'urlset',
    pages: [A],
  },
  {
    says: 'sitemaps beside pages',
    text: `<urlset>${url(A)}<sitemap><loc>https://site.gov/2.xml</loc></sitemap></urlset>`,
    kind: 'urlset',
    pages: [A],
    sitemaps: ['https://site.gov/2.xml'],
  },
  { says: 'no pages', text: urlset(''), kind: 'urlset' },
  {
    says: 'an end in the middle of a URL',
    text: `<urlset>${url(A)}<url><loc>https://site.gov/lo`,
    kind: 'urlset',
    pages: [A],
    incomplete: true,
  },
  {
    says: 'an end in the middle of a date',
    text: `<urlset>${url(A)}<url><loc>${B}</loc><lastmod>2020-01`,
    kind: 'urlset',
    pages: [A, B],
    incomplete: true,
  },
  {
    says: 'dates that are none, lie ahead or before the web',
    text: urlset(
      url(A, '<lastmod>yesterday</lastmod>') +
        url(B, '<lastmod>2999-01-01</lastmod>') +
        url('/c', '<lastmod>1970-01-01</lastmod>') +
        url('/d', '<lastmod>0000-00-00T00:00:00Z</lastmod>'),
    ),
    kind: 'urlset',
    pages: [A, B, 'https://site.gov/c', 'https://site.gov/d'],
  },
  {
    says: 'a relative link in RSS',
    text: rss('<item><link>/news/1/</link></item>'),
    kind: 'feed',
    pages: ['https://site.gov/news/1/'],
  },
  {
    says: 'RSS with a link as Atom has it',
    text: rss(`<item><atom:link href="${A}" rel="alternate"/></item>`),
    kind: 'feed',
    pages: [A],
  },
  {
    says: 'an empty link before the guid',
    text: rss(`<item><link/><guid>${A}</guid></item>`),
    kind: 'feed',
    pages: [A],
  },
  {
    says: 'plain text with comments, notes and lines that are no URLs',
    text: `# pages\n\n${A}\tnote\nsite.gov/x\n  ${B}  \r/c\r`,
    kind: 'text',
    pages: [A, B],
    left_out: { not_a_url: 2 },
  },
];

export const SITEMAP_CASES: readonly SitemapCase[] = [...BY_THE_BOOK, ...AS_MET];

/** What is found where a sitemap was looked for, and is none. */
export const NO_SITEMAPS: readonly {
  readonly says: string;
  readonly text: string;
  readonly html: boolean;
}[] = [
  { says: 'nothing', text: '', html: false },
  { says: 'blanks', text: ' \r\n\t', html: false },
  {
    says: 'a page',
    text: `<!DOCTYPE html><html><body>Not found. <a href="${A}">Home</a></body></html>`,
    html: true,
  },
  { says: 'a page in capitals', text: '<HTML><BODY>Not found</BODY></HTML>', html: true },
  {
    says: 'a page in XHTML that speaks of sitemaps',
    text: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><urlset>${url(A)}</urlset></body></html>`,
    html: true,
  },
  {
    says: 'an error in XML',
    text: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    html: false,
  },
  { says: 'words', text: 'Not found', html: false },
  { says: 'other JSON', text: '{"error": 404}', html: false },
  { says: 'broken JSON', text: '{"version": "https://jsonfeed.org/version/1", "items": [', html: false },
];
