/** Entry of a process that builds packs of a folder's documents, and the same by raw FTS5. */
import type { SectionResult } from '../figure.ts';
import { serveJob } from '../serve-job.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { measureFull } from './measure-full.ts';
import { measureRecrawled } from './measure-recrawled.ts';
import { measureIncremental } from './measure-incremental.ts';
import { packInput } from './pack-input.ts';
import { readDocuments } from './read-documents.ts';

const SHARDS = [1, 8];
const MB = 2 ** 20;

await serveJob(packInput, async ({ folder, rounds, changes }): Promise<SectionResult> => {
  await using scratch = await temporaryFolder('pack');
  const documents = await readDocuments(folder);
  const full = await measureFull(documents, scratch.path, rounds);
  const incremental = [];
  for (const shards of SHARDS) {
    for (const changed of changes) {
      // A small site has fewer, and a figure for more than there are would be wrong.
      if (changed > documents.length) continue;
      incremental.push(
        ...(await measureIncremental(documents, { folder: scratch.path, rounds, shards, changed })),
      );
    }
  }
  const recrawled = await measureRecrawled(
    documents.map(({ body }) => body),
    rounds,
  );
  const text_mb =
    documents.reduce(
      (sum, { body, title, headings }) => sum + body.length + title.length + headings.length,
      0,
    ) / MB;
  return {
    about: `${documents.length} documents, ${text_mb.toFixed(1)} MB of text, decoded beforehand; one thread, best of ${rounds}`,
    figures: [...full.figures, ...incremental, ...recrawled.figures],
    ratios: [...full.ratios, ...recrawled.ratios],
    skipped: [],
  };
});
