import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { Table } from '#ports/table.ts';
import { embedded } from '../../test/embedded.ts';
import type { ComeBack, Turn } from './host-desk.ts';
import { HostGate, type HostGatePorts } from './host-gate.ts';
import type { TurnEnd } from './host-pace.ts';
import type { OwnPace } from './own-pace.ts';

const HOST = 'site.gov';
const LEAVE_ALONE: TurnEnd = { kind: 'refused', retry_after_ms: 60_000 };

/** Two processes' gates on one table. */
function gates(ports: Omit<HostGatePorts, 'onTrouble'> & Partial<HostGatePorts>, delay_ms: number) {
  const settings = { delay_ms, delay_factor: 1, host_concurrency: 3, flight_ms: 5000 };
  const all = { onTrouble: (error: unknown) => expect.unreachable(String(error)), ...ports };
  return [new HostGate(all, settings), new HostGate(all, settings)] as const;
}

/** The same on a clock that is moved by hand; without a delay of our own. */
function virtualGates() {
  const clock = new VirtualClock();
  const [one, other] = gates({ clock, table: new MemoryTable(), random: new CountingRandom() }, 0);
  return { clock, one, other };
}

const answered = (took_ms: number): TurnEnd => ({ kind: 'answered', took_ms });

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

class LookedAtTable extends MemoryTable {
  looks = 0;
  override get(...args: Parameters<Table['get']>): ReturnType<Table['get']> {
    this.looks += 1;
    return super.get(...args);
  }
}

function isTurn(answer: Turn | ComeBack): answer is Turn {
  return 'id' in answer;
}

async function turnOf(gate: HostGate, crawl_delay_ms?: number): Promise<Turn> {
  const answer = await gate.take(HOST, crawl_delay_ms);
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

  it('come as fast as the owner of the host says, and no faster than its robots.txt does', async () => {
    const starts = async (own: OwnPace | undefined, crawl_delay_ms = 0) => {
      const clock = new VirtualClock();
      const ports = { clock, table: new MemoryTable(), random: new CountingRandom() };
      const [gate] = gates({ ...ports, paceFor: (host) => (host === HOST ? own : undefined) }, 200);
      const turns = await clock.run(Promise.all([1, 2, 3, 4].map(() => gate.take(HOST, crawl_delay_ms))));
      return turns.filter(isTurn).map(({ start_ms }) => start_ms);
    };
    expect(await starts({ delay_ms: 0, concurrency: 4 })).toEqual([0, 0, 0, 0]);
    expect(await starts({ delay_ms: 50, concurrency: 4 })).toEqual([0, 50, 100, 150]);
    expect(await starts({ delay_ms: 400, concurrency: 4 })).toEqual([0, 400, 800, 1200]);
    expect(await starts({ delay_ms: 0, concurrency: 1 })).toEqual([0]);
    expect(await starts({ concurrency: 4 })).toEqual([0, 200, 400, 600]);
    expect(await starts(undefined)).toEqual([0, 200, 400]);
    expect(await starts({ delay_ms: 0, concurrency: 4 }, 300), 'its robots.txt asks for that').toEqual([0]);
  });

  it('are not to be had while the host wants to be left alone, and who asks learns at once for how long', async () => {
    await using ports = await embedded();
    const [one, other] = gates(ports, 0);
    const turn = await turnOf(one);
    await one.give(HOST, turn, LEAVE_ALONE);
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
    await expect(one.give(HOST, turn, LEAVE_ALONE)).rejects.toThrow('the table is down');
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

  it('are one at a time, and as far apart as a Crawl-delay says, for whoever brings it', async () => {
    const { clock, one, other } = virtualGates();
    const first = await clock.run(turnOf(one, 700));
    await clock.run(one.give(HOST, first, answered(5)));
    const second = await clock.run(turnOf(one));
    expect(second.start_ms - first.start_ms).toBe(700);
    expect(await clock.run(other.take(HOST, 700)), 'one is out').toEqual({ retry_after_ms: 1000 });
    await clock.run(one.give(HOST, second, answered(5)));
    const third = await clock.run(turnOf(other, 700));
    expect(third.start_ms - second.start_ms).toBeGreaterThanOrEqual(700);
  });

  it('that are kept when a Crawl-delay becomes known are no turns any more', async () => {
    const { clock, one } = virtualGates();
    const first = await clock.run(turnOf(one));
    const given = one.give(HOST, first, answered(5));
    const second = await clock.run(turnOf(one, 300));
    expect(second.id).not.toBe(first.id);
    await clock.run(given);
  });

  it('are promised one after the other to those whom a Crawl-delay keeps out', async () => {
    const { clock, one } = virtualGates();
    await clock.run(turnOf(one, 20_000));
    const answers = await clock.run(Promise.all([1, 2, 3].map(() => one.take(HOST, 20_000))));
    const waits = answers.map((answer) => (isTurn(answer) ? 0 : answer.retry_after_ms));
    expect(waits.map((wait, n) => Math.round((wait - (waits[0] ?? 0)) / 10_000) - n)).toEqual([0, 0, 0]);
    expect(waits[0]).toBeGreaterThanOrEqual(18_000);
  });

  it('are promised one after the other to those who waited in vain, by what the host takes to answer', async () => {
    const { clock, one, other } = virtualGates();
    const first = await clock.run(turnOf(one));
    await clock.run(one.give(HOST, { ...first, start_ms: -Infinity }, answered(90)));
    await clock.run(Promise.all([turnOf(one), turnOf(one), turnOf(one)]));
    const answers = await clock.run(Promise.all([1, 2, 3].map(() => other.take(HOST))));
    expect(answers).toEqual([{ retry_after_ms: 1000 }, { retry_after_ms: 1015 }, { retry_after_ms: 1030 }]);
  });

  it('are not looked for while the host is shut', async () => {
    const clock = new VirtualClock();
    const table = new LookedAtTable();
    const [gate] = gates({ clock, table, random: new CountingRandom() }, 900);
    await clock.run(Promise.all([turnOf(gate), turnOf(gate)]));
    const before = table.looks;
    const third = await clock.run(turnOf(gate));
    expect(third.start_ms).toBe(1800);
    expect(table.looks - before).toBeLessThanOrEqual(2);
  });

  it('are handed on at once while a host answers soon, and spaced when it takes its time', async () => {
    const { clock, one } = virtualGates();
    let turn = await clock.run(turnOf(one));
    void one.give(HOST, turn, answered(20)).catch(expect.unreachable);
    expect(await turnOf(one), 'handed on').toBe(turn);
    await clock.advance(600);
    await clock.run(one.give(HOST, turn, answered(4000)));
    turn = await clock.run(turnOf(one));
    await clock.run(one.give(HOST, turn, answered(4000)));
    const next = await clock.run(turnOf(one));
    expect(next.start_ms - turn.start_ms).toBeGreaterThan(400);
  });

  it('are granted one at a time to a host that failed, in all processes, until it answers', async () => {
    const { clock, one, other } = virtualGates();
    const first = await clock.run(turnOf(one));
    await clock.run(one.give(HOST, first, { kind: 'failed' }));
    const trial = await clock.run(turnOf(other));
    expect(trial.start_ms - first.start_ms, 'left alone for a moment').toBeGreaterThanOrEqual(250);
    expect(isTurn(await clock.run(one.take(HOST)))).toBe(false);
    await clock.run(other.give(HOST, trial, answered(5)));
    await clock.run(Promise.all([turnOf(one), turnOf(one), turnOf(other)]));
  });

  it('are not waited for when a host has been in trouble again and again', async () => {
    const { clock, one, other } = virtualGates();
    for (let n = 1; n <= 8; n += 1) {
      let turn = await clock.run(other.take(HOST));
      while (!isTurn(turn)) {
        expect(turn.strikes).toBeUndefined();
        await clock.advance(turn.retry_after_ms);
        turn = await clock.run(other.take(HOST));
      }
      await clock.run(other.give(HOST, turn, { kind: 'failed' }));
    }
    expect(await clock.run(one.take(HOST))).toMatchObject({ strikes: 8 });
    await clock.advance(60_000);
    const trial = await clock.run(turnOf(one));
    await clock.run(one.give(HOST, trial, answered(5)));
    await clock.run(turnOf(other));
  });
});
