import { describe, expect, it } from 'vitest';
import { robotsVerdict } from './robots-match.ts';
import { parseRobots, robotsFromResponse } from './robots.ts';
import {
  FILE_CASES,
  GROUP_CASES,
  LINE_CASES,
  PATTERN_CASES,
  PRECEDENCE_CASES,
  type RobotsCase,
} from './testing/robots-cases.ts';

/** The paths of a case that may be read, and those that may not, as we have it. */
function judged({ robots, agent = 'foobot', allowed = [], forbidden = [] }: RobotsCase) {
  const rules = parseRobots(robots.join('\n'), agent);
  const paths = [...allowed, ...forbidden];
  return {
    allowed: paths.filter((path) => robotsVerdict(rules, path).allowed),
    forbidden: paths.filter((path) => !robotsVerdict(rules, path).allowed),
  };
}

describe.each([
  ['groups', GROUP_CASES],
  ['precedence', PRECEDENCE_CASES],
  ['patterns', PATTERN_CASES],
] as const)('robots.txt, %s', (_what, cases) => {
  it.each(cases)('$shows ($from)', (each) => {
    const { allowed = [], forbidden = [] } = each;
    expect(allowed.length + forbidden.length).toBeGreaterThan(0);
    expect(judged(each)).toEqual({ allowed, forbidden });
  });
});

describe('robots.txt, lines', () => {
  it.each(LINE_CASES)('$shows ($from)', (each) => {
    const paths = { allowed: ['/b'], forbidden: ['/a'] };
    expect(judged({ ...each, ...paths })).toEqual(paths);
  });
});

describe('robots.txt, files', () => {
  it.each(FILE_CASES)('$shows ($from)', ({ bytes }) => {
    const rules = robotsFromResponse({ status: 200, body: bytes }, 'foobot');
    expect(robotsVerdict(rules, '/a').allowed).toBe(false);
    expect(robotsVerdict(rules, '/b').allowed).toBe(true);
  });

  it('octets that are no UTF-8 match the URLs that have them', () => {
    const body = Buffer.from('User-agent: *\nDisallow: /caf\xe9', 'latin1');
    const rules = robotsFromResponse({ status: 200, body }, 'foobot');
    expect(robotsVerdict(rules, '/caf%E9').allowed).toBe(false);
    expect(robotsVerdict(rules, '/caf%C3%A9').allowed).toBe(true);
  });
});
