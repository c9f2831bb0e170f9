import { describe, expect, it } from 'vitest';
import { MAX_AROUND_CHARS } from '../extracted.ts';
import { extractHtml } from './extract-html.ts';

const read = (html: string) => extractHtml(html, 'https://site.gov/dir/page');
const bodyOf = (html: string): string => read(html).body;

const text = 'Enough text to be what this page is about. '.repeat(6).trim();
const links = (...names: string[]): string =>
  names.map((name) => `<li><a href="${name}">${name}</a>`).join('');
const menu = `<ul>${links('Home', 'About', 'News')}</ul>`;

describe('what is called navigation', () => {
  it.each([
    `<div class="sidebar">${menu}</div>`,
    `<div id="main-nav">${menu}</div>`,
    `<ul class="nav navbar-nav">${links('Home')}</ul>`,
    `<div class="breadcrumbs"><a href=a>Home</a> › <a href=b>Parks</a> › This</div>`,
    `<div class="navheader"><table><tr><td><a href=a>Prev</a><th>Chapter 5. Data<td><a href=b>Next</a></table></div>`,
    `<div class="footer">© 2024 Parks · <a href=a>Imprint</a> · <a href=b>Contact</a></div>`,
  ])('and is short texts and links is not the content: %s', (html) => {
    const { body, around } = read(`${html}<p>${text}</p>`);
    expect(body).toBe(text);
    expect(around).not.toBe('');
  });

  it.each([
    ['has a sentence', `<div class="sidebar">${menu}<p>${text}</p></div>`],
    ['has no links', '<div class="menu"><p>Soup<p>Fish<p>Cake</div>'],
    ['has the title of the page', `<div class="topbar"><h1>Title</h1>${menu}</div>`],
    ['is a part of its article', `<article><div class="menu">${menu}</div><p>${text}${text}</article>`],
    ['is called by another name', `<div class="navigator-users">${menu}</div>`],
  ])('and %s is content', (_what, html) => {
    const { body, around } = read(`<p>${text}</p>${html}<p>End of it.</p>`);
    const shown = extractHtml(`<main>${text}${html}</main>`, 'https://site.gov/').body;
    expect(around === '' || html.startsWith('<article')).toBe(true);
    for (const line of shown.split('\n').slice(1)) expect(body).toContain(line);
  });

  it('and is nearly all there is, is the content', () => {
    expect(bodyOf(`<div class="menu">${menu}</div><p>Welcome.</p>`)).toBe(
      '• Home\n• About\n• News\nWelcome.',
    );
  });
});

describe('links at either end', () => {
  it('are left out where the rest is most of the page', () => {
    const { body, around } = read(
      `${menu}<h1>Title</h1><p>${text}</p><p><a href=x>Terms</a> <a href=y>Help</a></p>`,
    );
    expect(body).toBe(`Title\n${text}`);
    expect(around).toBe('• Home\n• About\n• News\nTerms Help');
  });

  it('are content below a heading or a label, and in the middle', () => {
    const page = `<p>${text}</p><h2>See also</h2>${menu}`;
    expect(bodyOf(page)).toContain('See also\n• Home');
    expect(bodyOf(`<p>${text}</p><p>Contents</p>${menu}`)).toContain('Contents\n• Home');
    expect(bodyOf(`<p>${text}</p>${menu}<p>${text}</p>`)).toContain('• Home');
  });

  it('are content where there is little else', () => {
    expect(bodyOf(`${menu}<p>Three pages.</p>`)).toBe('• Home\n• About\n• News\nThree pages.');
    expect(bodyOf(menu)).toBe('• Home\n• About\n• News');
  });
});

describe('banners that ask for consent', () => {
  it.each([
    '<div class="cookie-banner"><p>We use cookies to see who you are.</p><button>Accept</button></div>',
    '<div id="onetrust-consent-sdk"><p>We value your privacy.</p></div>',
    '<section class="CookieConsent">We use cookies.</section>',
    '<div role="dialog" aria-label="Cookie settings"><p>We and our 899 partners store cookies.</p></div>',
  ])('are left out: %s', (html) => {
    expect(bodyOf(`<p>${text}</p>${html}`)).toBe(text);
  });

  it.each([
    ['a page about them', `<div class="cookie-notice"><h1>Cookies</h1><p>${text}</p></div>`],
    ['most of the page', `<p>Hello.</p><div class="cookie-notice">${text}</div>`],
    ['another name', '<div class="cookies-recipe">Butter, sugar</div><p>and flour</p>'],
    ['another dialog', '<div role="dialog" aria-label="Opening hours">Nine to five</div>'],
    ['the name of the whole page', `<body class="cookie-notice"><p>${text}</p></body>`],
  ])('but not %s', (_what, html) => {
    expect(read(html).around).toBe('');
  });
});

describe('the heading of a page', () => {
  const page = (heading: string, title: string): string =>
    `<title>${title}</title><header>${heading}</header><main><h2>Part</h2><p>${text}</p></main>`;

  it('belongs to the content where that has none, wherever it stands', () => {
    const { headings, sections, body } = read(page('<h1>Opening hours</h1>', 'City of Rome'));
    expect(headings).toBe('Opening hours\nPart');
    expect(sections.map(({ start }) => start)).toEqual([0, 14]);
    expect(body).toBe(`Opening hours\nPart\n${text}`);
  });

  it.each([
    ['a link', page('<h1><a href="/">City of Rome</a></h1>', 'Hours')],
    ['what the title ends with', page('<h1>City of Rome</h1>', 'Hours - City of Rome')],
    ['one of two', page('<h1>City</h1>', 'Hours').replace('<h2>', '<h1>One</h1><h2>')],
  ])('but not if it is %s', (_what, html) => {
    expect(read(html).headings).not.toContain('City');
  });
});

it('what stands around the content is kept, up to its bound', () => {
  const { body, around } = read(`<nav>${menu}</nav><main>${text}</main><footer>Imprint</footer>`);
  expect(body).toBe(text);
  expect(around).toBe('• Home\n• About\n• News\nImprint');
  const long = read(`<nav>${'<p>menu item</p>'.repeat(10_000)}</nav><main>${text}</main>`);
  expect(long.around.length).toBeLessThanOrEqual(MAX_AROUND_CHARS);
  expect(long.around.length).toBeGreaterThan(MAX_AROUND_CHARS - 20);
});

describe('links', () => {
  it('tell their text, whether they stand in the content, and whether they may be followed', () => {
    const { links: found } = read(
      `<nav><a href=menu>Menu</a><a href=both>In the menu</a></nav>
       <main><p>${text}<a href=both> In  the <b>text</b></a><a href=no rel="nofollow ugc">No</a>
       <a href=picture><img alt="A tower"></a><a href=icon title="Icon"><svg></svg></a>
       <a href=label aria-label="Label"></a><a href=long>${'word '.repeat(100)}</a></main>
       <map><area href=area alt="Area"></map>`,
    );
    expect(
      found.map(({ url, text: said, in_content, nofollow }) => [
        url.slice('https://site.gov/dir/'.length),
        said.slice(0, 20),
        in_content,
        nofollow,
      ]),
    ).toEqual([
      ['menu', 'Menu', false, false],
      ['both', 'In the text', true, false],
      ['no', 'No', true, true],
      ['picture', 'A tower', true, false],
      ['icon', 'Icon', true, false],
      ['label', 'Label', true, false],
      ['long', 'word word word word ', true, false],
      ['area', 'Area', false, false],
    ]);
    expect(found.at(-2)?.text).toHaveLength(199);
  });

  it('in what is left out by its names or at the ends are not in the content', () => {
    const { links: found } = read(
      `<div class=menu>${menu}</div><p>${text} <a href=in>in</a></p><p><a href=z>z</a></p>`,
    );
    expect(found.filter(({ in_content }) => in_content).map(({ text: said }) => said)).toEqual(['in']);
  });

  it('are read from frames, and from the same page in other languages', () => {
    const { links: found } = read(
      '<link rel=alternate hreflang=de href=de><link rel=alternate type="application/rss+xml" href=feed>' +
        '<frameset><frame src=menu></frameset>',
    );
    expect(found.map(({ url }) => url)).toEqual(['https://site.gov/dir/de', 'https://site.gov/dir/menu']);
  });
});
