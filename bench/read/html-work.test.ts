import { expect, it } from 'vitest';
import { HTML_WORK, pageAtWork } from './html-work.ts';

const PAGE = `<html lang=en><title>Parks</title><main><h1 id=p>Parks</h1><p>${'Open from dawn to dusk. '.repeat(30)}
  <a href=map>Map</a></main>`;

it('each kind of work can be done by itself, as often as one likes', () => {
  const page = pageAtWork(new TextEncoder().encode(PAGE));
  const before = structuredClone(page);
  for (const { name, run } of HTML_WORK)
    for (let n = 0; n < 2; n += 1) expect(() => run(page), name).not.toThrow();
  expect(page).toEqual(before);
});

it('kinds of work are told apart, and what includes another stands behind it', () => {
  expect(new Set(HTML_WORK.map(({ name }) => name)).size).toBe(HTML_WORK.length);
  expect(HTML_WORK[0]?.includesLast).toBeUndefined();
});

it('what is no page has no work in it', () => {
  const [parse] = HTML_WORK;
  const empty = pageAtWork(new Uint8Array());
  expect(() => parse?.run(empty)).toThrow('nothing in it');
});
