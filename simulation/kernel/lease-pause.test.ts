import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { SimTable } from '../ports/sim-table.ts';
import { FAULT_KINDS, Faults } from './fault.ts';
import { Laws } from './laws.ts';
import { leasePauseLength } from './lease-pause.ts';
import { Life } from './life.ts';
import { seeded } from './seeded.ts';
import { Timeline } from './timeline.ts';

const LENGTHS = { lease_ms: 5000, visibility_ms: 20_000 };
const KEY = { pk: 'heads', sk: 'docs' };
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const WITHOUT = new Set(FAULT_KINDS.filter((kind) => kind !== 'lease_pause'));
/** Longer than calls are on their way. */
const AT_ONCE_MS = 100;

/** When (ms) the head moved, in a world of this seed in which nothing but pauses under a lease goes wrong. */
async function movedAt(seed: number, lease_owner: string): Promise<number> {
  const timeline = new Timeline(seeded(seed));
  let moved_ms = -1;
  const laws = new Laws({
    timeline,
    chance: seeded(seed),
    faults: new Faults(seeded(seed), { without: WITHOUT }),
    lengths: LENGTHS,
    observer: (event) => {
      if (event.type === 'row' && event.after?.['version'] === 1) moved_ms = event.at_ms;
    },
  });
  const life = new Life('packer-1', laws, { rate: 1, wall_offset_ms: 0, isMortal: true });
  const table = new SimTable(life, new MemoryTable());
  const work = async (): Promise<void> => {
    await table.update('heads', KEY, { set: { lease_owner } });
    await table.update('heads', KEY, { set: { version: 1 } }, { lease_owner });
  };
  const done = work();
  await timeline.play(100_000);
  await done;
  return moved_ms;
}

it('moves of a head come late, often after another could take the message and the lease', async () => {
  const at_ms = await Promise.all(SEEDS.map((seed) => movedAt(seed, 'packer-1')));
  expect(at_ms.filter((ms) => ms < AT_ONCE_MS).length).toBeGreaterThan(SEEDS.length / 3);
  const later = at_ms.filter((ms) => ms > LENGTHS.visibility_ms + LENGTHS.lease_ms);
  expect(later.length).toBeGreaterThan(SEEDS.length / 20);
});

it('whoever holds no lease does not stand still for one', async () => {
  const at_ms = await Promise.all(SEEDS.map((seed) => movedAt(seed, '')));
  expect(Math.max(...at_ms)).toBeLessThan(AT_ONCE_MS);
});

it('a pause ends around the end of the lease, or after that of message and lease', () => {
  const chance = seeded(1);
  const { lease_ms, visibility_ms } = LENGTHS;
  const lengths = Array.from({ length: 200 }, () => leasePauseLength(chance, LENGTHS));
  const short = lengths.filter((ms) => ms < visibility_ms);
  expect(short.length).toBeGreaterThan(20);
  expect(Math.min(...short)).toBeLessThan(0.9 * lease_ms);
  expect(Math.max(...short)).toBeGreaterThan(lease_ms);
  expect(Math.max(...lengths)).toBeGreaterThan(visibility_ms + 2 * lease_ms);
});
