import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '#adapters/system/system-random.ts';
import { childOf, parseTraceparent, traceparentOf } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it('is read', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({
      trace_id: TRACE,
      span_id: SPAN,
      sampled: true,
    });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ sampled: false });
    // Flags that are not known say nothing.
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-fe`)).toMatchObject({ sampled: false });
  });

  it('of a version to come is read as far as this one goes', () => {
    expect(parseTraceparent(`01-${TRACE}-${SPAN}-01`)).toMatchObject({ trace_id: TRACE });
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-will-be`)).toMatchObject({
      span_id: SPAN,
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['no traceparent', 'hello'],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['more than version 00 has', `00-${TRACE}-${SPAN}-01-more`],
    ['a later version without a hyphen before what follows', `cc-${TRACE}-${SPAN}-01.more`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a long span id', `00-${TRACE}-${SPAN}0-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['flags of one digit', `00-${TRACE}-${SPAN}-1`],
    ['what is no hexadecimal digit', `00-${TRACE}-${SPAN}-0x`],
    ['a space before', ` 00-${TRACE}-${SPAN}-01`],
    ['a line end behind', `00-${TRACE}-${SPAN}-01\n`],
  ])('is none when it is %s', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('that is written is read as the same', () => {
    const hex = (digits: number) =>
      fc
        .array(fc.constantFrom(...'0 1 2 3 4 5 6 7 8 9 a b c d e f'.split(' ')), {
          minLength: digits,
          maxLength: digits,
        })
        .map((all) => all.join(''));
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace_id, span_id, sampled) => {
        fc.pre(!/^0+$/.test(trace_id) && !/^0+$/.test(span_id));
        const trace = { trace_id, span_id, sampled };
        expect(parseTraceparent(traceparentOf(trace))).toEqual(trace);
      }),
    );
  });
});

describe('a step', () => {
  it('has the trace of the one it comes of, and an id of its own', () => {
    const parent = { trace_id: TRACE, span_id: SPAN, sampled: false };
    const child = childOf(parent, systemRandom);
    expect(child).toMatchObject({ trace_id: TRACE, sampled: false });
    expect(child.span_id).not.toBe(SPAN);
    expect(parseTraceparent(traceparentOf(child))).toEqual(child);
  });

  it('that comes of nothing begins a trace', () => {
    const steps = Array.from({ length: 1000 }, () => childOf(undefined, systemRandom));
    expect(new Set(steps.map(({ trace_id }) => trace_id)).size).toBe(1000);
    expect(new Set(steps.map(({ span_id }) => span_id)).size).toBe(1000);
    for (const step of steps) expect(parseTraceparent(traceparentOf(step))).toEqual(step);
  });
});
