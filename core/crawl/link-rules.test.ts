import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinkRules, NO_RULES, linkRulesSchema, prepareRules, ruledOut } from './link-rules.ts';

const isIn = (rules: LinkRules, path: string): boolean => ruledOut(prepareRules(rules), path) === undefined;

describe('rules of a site', () => {
  it.each<[rules: LinkRules, path: string, isIn: boolean]>([
    [{}, '/anything?x', true],
    [{ include: [] }, '/anything', true],
    [{ include: ['/docs/'] }, '/docs/a', true],
    [{ include: ['/docs/'] }, '/docs', false],
    [{ include: ['/docs/', '/help'] }, '/helpful', true],
    [{ include: ['/docs/$'] }, '/docs/a', false],
    [{ exclude: ['/private'] }, '/private/a', false],
    [{ exclude: ['/private'] }, '/public', true],
    [{ exclude: ['/*.pdf$'] }, '/a/b.pdf', false],
    [{ exclude: ['/*.pdf$'] }, '/a/b.pdf?x', true],
    [{ exclude: ['*?*print='] }, '/a?b=1&print=1', false],
    [{ exclude: ['/a'] }, '/A', true],
    // In one spelling, as robots.txt has it.
    [{ exclude: ['/é'] }, '/%C3%A9', false],
    [{ exclude: ['/%7euser'] }, '/~user', false],
    // Of a path "*" and "$" are characters.
    [{ exclude: ['/a%2A'] }, '/a*b', false],
    [{ exclude: ['/a*c$'] }, '/a$c', false],
    [{ exclude: ['/price%24'] }, '/price$', false],
    // What is excluded is out, whichever line is longer.
    [{ include: ['/docs/reports/2024'], exclude: ['/docs/'] }, '/docs/reports/2024/a', false],
    [{ include: ['/docs/'], exclude: ['/docs/drafts/'] }, '/docs/drafts/a', false],
    [{ include: ['/docs/'], exclude: ['/docs/drafts/'] }, '/docs/a', true],
    [{ include: ['/docs/'], exclude: ['/docs/'] }, '/docs/a', false],
  ])('%j: %s is let in: %j', (rules, path, expected) => {
    expect(isIn(rules, path)).toBe(expected);
  });

  it('name the line that kept a link out', () => {
    expect(ruledOut(prepareRules({ exclude: ['/private/'] }), '/private/a')).toContain('exclude /private/');
    expect(ruledOut(prepareRules({ include: ['/docs/'] }), '/a')).toContain('include');
    expect(ruledOut(NO_RULES, '/a')).toBeUndefined();
  });

  it('mean the same in any order', () => {
    const list = fc.array(fc.constantFrom('/a', '/b', '/a/b', '*b', '/*a$', '/'), { maxLength: 5 });
    const path = fc.constantFrom('/', '/a', '/b', '/a/b', '/b/a', '/c');
    fc.assert(
      fc.property(list, list, path, (include, exclude, path) => {
        const turned = { include: include.toReversed(), exclude: exclude.toReversed() };
        expect(ruledOut(prepareRules(turned), path)).toBe(ruledOut(prepareRules({ include, exclude }), path));
      }),
    );
  });

  it.each<[what: string, rules: unknown]>([
    ['a pattern without a slash or star before it', { include: ['docs'] }],
    ['an empty pattern, which would be everything', { exclude: [''] }],
    ['an endless pattern', { exclude: [`/${'a'.repeat(500)}`] }],
    ['endless patterns', { exclude: Array.from({ length: 101 }, () => '/a') }],
    ['a parameter without a name', { drop_query: [''] }],
    ['what is no rule', { exlude: ['/a'] }],
  ])('are refused with %s', (_, rules) => {
    expect(linkRulesSchema.safeParse(rules).success).toBe(false);
  });
});
