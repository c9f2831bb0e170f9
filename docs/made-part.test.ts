import { describe, expect, it } from 'vitest';
import { alignedTable, withMadePart } from './made-part.ts';

const page = 'by hand\n\n<!-- made: a -->\n\nold\n\n<!-- made: end of a -->\n\nby hand\n';

describe('a part of a page that is made', () => {
  it('takes the place of the one before, and nothing else changes', () => {
    const made = withMadePart(page, 'a', 'new\n');
    expect(made).toBe(page.replace('old', 'new'));
    expect(withMadePart(made, 'a', 'new')).toBe(made);
  });

  it('needs its comments, in their order', () => {
    expect(() => withMadePart(page, 'b', 'new')).toThrow('no "<!-- made: b -->"');
    const turned = '<!-- made: end of a -->\n<!-- made: a -->\n';
    expect(() => withMadePart(turned, 'a', 'new')).toThrow('with "<!-- made: end of a -->" after it');
  });
});

it('a table has aligned columns, whatever stands in it', () => {
  expect(
    alignedTable(
      ['one', 'b'],
      [
        ['1', 'a|b'],
        ['long', ''],
      ],
    ),
  ).toBe(['| one  | b    |', '| ---- | ---- |', '| 1    | a\\|b |', '| long |      |'].join('\n'));
});
