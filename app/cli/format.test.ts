import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrawlRate } from './crawl-rate.ts';
import { counted, formatBytes, formatDuration, formatTable, formatTime } from './format.ts';
import { snippetText } from './snippet-text.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [150 * 1024, '150 KiB'],
  [5 * 2 ** 40, '5.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, 'page', '0 pages'],
  [1, 'page', '1 page'],
  [2000, 'entry', '2,000 entries'],
  [2, 'day', '2 days'],
  [3, 'index', '3 indexes'],
  [1, 'process', '1 process'],
  [5, 'process', '5 processes'],
])('%d of "%s" are %s', (value, noun, text) => {
  expect(counted(value, noun)).toBe(text);
});

it.each([
  [0, '0.0 s'],
  [1340, '1.3 s'],
  [42_300, '42 s'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('a time is in UTC, to the minute', () => {
  expect(formatTime(Date.UTC(2024, 2, 12, 14, 5, 59))).toBe('2024-03-12 14:05');
  expect(formatTime(null)).toBe('-');
});

it('a table has its words to the left and its figures to the right', () => {
  expect(
    formatTable(
      ['NAME', 'COUNT'],
      [
        ['a', 5],
        ['long name', 1234],
      ],
    ),
  ).toBe(['NAME       COUNT', 'a              5', 'long name  1,234'].join('\n'));
});

it('a snippet is text, with its matches bold on a terminal', () => {
  const snippet = {
    text: 'a <b> &amp; c',
    matches: [
      { from: 0, to: 1 },
      { from: 12, to: 13 },
    ],
  };
  expect(snippetText(snippet, false)).toBe(snippet.text);
  expect(snippetText(snippet, true)).toBe('\u001B[1ma\u001B[22m <b> &amp; \u001B[1mc\u001B[22m');
});

describe('the rate of a crawl', () => {
  it('is what came in the last seconds', () => {
    const rate = new CrawlRate();
    expect(rate.add(0, 0)).toBe(0);
    expect(rate.add(1000, 50)).toBe(50);
    for (let s = 2; s <= 10; s++) rate.add(s * 1000, 50);
    expect(rate.add(11_000, 50)).toBe(0);
  });

  it('of a steady crawl is its speed, however often it is asked', () => {
    assert(
      property(nat(200), nat(3000), (speed, step) => {
        const rate = new CrawlRate();
        let last = 0;
        for (let n = 0; n <= 20; n++) last = rate.add(n * (step + 1), (speed * n * (step + 1)) / 1000);
        expect(last).toBeCloseTo(speed, 5);
      }),
    );
  });
});
