import { parseArgs } from 'node:util';
import { outdatedReferences, writeReferences } from './reference-files.ts';

/** `node docs/generate.ts` writes the references that are made from the code; with `--check` it only compares. */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const docs = import.meta.dirname;

if (values.check) {
  const outdated = await outdatedReferences(docs);
  if (outdated.length > 0) {
    process.stderr.write(
      `docs/ is not what the code says; run "node docs/generate.ts":\n${outdated.join('\n')}\n`,
    );
    process.exitCode = 1;
  }
} else {
  for (const name of await writeReferences(docs)) process.stdout.write(`docs/${name}\n`);
}
