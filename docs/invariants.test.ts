import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const text = readFileSync(new URL('docs/invariants.md', root), 'utf8');
const NAMES = Array.from({ length: 15 }, (_, n) => `I${n + 1}`);

/** Its part of the page, by the name of the law. */
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split(' ', 1)[0] ?? '', section]),
);

/** What is said of a law in one of its rows. */
function row(name: string, heading: string): string {
  const section = sections.get(name) ?? '';
  return new RegExp(`^\\| ${heading} +\\| (.*?) *\\|$`, 'm').exec(section)?.[1] ?? '';
}

function filesIn(cell: string): string[] {
  return [...cell.matchAll(/`([\w/.-]+\.ts)`/g)].map(([, file = '']) => file);
}

/** The files that check laws, each with the names of those it checks. */
const checking = readdirSync(new URL('simulation/invariants/', root))
  .filter((file) => !file.endsWith('.test.ts') && file.endsWith('.ts'))
  .flatMap((file) => {
    const source = readFileSync(new URL(`simulation/invariants/${file}`, root), 'utf8');
    return [...source.matchAll(/\bname(?: =|:) '(I\d+)'/g)].map(([, name = '']) => ({ name, file }));
  });

describe('the page about invariants', () => {
  it('has all of them, in their order', () => {
    expect([...sections.keys()]).toEqual(NAMES);
  });

  it.each(NAMES)('says of %s what it is, where it is enforced and checked, and what excuses it', (name) => {
    for (const heading of ['law', 'enforced by', 'checked by', 'excused'])
      expect(row(name, heading), heading).not.toBe('');
    expect(filesIn(row(name, 'enforced by')).length).toBeGreaterThan(0);
  });

  it('names files that are there', () => {
    const files = filesIn(text);
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it.each(NAMES)('names every file that checks %s, and no other', (name) => {
    const files = checking
      .filter((one) => one.name === name)
      .map(({ file }) => `simulation/invariants/${file}`);
    expect(filesIn(row(name, 'checked by')).toSorted()).toEqual(files.toSorted());
  });
});
