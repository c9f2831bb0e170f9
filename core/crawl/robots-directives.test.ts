import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_DIRECTIVES,
  bothDirectives,
  indexRefusal,
  parseDirectives,
  parseRobotsTag,
} from './robots-directives.ts';
import { DATE_CASES, META_CASES, TAG_CASES } from './testing/directive-cases.ts';
import { unavailableAfter } from './unavailable-after.ts';

describe('a meta element of robots understands', () => {
  it.each(META_CASES)('$shows: $said', ({ said, means }) => {
    expect(parseDirectives(said)).toEqual(means);
  });
});

describe('X-Robots-Tag understands', () => {
  it.each(META_CASES)('as a meta element, $shows: $said', ({ said, means }) => {
    expect(parseRobotsTag(said, 'sitepack')).toEqual(means);
  });

  it.each(TAG_CASES)('$shows: $said', ({ said, means }) => {
    expect(parseRobotsTag(said, 'sitepack')).toEqual(means);
  });
});

describe('unavailable_after', () => {
  it.each(DATE_CASES)('%s is %s', (text, at) => {
    const at_ms = unavailableAfter(text.toLowerCase());
    // Parts of a second are not read.
    expect(at_ms === null ? null : new Date(at_ms).toISOString()).toBe(
      at === null ? null : new Date(at).toISOString(),
    );
  });

  it('is any moment again that was written down in one of the formats of HTTP', () => {
    const moments = fc.date({
      min: new Date('1990-01-02'),
      max: new Date('2099-12-30'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const at_ms = Math.floor(moment.getTime() / 1000) * 1000;
        const date = new Date(at_ms);
        expect(unavailableAfter(date.toUTCString().toLowerCase())).toBe(at_ms);
        expect(unavailableAfter(date.toISOString().toLowerCase())).toBe(at_ms);
      }),
    );
  });

  it('counts as noindex from that moment on', () => {
    const directives = { noindex: false, unavailable_after_ms: 5000 };
    expect(indexRefusal(directives, 4999)).toBeUndefined();
    expect(indexRefusal(directives, 5000)).toBe(
      'the page asks not to be indexed after 1970-01-01T00:00:05.000Z',
    );
    expect(indexRefusal({ ...directives, noindex: true }, 0)).toBe('the page asks not to be indexed');
    expect(indexRefusal(NO_DIRECTIVES, Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });
});

describe('directives', () => {
  const words = fc.constantFrom(
    'noindex',
    'nofollow',
    'none',
    'all',
    'nosnippet',
    'max-snippet:5',
    'max-snippet:-1',
    'unavailable_after: 1 jan 2027',
    'unavailable_after: fri, 01 jan 2027 00:00:00 gmt',
    'sitepack: noarchive',
    'x: noindex',
  );

  it('of two voices are the same whichever speaks first, and none weakens the other', () => {
    fc.assert(
      fc.property(fc.array(words), fc.array(words), (one, other) => {
        const [a, b] = [parseDirectives(one.join(', ')), parseDirectives(other.join(', '))];
        expect(bothDirectives(a, b)).toEqual(bothDirectives(b, a));
        expect(bothDirectives(bothDirectives(a, b), a)).toEqual(bothDirectives(a, b));
        expect(bothDirectives(a, NO_DIRECTIVES)).toEqual(a);
      }),
    );
  });

  it('of separate lines are those of each line together', () => {
    fc.assert(
      fc.property(fc.array(words), fc.array(words), (one, other) => {
        const [a, b] = [one.join(', '), other.join(', ')];
        expect(parseRobotsTag(`${a}\n${b}`, 'sitepack')).toEqual(
          bothDirectives(parseRobotsTag(a, 'sitepack'), parseRobotsTag(b, 'sitepack')),
        );
      }),
    );
  });

  it('are read from anything without a fault, of a long text its beginning', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (said, agent) => {
        expect(() => [parseDirectives(said), parseRobotsTag(said, agent)]).not.toThrow();
      }),
    );
    const late = `${'x, '.repeat(1_000_000)}noindex`;
    expect(parseDirectives(late)).toEqual(NO_DIRECTIVES);
    expect(parseRobotsTag(`noindex, ${late}`, 'x').noindex).toBe(true);
  });
});
