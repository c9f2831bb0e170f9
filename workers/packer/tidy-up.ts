import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { readHead } from '#core/tables/heads.ts';
import type { Handling } from '#runtime/worker.ts';
import { collectGarbage } from './collect-garbage.ts';
import { heldVersion } from './held-version.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Collects the garbage of an index whose live version has changed, or the one that is held: which one that is, is asked of
 * the row. While its manifest cannot be read nothing is collected, for what it names is not known.
 */
export async function tidyUp(
  deps: Parameters<typeof collectGarbage>[0] & Pick<PackerDeps, 'table'>,
  lease: HeldLease,
  live: Manifest,
  log: Handling['log'],
): Promise<void> {
  const head = await readHead(deps.table, live.index);
  const held = head === undefined ? undefined : await heldVersion(deps, head, log);
  if (head?.held !== undefined && held === undefined) return;
  await collectGarbage(deps, lease, { live, held }, log);
}
