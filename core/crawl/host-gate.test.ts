import { describe, expect, it } from 'vitest';
import type { Table } from '#ports/table.ts';
import { embedded } from '../../test/embedded.ts';
import { type ComeBack, HostGate, type HostGatePorts, type Turn } from './host-gate.ts';

const HOST = 'site.gov';

/** Two processes' gates on one table. */
function gates(ports: Omit<HostGatePorts, 'onTrouble'> & Partial<HostGatePorts>, delay_ms: number) {
  const settings = { delay_ms, host_concurrency: 3, flight_ms: 5000 };
  const all = { onTrouble: (error: unknown) => expect.unreachable(String(error)), ...ports };
  return [new HostGate(all, settings), new HostGate(all, settings)] as const;
}

/** A table whose writes fail while `isDown` says so. */
function failing(table: Table, isDown: () => boolean): Table {
  const put: Table['put'] = async (...args) => {
    if (isDown()) throw new Error('the table is down');
    return table.put(...args);
  };
  return new Proxy(table, {
    get: (target, name) => {
      if (name === 'put') return put;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function isTurn(answer: Turn | ComeBack): answer is Turn {
  return 'id' in answer;
}

async function turnOf(gate: HostGate): Promise<Turn> {
  const answer = await gate.take(HOST);
  if (!isTurn(answer)) throw new Error('no turn was granted');
  return answer;
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
        if (!isTurn(turn)) continue;
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
      let turn = await gate.take(HOST);
      // On a machine with much else to do a second in line may be too short.
      while (!isTurn(turn)) turn = await gate.take(HOST);
      starts.push(turn.start_ms);
      await ports.clock.sleep(turn.start_ms - ports.clock.monotonic());
      await gate.give(HOST, turn);
    };
    await Promise.all(gates(ports, 40).flatMap((gate) => Array.from({ length: 4 }, () => ask(gate))));
    starts.sort((a, b) => a - b);
    expect(starts).toHaveLength(8);
    // The row counts whole ms, and the clock that turns are told by does not.
    for (let n = 1; n < starts.length; n += 1)
      expect((starts[n] ?? 0) - (starts[n - 1] ?? 0)).toBeGreaterThan(39);
  });

  it('are not to be had while the host wants to be left alone, and who asks learns at once for how long', async () => {
    await using ports = await embedded();
    const [one, other] = gates(ports, 0);
    const turn = await turnOf(one);
    await one.give(HOST, turn, 60_000);
    const started_ms = ports.clock.monotonic();
    for (const gate of [one, other]) {
      const answer = await gate.take(HOST);
      const retry_after_ms = isTurn(answer) ? 0 : answer.retry_after_ms;
      expect(retry_after_ms).toBeGreaterThan(50_000);
      expect(retry_after_ms).toBeLessThanOrEqual(60_000);
    }
    expect(ports.clock.monotonic() - started_ms, 'nobody stands in line for it').toBeLessThan(900);
  });

  it('that are all out may come free at any moment: who asks stands in line, and then comes back soon', async () => {
    await using ports = await embedded();
    const [one, other] = gates(ports, 0);
    const out = [await turnOf(one), await turnOf(one), await turnOf(one)];
    const soon = other.take(HOST);
    for (const turn of out.splice(0, 1)) await one.give(HOST, { ...turn, start_ms: -Infinity });
    expect(isTurn(await soon)).toBe(true);
    expect(await other.take(HOST)).toEqual({ retry_after_ms: 1000 });
  });

  it('are not to be had after a wish of the host that could not be written at first', async () => {
    await using ports = await embedded();
    let down = false;
    const [one, other] = gates({ ...ports, table: failing(ports.table, () => down) }, 0);
    const turn = await turnOf(one);
    down = true;
    await expect(one.give(HOST, turn, 60_000)).rejects.toThrow('the table is down');
    down = false;
    expect(isTurn(await one.take(HOST))).toBe(false);
    expect(isTurn(await other.take(HOST)), 'others know of it now').toBe(false);
  });

  it('are kept for who comes next, and given back when nobody does or the process stops', async () => {
    await using ports = await embedded();
    const [one, other] = gates(ports, 0);
    const first = await turnOf(one);
    await turnOf(one);
    await turnOf(one);
    void one.give(HOST, first).catch(expect.unreachable);
    expect(await one.take(HOST), 'the same turn').toBe(first);
    void one.give(HOST, first).catch(expect.unreachable);
    await one.close();
    expect(isTurn(await other.take(HOST))).toBe(true);
  });

  it('are swept again after a sweep that failed', async () => {
    await using ports = await embedded();
    let down = false;
    const [one, other] = gates({ ...ports, table: failing(ports.table, () => down) }, 0);
    const [first, second] = [await turnOf(one), await turnOf(one), await turnOf(one)];
    down = true;
    await expect(one.give(HOST, first)).rejects.toThrow('the table is down');
    down = false;
    await one.give(HOST, { ...second, start_ms: ports.clock.monotonic() });
    expect(isTurn(await other.take(HOST))).toBe(true);
  });

  it('that cannot be given back at the end are reported, and do not hold up the end', async () => {
    await using ports = await embedded();
    let down = false;
    const troubles: unknown[] = [];
    const table = failing(ports.table, () => down);
    const [one] = gates({ ...ports, table, onTrouble: (error) => void troubles.push(error) }, 0);
    const turn = await turnOf(one);
    void one.give(HOST, turn).catch(expect.unreachable);
    down = true;
    await one.close();
    expect(troubles).toEqual([new Error('the table is down')]);
  });
});
