import { assert, oneof, property, string, webUrl } from 'fast-check';
import { expect, it } from 'vitest';
import { breadcrumb } from './breadcrumb.ts';

it.each([
  ['https://site.gov/', ['site.gov']],
  ['https://site.gov:8443/a/b?x=1', ['site.gov:8443', 'a', 'b']],
  ['https://site.gov/%C3%BCber/', ['site.gov', 'über']],
  ['https://site.gov/%FF/', ['site.gov', '%FF']],
  ['https://site.gov/a/b/c/d/e/f', ['site.gov', 'a', '…', 'e', 'f']],
  ['no url', ['no url']],
])('of %s are the steps down to the page', (url, steps) => {
  expect(breadcrumb(url)).toEqual(steps);
});

it('never throws and stays short, whatever the URL', () => {
  assert(
    property(oneof(webUrl({ withQueryParameters: true }), string()), (url) => {
      expect(breadcrumb(url).length).toBeLessThanOrEqual(5);
    }),
  );
});
