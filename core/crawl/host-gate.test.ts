import { describe, expect, it } from 'vitest';
import type { Table } from '#ports/table.ts';
import { embedded } from '../../test/embedded.ts';
import { HostGate } from './host-gate.ts';

const HOST = 'site.gov';

/** Two processes' gates on one table, and how many turns are out over both. */
function gates(
  ports: { table: Table; clock: never; random: never } | Awaited<ReturnType<typeof embedded>>,
  delay_ms: number,
) {
  const settings = { delay_ms, host_concurrency: 3, flight_ms: 5000 };
  return [new HostGate(ports, settings), new HostGate(ports, settings)] as const;
}

describe('turns at a host', () => {
  it('are never more at a time than the host may have, over all processes', async () => {
    await using ports = await embedded();
    const both = gates(ports, 0);
    let out = 0;
    let most = 0;
    let had = 0;
    const ask = async (gate: HostGate) => {
      for (let n = 0; n < 15; n += 1) {
        const turn = await gate.take(HOST);
        if (turn === undefined) continue;
        most = Math.max(most, (out += 1));
        had += 1;
        await ports.clock.sleep(2);
        out -= 1;
        void gate.give(HOST, turn).catch(expect.unreachable);
      }
    };
    await Promise.all(both.flatMap((gate) => Array.from({ length: 4 }, () => ask(gate))));
    expect(most).toBe(3);
    expect(had).toBeGreaterThan(30);
    await Promise.all(both.map((gate) => gate.close()));
  });

  it('start as far apart as the delay says, over all processes', async () => {
    await using ports = await embedded();
    const starts: number[] = [];
    const ask = async (gate: HostGate) => {
      const turn = await gate.take(HOST);
      if (turn === undefined) return;
      starts.push(turn.start_at_ms);
      await ports.clock.sleep(turn.start_at_ms - ports.clock.now());
      await gate.give(HOST, turn);
    };
    await Promise.all(gates(ports, 40).flatMap((gate) => Array.from({ length: 4 }, () => ask(gate))));
    starts.sort((a, b) => a - b);
    expect(starts.length).toBeGreaterThan(4);
    for (let n = 1; n < starts.length; n += 1)
      expect((starts[n] ?? 0) - (starts[n - 1] ?? 0)).toBeGreaterThanOrEqual(40);
  });

  it('are not to be had while the host wants to be left alone', async () => {
    await using ports = await embedded();
    const [one, other] = gates(ports, 0);
    const turn = await one.take(HOST);
    if (turn === undefined) throw new Error('the first turn was not granted');
    await one.give(HOST, turn, 60_000);
    expect(await one.take(HOST)).toBeUndefined();
    expect(await other.take(HOST)).toBeUndefined();
  });

  it('are kept for who comes next, and given back when nobody does or the process stops', async () => {
    await using ports = await embedded();
    const [one, other] = gates(ports, 0);
    const first = await one.take(HOST);
    const more = [await one.take(HOST), await one.take(HOST)];
    if (first === undefined) throw new Error('the first turn was not granted');
    void one.give(HOST, first).catch(expect.unreachable);
    expect(await one.take(HOST), 'the same turn').toBe(first);
    void one.give(HOST, first).catch(expect.unreachable);
    await one.close();
    expect(await other.take(HOST)).toBeDefined();
    expect(more).not.toContain(undefined);
  });
});
