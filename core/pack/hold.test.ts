import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import type { HoldReason } from '#core/cluster/hold-reason.ts';
import { MOST_REASONS, readHead } from '#core/tables/heads.ts';
import { hold } from './hold.ts';
import { MADE_VERSION, leasedHead } from './testing/leased-head.ts';

const reason = (code: HoldReason['code'], text: string): HoldReason => ({
  code,
  live: 9,
  found: 5,
  threshold: 1,
  text,
});

it('of many reasons those are told that say something else, before more of a kind', async () => {
  const clock = new VirtualClock();
  const ports = { table: new MemoryTable(), objects: new MemoryObjects({ clock }) };
  const { lease, head } = await leasedHead({ ...ports, clock }, 'made', {});
  await using _lease = lease;
  const sites = Array.from({ length: 20 }, (_, n) => reason('site_lost', `site ${n}`));
  const golden = reason('golden_missed', 'a query');
  const reasons = [reason('lost', 'half of it'), ...sites, golden];
  const held = await hold(ports, lease, head, { ...MADE_VERSION, since_ms: 0, lost: 5, reasons });
  expect(held.reasons).toEqual([reasons[0], ...sites.slice(0, MOST_REASONS - 2), golden]);
  expect((await readHead(ports.table, 'made'))?.held?.reasons).toEqual(held.reasons);
});
