import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sha256OfFile } from '#core/pack/file-hash.ts';
import { FIELD_WEIGHTS, type FieldWeights } from '#core/pack/impact/field-weights.ts';
import { writeImpact } from '#core/pack/impact/write-impact.ts';
import { writeTexts } from '#core/pack/impact/write-texts.ts';
import type { PackTasks } from '#core/pack/tasks.ts';
import type { Compute } from '#ports/compute.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** What is equally good is answered in the order in which it was packed, and no pack has the hash of one built at once. */
export const changesLast: Canary = {
  name: 'changes-last',
  breaks: 'documents that changed stand behind those that did not, and not in the order of their ids',
  caught_by: ['I8'],
  surroundings: (surroundings) =>
    overlay(surroundings, {
      openPackThreads: (threads) => unsorted(surroundings.openPackThreads(threads)),
    }),
};

type Build = Parameters<PackTasks['build_pack']>[0];
type Options = Parameters<Compute<PackTasks>['run']>[2];

function unsorted(threads: Compute<PackTasks>): Compute<PackTasks> {
  return overlay(threads, {
    run<Name extends keyof PackTasks>(name: Name, input: Parameters<PackTasks[Name]>[0], options?: Options) {
      if (name !== 'build_pack') return threads.run(name, input, options);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript does not tell the tasks apart by their names
      const built = buildUnsorted(threads, input as Build, options);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      return built as Promise<Awaited<ReturnType<PackTasks[Name]>>>;
    },
  });
}

async function buildUnsorted(
  threads: Compute<PackTasks>,
  input: Build,
  options: Options,
): Promise<Awaited<ReturnType<PackTasks['build_pack']>>> {
  const built = await threads.run('build_pack', input, options);
  const { base, out } = input;
  if (base === undefined) return built;
  putChangesLast(base, out, input.weights);
  return { ...built, sha256: sha256OfFile(out), bytes: statSync(out).size };
}

const HASH_BYTES = 2 ** 20;
/** Rows are renumbered by way of numbers that none of them has. */
const FAR = 1_000_000;

/** Numbers the documents of a pack anew: first those that it shares with its base, in the order which they have there. */
export function putChangesLast(base: string, out: string, weights: FieldWeights = FIELD_WEIGHTS): void {
  const db = new Database(out);
  try {
    db.pragma('journal_mode = OFF');
    db.prepare('ATTACH ? AS base').run(base);
    const ids = db
      .prepare<[], string>(
        `SELECT made.id FROM main.documents AS made LEFT JOIN base.documents AS old USING (id, hash)
         ORDER BY old.rowid IS NULL, old.rowid, made.id`,
      )
      .pluck()
      .all();
    const number = db.prepare('UPDATE main.documents SET rowid = ? WHERE id = ?');
    ids.forEach((id, n) => number.run(FAR + n, id));
    db.prepare('UPDATE main.documents SET rowid = rowid - ?').run(FAR - 1);
    db.exec("INSERT INTO documents_fts (documents_fts) VALUES ('delete-all')");
    for (const name of tablesOfTerms(db)) db.exec(`DELETE FROM ${name}`);
    writeTexts(db, HASH_BYTES);
    writeImpact(db, weights);
    db.exec('DETACH base');
    db.exec('VACUUM');
  } finally {
    db.close();
  }
}

/** All that is made anew of the documents. */
function tablesOfTerms(db: Database.Database): string[] {
  return db
    .prepare<[], string>(
      `SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT IN ('documents', 'meta')
         AND name NOT GLOB 'documents_fts*' AND name NOT GLOB 'sqlite_*'`,
    )
    .pluck()
    .all();
}
