import { describe, expect, it } from 'vitest';
import { LastWarnings } from './last-warnings.ts';

interface Line {
  readonly at_ms: number;
  readonly by?: string;
  readonly level?: number;
  readonly [field: string]: unknown;
}

function warningsOf(...lines: readonly Line[]): LastWarnings {
  const warnings = new LastWarnings();
  for (const { at_ms, by = 'packer-1', level = 40, ...fields } of lines)
    warnings.add({ type: 'log', at_ms, by, level, text: JSON.stringify({ level, ...fields }) });
  return warnings;
}

const err = { message: 'table.get: no answer', stack: 'RequestFailed at /home/x.ts' };

describe('the last warning', () => {
  it('is told with its moment, its process and its error', () => {
    const warnings = warningsOf(
      { at_ms: 10, index: 'one.test', msg: 'failed', err: { message: 'before that' } },
      { at_ms: 12_345.6, index: 'one.test', msg: 'failed', err },
      { at_ms: 20_000, by: 'timer-1', index: 'two.test', msg: 'not swept' },
    );
    expect(warnings.text('the timer of one.test www.one.test is running')).toBe(
      'the last warning about that was at 12,345 ms, packer-1: failed: table.get: no answer',
    );
  });

  it.each([
    ['crawl two.test.01hf is not over', { crawl_id: 'two.test.01hf' }],
    ['queue sitepack-pack.fifo holds {"type":"pack_full"}', { queue: 'sitepack-pack.fifo' }],
    ['searcher-1 is starting', { by: 'searcher-1' }],
  ])('is found by what is stuck: %s', (trouble, about) => {
    const warnings = warningsOf({ at_ms: 1, msg: 'this', ...about }, { at_ms: 2, msg: 'another' });
    expect(warnings.text(trouble)).toMatch(/about that was at 1 ms, .*: this$/);
  });

  it('is the last of all where none is about what is stuck, or there is none', () => {
    const warnings = warningsOf({ at_ms: 1, index: 'one.test', msg: 'this' });
    expect(warnings.text('crawl one.test.01hf is not over')).toBe(
      'no warning was about that; the last of all was at 1 ms, packer-1: this',
    );
    expect(warningsOf({ at_ms: 1, level: 30, msg: 'all is well' }).text('all')).toBe(
      'nobody warned of anything',
    );
  });

  it('forgets what was long ago', () => {
    const many = Array.from({ length: 2500 }, (_, at_ms) => ({ at_ms, by: `p-${at_ms}`, msg: 'this' }));
    const warnings = warningsOf(...many);
    expect(warnings.text('p-3 is down')).toMatch('no warning was about that');
    expect(warnings.text('p-2400 is down')).toMatch('about that was at 2,400 ms');
  });
});
