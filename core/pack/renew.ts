import { renameSync } from 'node:fs';
import { buildPack } from './build.ts';
import { formatOf } from './formats.ts';
import { fieldWeights, fieldWeightsSchema } from './impact/field-weights.ts';
import { openPack } from './open.ts';
import { FORMAT_VERSION } from './schema.ts';

/**
 * Makes a pack of a format before one that can be searched, in its place, with the weights that it has; others stay as they are.
 * @throws {ForeignPack} {@link CorruptPack}, and SQLite's own when the disk is full; the file is as it was then.
 */
export function renewPack({ path }: { readonly path: string }): void {
  const db = openPack(path);
  const format = formatOf(db);
  const weights =
    db.prepare<[], string>("SELECT value FROM meta WHERE key = 'weights'").pluck().get() ?? '{}';
  db.close();
  if (format === FORMAT_VERSION) return;
  const out = `${path}.new`;
  buildPack({
    base: path,
    out,
    definition: { kind: 'hash', from: 0, to: 2 ** 32 },
    weights: fieldWeights(fieldWeightsSchema.parse(JSON.parse(weights))),
  });
  renameSync(out, path);
}
