import { readdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { BuildTasks } from '#core/pack/build-tasks.ts';
import { FIELD_WEIGHTS } from '#core/pack/impact/field-weights.ts';
import { temporaryFolder, WHOLE } from '#core/pack/testing/documents.ts';
import type { Compute } from '#ports/compute.ts';
import { Metrics } from '#runtime/metrics.ts';
import { buildShards } from './build-shards.ts';
import { UNHEARD } from './testing/handling.ts';

/** A thread that dies while it builds, its files half written. */
const dying: Pick<Compute<BuildTasks>, 'run'> = {
  async run(_name, input) {
    if (!('out' in input)) throw new TypeError('it only builds');
    for (const left of ['.assembling', '.assembling-journal', '.compacted'])
      await writeFile(`${input.out}${left}`, 'half');
    throw new Error('a compute thread ended with code 1');
  },
};

it('a build whose thread died leaves nothing on the disk', async () => {
  using place = temporaryFolder();
  const clock = new VirtualClock();
  const deps = {
    scratch: new SystemScratchFolder({ path: place.path, release: () => undefined }),
    compute: { ...dying, broadcast: () => Promise.resolve(), close: () => Promise.resolve() },
    objects: new MemoryObjects({ clock }),
    table: new MemoryTable(),
    metrics: new Metrics(),
    random: new CountingRandom(),
    clock,
    unzstd,
  };
  const under = {
    lease: { fence: 1, assertHeld: () => undefined },
    handling: UNHEARD,
  };
  const shards = [{ name: '0-of-1', definition: WHOLE, pack: undefined }];
  const changes = { touched: new Map(), all: false, weights: FIELD_WEIGHTS };
  await expect(buildShards(deps, 'docs', shards, changes, under)).rejects.toThrow('ended with code 1');
  expect(await readdir(place.path)).toEqual([]);
});
