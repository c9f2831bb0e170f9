import { expect, it } from 'vitest';
import { twinOf } from './twin-host.ts';

it.each([
  ['site.gov', 'www.site.gov'],
  ['www.site.gov', 'site.gov'],
  ['www.site.gov:8080', 'site.gov:8080'],
  ['wwwsite.gov', 'www.wwwsite.gov'],
])('the twin of %s is %s', (host, twin) => {
  expect(twinOf(host)).toBe(twin);
  expect(twinOf(twin)).toBe(host);
});
