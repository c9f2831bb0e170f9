import { isUtf8 } from 'node:buffer';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';

/** Not of the project: what is installed, made, or git's own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['node_modules', '.git', 'data', 'coverage']);
/**
 * What git leaves at the beginning of a line where a merge needs a person, and what a formatter of Markdown makes of
 * it. Seven signs, or more where files were renamed. The line of equal signs between is the mark of a heading as well.
 */
const MARKER = /^(?:<{7,11}|>{7,11}|\|{7,11})(?: |\r?$)|^(?:> ?){7}/m;

it.each([
  [`${'<'.repeat(7)} HEAD`, true],
  [`text\n${'>'.repeat(8)} 1f19ede:docs/a.md\n`, true],
  [`${'|'.repeat(7)}\n`, true],
  ['> > > > > > > > 1f19ede:docs/a.md', true],
  ['Title\n=======\n', false],
  ['> quoted\n> > twice\n', false],
  ['a <<<<<<< b', false],
])('%j has a mark of a merge: %s', (text, marked) => {
  expect(MARKER.test(text)).toBe(marked);
});

it('no file has a merge left in it that somebody began', async () => {
  const marked: string[] = [];
  let files = 0;
  const root = path.resolve(import.meta.dirname, '..');
  const inside = glob(['**', '.*', '.*/**'], {
    cwd: root,
    withFileTypes: true,
    exclude: ({ name }) => ELSEWHERE.has(name),
  });
  for await (const entry of inside) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (!isUtf8(bytes) || bytes.includes(0)) continue;
    files += 1;
    if (MARKER.test(bytes.toString('utf8'))) marked.push(path.relative(root, file));
  }
  expect(marked).toEqual([]);
  expect(files).toBeGreaterThan(1000);
});
