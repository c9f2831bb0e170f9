import { expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import { AnswerSums, answerFiguresSchema } from './answer-figures.ts';

function figuresOf(...rows: readonly { url?: string; attempts?: number; answer?: Partial<Answer> }[]) {
  const sums = new AnswerSums();
  for (const { answer, url = 'https://site.gov/', attempts = 1 } of rows) {
    const whole = { status: 200, wire_bytes: 100, body_bytes: 300, duration_ms: 20, at_ms: 1000, ...answer };
    sums.add({ url, attempts, ...(answer === undefined ? {} : { answer: whole }) });
  }
  expect(answerFiguresSchema.parse(sums.figures)).toEqual(sums.figures);
  return sums.figures;
}

test('answers are summed up, and requests that had none are counted', () => {
  const {
    slowest: _,
    largest: __,
    ...figures
  } = figuresOf(
    { answer: { duration_ms: 10, at_ms: 5000 } },
    { answer: { status: 304, conditional: true, wire_bytes: 0, body_bytes: 0 } },
    { answer: { conditional: true, duration_ms: 40, at_ms: 2000 }, attempts: 3 },
    { answer: { status: 404 } },
    { attempts: 2 },
    { attempts: 0 },
  );
  expect(figures).toEqual({
    requests: 8,
    statuses: { 200: 2, 304: 1, 404: 1 },
    wire_bytes: 300,
    body_bytes: 900,
    times: { median_ms: 20, p95_ms: 40, longest_ms: 40 },
    span_ms: 4000,
    conditional: 2,
    not_modified: 1,
  });
});

test('the ten slowest and the ten largest are named, one that broke off by what came of it', () => {
  const rows = Array.from({ length: 30 }, (_, n) => ({
    url: `https://site.gov/${n}`,
    answer: { duration_ms: n, body_bytes: 1000 - n },
  }));
  const { body_bytes: _, ...broken } = {
    status: 200,
    wire_bytes: 9000,
    body_bytes: 0,
    duration_ms: 5,
    at_ms: 1,
  };
  const sums = new AnswerSums();
  sums.add({ url: 'https://site.gov/broken', answer: broken });
  for (const { url, answer } of rows)
    sums.add({ url, answer: { status: 200, wire_bytes: 10, at_ms: 1, ...answer } });
  const { slowest, largest } = sums.figures;
  expect(slowest.map(({ duration_ms }) => duration_ms)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
  expect(largest).toHaveLength(10);
  expect(largest[0]).toEqual({
    url: 'https://site.gov/broken',
    status: 200,
    duration_ms: 5,
    wire_bytes: 9000,
  });
  expect(largest[1]).toMatchObject({ url: 'https://site.gov/0', body_bytes: 1000 });
});

test('of a crawl that nobody answered there are no times', () => {
  expect(figuresOf({ attempts: 3 })).toMatchObject({ requests: 3, times: null, span_ms: 0, statuses: {} });
});
