import { expect, it } from 'vitest';
import { incompleteText } from './incomplete-text.ts';

const REPORT = { complete: false, limit_hit: false, blind: false, counts: { found: 9 }, reasons: {} };
const STAYS = 'What it did not reach stays in the index.';

it.each([
  [{ complete: true }, 'done', undefined],
  [{ limit_hit: true }, 'done', undefined],
  [{}, 'cancelled', `It did not see the whole site: it was cancelled. ${STAYS}`],
  [{}, 'done', `It did not see the whole site. ${STAYS}`],
  [
    { blind: true, counts: { found: 9, failed: 1 } },
    'done',
    `It did not see the whole site: 1 page could not be looked at, and its links were not seen. ${STAYS}`,
  ],
  [
    {
      blind: true,
      counts: { found: 9, failed: 2, refused: 9 },
      reasons: { refused: { robots_unavailable: 3, noindex: 6 } },
    },
    'done',
    `It did not see the whole site: 5 pages could not be looked at, and their links were not seen. ${STAYS}`,
  ],
  [{ blind: true }, 'done', `It did not see the whole site: no page of it could be read. ${STAYS}`],
])('of %o, %s', (report, state, text) => {
  expect(incompleteText({ ...REPORT, ...report }, state)).toBe(text);
});
