import { describe, expect, it } from 'vitest';
import { filterOf, isFacet, languageOf } from './filter.ts';

describe('a filter', () => {
  it.each([
    ['site', 'Docs.Site.GOV', { kind: 'facet', name: 'site', value: 'docs.site.gov' }],
    ['type', 'PDF', { kind: 'facet', name: 'type', value: 'pdf' }],
    ['fields.author', 'Jane Doe', { kind: 'facet', name: 'fields.author', value: 'Jane Doe' }],
    ['path', '/docs/', { kind: 'path', prefix: '/docs/' }],
    ['path', '/über?q=1#x', { kind: 'path', prefix: '/%C3%BCber?q=1' }],
    ['after', '2024', { kind: 'after', at_ms: Date.UTC(2024, 0, 1) }],
    ['before', '2024-03', { kind: 'before', at_ms: Date.UTC(2024, 2, 1) }],
    ['before', '2024-03-12', { kind: 'before', at_ms: Date.UTC(2024, 2, 12) }],
  ])('%s of %s', (name, value, filter) => {
    expect(filterOf(name, value, true)).toEqual({ ...filter, not: true });
  });

  it.each([
    ['body', 'x'],
    ['fields.', 'x'],
    ['fields.Price', '12'],
    ['site', ''],
    ['path', 'docs'],
    ['before', 'christmas'],
    ['after', '2024-02-30'],
    ['after', '1960'],
    ['before', '2024-3'],
    ['site', 'x'.repeat(1001)],
    ['path', `/${'ü'.repeat(400)}`],
  ])('there is none that is %s of %j', (name, value) => {
    expect(filterOf(name, value, false)).toBeUndefined();
  });
});

it('facets are those that all indexes have, and fields', () => {
  expect(['site', 'lang', 'fields.price'].every(isFacet)).toBe(true);
  expect(['path', 'before', 'price', ''].some(isFacet)).toBe(false);
});

it('a language is the first part of its tag', () => {
  expect(['de-AT', 'EN', ''].map(languageOf)).toEqual(['de', 'en', '']);
});
