import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { canonicalUrl, indexNameFor, urlOf } from '#core/crawl/url.ts';
import { indexOfCrawl } from '#core/tables/crawls.ts';
import { type Message, checkMessage, registry } from '#messages/registry.ts';
import { seeded } from '../kernel/seeded.ts';
import { planOf } from '../plan.ts';
import { MadeWeb } from '../web/made-web.ts';
import type { WorldView } from '../world-view.ts';
import { CLIENT_ACTIONS, readClientAction } from './client-actions.ts';
import { drawActions } from './draw-actions.ts';
import { fakeClient } from './testing/fake-client.ts';

/** A call of the fake client, a change of the web, or an action that begins; `what` is its first argument. */
interface Call {
  readonly call: string;
  readonly what: unknown;
  readonly more: readonly unknown[];
}

/** Runs the actions of a seed one after the other, each at its time. */
async function play(seed: number): Promise<Call[]> {
  const chance = seeded(seed);
  const plan = planOf(seed, chance.fork('plan'));
  const time = { ms: 0 };
  const web = new MadeWeb({ chance: chance.fork('web'), now: () => time.ms });
  const calls: Call[] = [];
  const note = (call: string, what?: unknown, ...more: readonly unknown[]) => {
    calls.push({ call, what, more });
  };
  web.onChange = (url, detail) => note('change', url, detail);
  const client = fakeClient(note);
  // Of a world the script looks at these alone.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const world = {
    plan,
    web,
    table: new MemoryTable(),
    now: () => time.ms,
  } as Partial<WorldView> as WorldView;
  for (const action of drawActions(plan, web, chance.fork('actions'))) {
    time.ms = action.at_ms;
    note('action', action.name, action.at_ms);
    await action.run(client, world, chance.fork(`action ${action.at_ms}`));
  }
  return calls;
}

const runs = await Promise.all(Array.from({ length: 40 }, (_, seed) => play(seed)));

const namesIn = (run: readonly Call[]) =>
  run.filter(({ call }) => call === 'action').map(({ what }) => String(what));
const postedIn = (run: readonly Call[]): Message[] =>
  run.filter(({ call }) => call === 'post').map(({ what }) => checkMessage(what));
const toldIn = (run: readonly Call[]) =>
  run
    .filter(({ call }) => call === 'tell')
    .map(({ what, more: [detail] }) => {
      const said = { action: String(what), detail: String(detail), accepted: true };
      return readClientAction({ type: 'client', at_ms: 0, by: 'client-1', ...said });
    });

describe('what clients do', () => {
  it('is the same for the same seed, and another for another', async () => {
    expect(await play(7)).toEqual(runs[7]);
    expect(runs[8]).not.toEqual(runs[7]);
  });

  it('is sorted by time, within the time of the run, no two at the same moment', () => {
    for (const [seed, run] of runs.entries()) {
      const { length_ms } = planOf(seed, seeded(seed).fork('plan'));
      const times = run.filter(({ call }) => call === 'action').map(({ more }) => Number(more[0]));
      expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
      expect(times.every((at_ms) => at_ms >= 0 && at_ms < length_ms)).toBe(true);
    }
  });

  it('is much, and not too much', () => {
    for (const run of runs) {
      const names = namesIn(run);
      const acting = names.filter((name) => !name.startsWith('search')).length;
      expect(acting).toBeGreaterThanOrEqual(10);
      expect(acting).toBeLessThanOrEqual(40);
      const searches = run.filter(({ call }) => call === 'search').length;
      expect(searches).toBeGreaterThanOrEqual(20);
      expect(searches).toBeLessThanOrEqual(60);
      expect(names).toContain('crawl by a message');
    }
  });

  it('over many runs is everything that clients can do', () => {
    const told = new Set(runs.flatMap(toldIn).map((told) => told?.what.action));
    expect(told).toEqual(new Set(CLIENT_ACTIONS));
    const types = new Set(runs.flatMap(postedIn).map(({ type }) => type));
    const all = Object.values(registry).filter(({ producers }) =>
      producers.some((role) => role === 'client'),
    );
    expect(types).toEqual(new Set([...all.map(({ type }) => type), 'update']));
  });

  it('posts crawls and pages that are what it tells of them', () => {
    for (const run of runs) {
      const ended = toldIn(run).flatMap((told) => (told?.phase === 'ends' ? [told.what] : []));
      const read = ended.filter((what) => what.action === 'index').map(({ url, index }) => `${index} ${url}`);
      const posted = postedIn(run).filter((message) => message.type === 'index');
      const named = posted.map(
        (message) => `${message.index ?? indexNameFor(message.site)} ${urlOf(message)}`,
      );
      expect(named.toSorted()).toEqual(read.toSorted());
      for (const what of ended.filter((what) => what.action === 'crawl')) {
        expect(canonicalUrl(what.url)).toBe(what.url);
        expect(indexOfCrawl(what.crawl_id ?? `${what.index}.x`)).toBe(what.index);
      }
    }
  });
});
