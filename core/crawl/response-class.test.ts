import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeSchema } from './outcome.ts';
import { MAX_PENALTY_MS } from './host-pace.ts';
import { classifyResponse, retryAfter } from './response-class.ts';

const now_ms = Date.UTC(2024, 0, 2, 3, 4, 5);
const request = { url: 'https://site.gov/dir/page', now_ms };

describe('classifyResponse', () => {
  it.each([
    [200, 'ok'],
    [204, 'client_error'],
    [206, 'client_error'],
    [304, 'unchanged'],
    [300, 'client_error'],
    [400, 'client_error'],
    [401, 'client_error'],
    [403, 'client_error'],
    [451, 'client_error'],
    [404, 'gone'],
    [410, 'gone'],
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [599, 'retry'],
    [101, 'client_error'],
  ])('%i is %s', (status, kind) => {
    expect(classifyResponse(status, {}, request).kind).toBe(kind);
  });

  it.each([
    ['/new', 'https://site.gov/new'],
    ['other?x', 'https://site.gov/dir/other?x'],
    ['HTTP://Other.gov/#top', 'http://other.gov/'],
    [Buffer.from('/é').toString('latin1'), 'https://site.gov/%C3%A9'],
    ['/\u00E9', 'https://site.gov/%C3%A9'],
    ['/日', 'https://site.gov/%E6%97%A5'],
    ['javascript:alert(1)', undefined],
    ['http://[', undefined],
  ])('a redirect to %j leads to %j', (location, to) => {
    expect(classifyResponse(301, { location }, request)).toEqual({ kind: 'redirect', to });
  });

  it('a redirect may name no place', () => {
    expect(classifyResponse(302, {}, request)).toEqual({ kind: 'redirect', to: undefined });
  });

  it('says how long the server wants to be left alone', () => {
    expect(classifyResponse(429, { 'retry-after': '7' }, request)).toEqual({ kind: 'retry', after_ms: 7000 });
    expect(classifyResponse(503, {}, request)).toEqual({ kind: 'retry' });
  });
});

describe('retryAfter', () => {
  it.each([
    ['120', 120_000],
    ['7200', 7_200_000],
    [' 0 ', 0],
    ['999999999999', MAX_PENALTY_MS],
    ['Tue, 02 Jan 2024 03:05:05 GMT', 60_000],
    ['Tue, 02 Jan 2024 03:00:00 GMT', 0],
    ['Tue, 02 Jan 2034 03:00:00 GMT', MAX_PENALTY_MS],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('%j is %j ms', (value, after_ms) => {
    expect(retryAfter(value, now_ms)).toBe(after_ms);
  });

  it('is within its bounds, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const after_ms = retryAfter(value, now_ms) ?? 0;
        expect(after_ms >= 0 && after_ms <= MAX_PENALTY_MS).toBe(true);
      }),
    );
  });
});

describe('outcomeSchema', () => {
  it('keeps what it is given, and refuses what it does not know', () => {
    const outcome = { kind: 'failed', code: 'timeout', reason: 'no answer within 20 s' };
    expect(outcomeSchema.parse(outcome)).toEqual(outcome);
    expect(outcomeSchema.safeParse({ kind: 'lost', reason: 'x' }).success).toBe(false);
    expect(outcomeSchema.safeParse({ kind: 'indexed' }).success).toBe(false);
  });
});
