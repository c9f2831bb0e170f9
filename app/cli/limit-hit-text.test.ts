import { expect, it } from 'vitest';
import { limitHitText } from './limit-hit-text.ts';

it.each([
  [{}, 'A limit kept links out: it did not see the whole site.'],
  [{ ended_by: 'bytes' }, 'It ended at its limit of bytes: it did not see the whole site.'],
  [{ ended_by: 'seconds' }, 'It ended at its limit of time: it did not see the whole site.'],
  [
    { known_pages: { asked: 0, kept: 1 } },
    'A limit kept links out: it did not see the whole site. 1 known page that it did not reach stays in the index, gone or not.',
  ],
  [
    { known_pages: { asked: 10, kept: 1200 } },
    'A limit kept links out: it did not see the whole site. 1,200 known pages that it did not reach stay in the index, gone or not. At its end it asked for 10 that nothing had led to.',
  ],
] as const)('says which limit cut a crawl, if it ended that: %j', (report, text) => {
  expect(limitHitText(report)).toBe(text);
});
