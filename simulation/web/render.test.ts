import { describe, expect, it } from 'vitest';
import { extract } from '#core/crawl/extract.ts';
import { render } from './render.ts';
import { type MadePage, NO_WISHES, PAGE_FORMS, type PageForm } from './resource.ts';

const page = (form: PageForm): MadePage => ({
  kind: 'page',
  status: 200,
  stem: 'pageone3',
  word: 'wordone3v2',
  common: ['everywhere', 'harbour'],
  links: ['/p/4#part', './../../../x/../p/5'],
  form,
  wishes: NO_WISHES,
  canonical: 'https://one.test/p/3',
});

function read(made: MadePage) {
  const { headers, body } = render(made, 1, 'both', {});
  const extracted = extract({ url: 'https://one.test/p/3?x=1', headers, body, agentToken: 'sitepack' });
  if (extracted.kind !== 'page') throw new TypeError(`${made.form} is no page`);
  return extracted.page;
}

describe('a made page says what it is said to say', () => {
  it.each(PAGE_FORMS.filter((form) => form !== 'empty' && form !== 'text'))('written %s', (form) => {
    const { body, links, canonical, robots } = read(page(form));
    expect(body).toMatch(/\bpageone3 wordone3v2 everywhere harbour\b/);
    expect(links.map((link) => link.url)).toEqual(['https://one.test/p/4', 'https://one.test/p/5']);
    expect(canonical).toBe('https://one.test/p/3');
    expect(robots).toMatchObject({ noindex: false, nofollow: false });
  });

  it('as plain text, without links', () => {
    const { body, links } = read(page('text'));
    expect(body).toMatch(/\bwordone3v2\b/);
    expect(links.map((link) => link.url)).toEqual([]);
  });

  it('which is nothing when it is empty', () => {
    expect(read(page('empty'))).toMatchObject({ body: '', links: [] });
  });

  it('with its letters as they were', () => {
    expect(read(page('latin1')).body).toContain('façade naïve');
    expect(read(page('utf16')).body).toContain('žluťoučký');
  });

  it.each(['meta', 'header'] as const)('and what it asks for, by its %s', (by) => {
    const wishes = { noindex: true, nofollow: true, by };
    expect(read({ ...page('broken'), wishes }).robots).toMatchObject({ noindex: true, nofollow: true });
  });
});

describe('a conditional request', () => {
  const ask = (revision: number, validators: 'etag' | 'last_modified' | 'both' | 'none', headers: object) =>
    render(page('plain'), revision, validators, { ...headers }).status;

  it.each(['etag', 'last_modified', 'both'] as const)(
    'is answered 304 until the page changes, by %s',
    (validators) => {
      const { headers } = render(page('plain'), 7, validators, {});
      const known = {
        ...(headers['etag'] === undefined ? {} : { 'if-none-match': headers['etag'] }),
        ...(headers['last-modified'] === undefined ? {} : { 'if-modified-since': headers['last-modified'] }),
      };
      expect(Object.keys(known)).toHaveLength(validators === 'both' ? 2 : 1);
      expect(ask(7, validators, known)).toBe(304);
      expect(ask(8, validators, known)).toBe(200);
    },
  );

  it('goes by the tag where there are both', () => {
    const { headers } = render(page('plain'), 7, 'both', {});
    const asked = { 'if-none-match': '"r6"', 'if-modified-since': headers['last-modified'] };
    expect(ask(7, 'both', asked)).toBe(200);
  });

  it('is answered in full by a site without validators', () => {
    expect(render(page('plain'), 7, 'none', {}).headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
    });
    expect(ask(7, 'none', { 'if-none-match': '"r7"' })).toBe(200);
  });
});
