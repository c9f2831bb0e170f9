import { expect, it } from 'vitest';
import { sectionAt } from './section-at.ts';

const url = 'https://site.gov/guide';
const sections = [
  { level: 1, text: 'Guide', anchor: 'top', start: 0 },
  { level: 2, text: 'Tickets', anchor: 'tickets', start: 100 },
  { level: 3, text: 'Prices', start: 200 },
  { level: 3, text: 'Größe', anchor: 'größe', start: 300 },
  { level: 2, text: 'Hours', start: 400 },
];

it.each([
  ['in a section, its heading and all up to the next', 100, 'Tickets', '#tickets'],
  ['in a section, its last place too', 199, 'Tickets', '#tickets'],
  ['in one without an anchor, and so in the one around it', 250, 'Tickets', '#tickets'],
  ['in one whose anchor is no ASCII', 300, 'Größe', '#gr%C3%B6%C3%9Fe'],
  ['in one without an anchor that nothing but the page is around', 9999, 'Hours', '#top'],
])('a place is %s', (_, at, title, fragment) => {
  expect(sectionAt({ url, sections, unshown: [], at })).toEqual({ title, url: url + fragment });
});

it('a page that begins with its title is no section of itself', () => {
  expect(sectionAt({ url, sections, unshown: [], at: 99 })).toBeNull();
});

it('the heading of level 1 that stands behind a text begins a section', () => {
  const behind = [{ level: 1, text: 'Guide', anchor: 'top', start: 10 }];
  expect(sectionAt({ url, sections: behind, unshown: [], at: 9 })).toBeNull();
  expect(sectionAt({ url, sections: behind, unshown: [], at: 10 })).toEqual({
    title: 'Guide',
    url: `${url}#top`,
  });
});

it('without an anchor anywhere above, the link leads to the page', () => {
  const bare = [
    { level: 2, text: 'One', anchor: 'one', start: 0 },
    { level: 2, text: 'Two', start: 10 },
  ];
  expect(sectionAt({ url, sections: bare, unshown: [], at: 12 })).toEqual({ title: 'Two', url });
  expect(sectionAt({ url: 'no url', sections: bare, unshown: [], at: 2 })).toEqual({
    title: 'One',
    url: 'no url',
  });
});

it('a document without sections has none', () => {
  expect(sectionAt({ url, sections: [], unshown: [], at: 0 })).toBeNull();
});

it('a heading that may not be shown is not named', () => {
  const unshown = [{ from: 90, to: 120 }];
  expect(sectionAt({ url, sections, unshown, at: 150 })).toBeNull();
  expect(sectionAt({ url, sections, unshown, at: 200 })).toBeNull();
  expect(sectionAt({ url, sections, unshown, at: 300 })?.title).toBe('Größe');
});
