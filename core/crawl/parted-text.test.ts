import { expect, it } from 'vitest';
import { MAX_LINK_URLS, MAX_LINKS } from './page-links.ts';
import { NOTHING_SAID, partedPage } from './parted-text.ts';

const page = (hrefs: readonly string[], url = 'https://site.gov/file') =>
  partedPage(
    { ...NOTHING_SAID, links: hrefs.map((href) => ({ href, text: '' })), notes: ['a note'] },
    { url, name: 'file', content_type: 'application/pdf' },
  );
const hrefs = Array.from({ length: MAX_LINKS + 1 }, (_, n) => `p${n}`);

it('a file has as many links as a page, and says so if it has more', () => {
  expect(page(hrefs.slice(1))).toMatchObject({ notes: ['a note'], links_over: 0 });
  const { links, notes, links_over } = page(hrefs);
  expect(links_over).toBe(1);
  expect(links).toHaveLength(MAX_LINKS);
  expect(notes).toEqual(['a note', `only the first ${MAX_LINKS} of its links are kept`]);
});

it('a file of a long URL has links of no more characters than any page', () => {
  const { links, notes } = page(hrefs, `https://site.gov/${'d'.repeat(1980)}/file`);
  expect(links.map(({ url }) => url).join('').length).toBeLessThanOrEqual(MAX_LINK_URLS);
  expect(notes).toEqual(['a note', `only the first ${links.length} of its links are kept`]);
});
