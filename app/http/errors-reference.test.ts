import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorsMarkdown } from './errors-reference.ts';
import { PROBLEMS } from './problem-catalogue.ts';

it('the reference has every code with its status', () => {
  const text = errorsMarkdown();
  for (const [code, { status }] of Object.entries(PROBLEMS))
    expect(text).toContain(`| \`${code}\` | ${status} |`);
});

it('every code in the catalogue is thrown somewhere', () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('problem-catalogue.ts'),
    )
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const unused = Object.keys(PROBLEMS).filter((code) => !new RegExp(`Problem\\(\\s*'${code}'`).test(sources));
  expect(unused).toEqual([]);
});
