import { assert, array, constantFrom, integer, nat, oneof, property, record, constant } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexMap } from './index-map.ts';
import { reduce } from './reduce.ts';
import { EMPTY_CLUSTER, type Version, room } from './state.ts';
import { ModelCluster, shardPack, version } from './testing/model-cluster.ts';

const INDEXES = ['x', 'y'];
const SEARCHERS = ['a', 'b', 'c', 'd'];

const step = oneof(
  record({
    do: constant('publish'),
    index: constantFrom(...INDEXES),
    shards: integer({ min: 1, max: 3 }),
    content: nat(5),
  }),
  record({ do: constant('delete'), index: constantFrom(...INDEXES) }),
  record({ do: constant('join'), searcher: constantFrom(...SEARCHERS), mb: integer({ min: 1, max: 200 }) }),
  record({ do: constant('kill'), searcher: constantFrom(...SEARCHERS) }),
  record({ do: constant('heartbeat'), searcher: constantFrom(...SEARCHERS) }),
  record({ do: constant('command'), at: nat(20), again: constantFrom(true, false, false, false) }),
  record({ do: constant('news'), at: nat(20), again: constantFrom(true, false, false, false) }),
  record({ do: constant('time'), ms: integer({ min: 0, max: 7000 }) }),
  record({ do: constant('break'), content: nat(5) }),
);
type Step = typeof step extends { generate: (...args: never[]) => { value: infer Value } } ? Value : never;

/** Lives are told apart: a searcher has a fresh id at each start. */
class Story {
  readonly model: ModelCluster;
  readonly published = new Map<string, Map<number, Version>>();
  readonly #lives = new Map<string, number>();

  constructor(replicas: number) {
    this.model = new ModelCluster({ replicas });
    this.model.take({ type: 'settled' });
  }

  latest(index: string): Version | undefined {
    return [...(this.published.get(index)?.values() ?? [])].at(-1);
  }

  tell(step: Step): void {
    const { model } = this;
    if (step.do === 'publish') this.#publish(step);
    else if (step.do === 'delete') this.#delete(step.index);
    else if (step.do === 'join') this.#join(step.searcher, step.mb);
    else if (step.do === 'kill') model.kill(this.#name(step.searcher));
    else if (step.do === 'heartbeat') model.register(this.#name(step.searcher));
    else if (step.do === 'command')
      model.deliverCommand(step.at % Math.max(1, model.toSearchers.length), step.again);
    else if (step.do === 'news') model.deliverNews(step.at % Math.max(1, model.news.length), step.again);
    else if (step.do === 'break') this.#break(step.content);
    else {
      model.now_ms += step.ms;
      model.take({ type: 'tick' });
    }
  }

  /** Indexes may share contents, and the same content has the same size wherever it is. */
  #publish({ index, shards, content }: { index: string; shards: number; content: number }): void {
    const versions = this.published.get(index) ?? new Map<number, Version>();
    const contents = Array.from({ length: shards }, (_, n) => String(content + n));
    const next = version((this.latest(index)?.version ?? 0) + 1, contents, (of) => 1 + Number(of) * 9);
    this.published.set(index, versions.set(next.version, next));
    this.model.take({ type: 'head', index, version: next });
  }

  #delete(index: string): void {
    const latest = this.latest(index);
    if (latest === undefined) return;
    const empty = { ...latest, version: latest.version + 1, shards: [] };
    this.published.get(index)?.set(empty.version, empty);
    this.model.take({ type: 'gone', index, version: empty.version });
  }

  #join(searcher: string, mb: number): void {
    if (this.model.searchers.has(this.#name(searcher))) return;
    this.#lives.set(searcher, (this.#lives.get(searcher) ?? 0) + 1);
    this.model.join(this.#name(searcher), mb);
  }

  #break(content: number): void {
    this.model.broken.add(shardPack('any', String(content)).pack);
  }

  #name(searcher: string): string {
    return `${searcher}${this.#lives.get(searcher) ?? 0}`;
  }
}

const stories = record({ replicas: integer({ min: 1, max: 3 }), steps: array(step, { maxLength: 120 }) });

describe('whatever happens in a cluster, in whatever order its messages arrive', () => {
  it('no searcher is asked for more than it has room for (I7)', () => {
    assert(
      property(stories, ({ replicas, steps }) => {
        const story = new Story(replicas);
        const { model } = story;
        model.check = (commands) => {
          for (const command of commands) {
            const searcher = model.state.searchers.get('searcher' in command ? command.searcher : '');
            if (command.type !== 'load' || searcher === undefined) continue;
            const promised = [...searcher.copies.values()].filter(({ counted }) => !counted);
            const bytes = promised.reduce((sum, copy) => sum + copy.bytes, 0);
            expect(bytes).toBeLessThanOrEqual(searcher.free_bytes);
            expect(room(searcher)).toBe(searcher.free_bytes - bytes);
          }
        };
        for (const step of steps) story.tell(step);
      }),
      { numRuns: 150 },
    );
  });

  it('a map has all its shards from one version, and versions only grow (I6)', () => {
    assert(
      property(stories, ({ replicas, steps }) => {
        const story = new Story(replicas);
        const newest = new Map<string, number>();
        story.model.check = (commands) => {
          for (const index of INDEXES) {
            const map = indexMap(story.model.state, index);
            if (map === undefined) continue;
            expect(map.version).toBeGreaterThanOrEqual(newest.get(index) ?? 0);
            newest.set(index, map.version);
            const packs = story.published
              .get(index)
              ?.get(map.version)
              ?.shards.map(({ pack }) => pack);
            expect(map.shards.map(({ pack }) => pack)).toEqual(packs);
            const moved = commands.some(
              (command) => command.type === 'map_changed' && command.index === index,
            );
            expect(!moved || map.shards.every(({ replicas }) => replicas.length > 0)).toBe(true);
          }
        };
        for (const step of steps) story.tell(step);
      }),
      { numRuns: 150 },
    );
  });

  it('when it calms down, every index is served in its newest version, with its goal of replicas, and nothing else is kept (I7)', () => {
    assert(
      property(stories, ({ replicas, steps }) => {
        const story = new Story(replicas);
        const { model } = story;
        for (const step of steps) story.tell(step);
        model.broken.clear();
        for (const id of ['big1', 'big2', 'big3']) model.join(id, 10_000);
        model.calm(1_300_000);
        for (const index of INDEXES) {
          const latest = story.latest(index);
          const map = indexMap(model.state, index);
          const wanted = latest !== undefined && latest.shards.length > 0 ? latest.version : undefined;
          expect(map?.version).toBe(wanted);
          for (const shard of map?.shards ?? []) expect(shard.replicas).toHaveLength(replicas);
          for (const shard of map?.shards ?? []) {
            for (const { searcher } of shard.replicas) expect(model.holders(shard.pack)).toContain(searcher);
          }
        }
        expect(model.state.issues).toEqual([]);
        const held = [...model.searchers.values()].flatMap(({ held }) => held.values().toArray());
        const packs = INDEXES.flatMap((index) => (story.latest(index)?.shards ?? []).map(({ pack }) => pack));
        const wanted = new Set(packs);
        expect(held.filter(({ pack }) => !wanted.has(pack))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('the same events give the same commands', () => {
    assert(
      property(stories, ({ replicas, steps }) => {
        const story = new Story(replicas);
        for (const step of steps) story.tell(step);
        let state = EMPTY_CLUSTER;
        const commands = story.model.events.flatMap((event) => {
          const next = reduce(state, event, story.model.rules);
          state = next.state;
          return next.commands;
        });
        expect(commands).toEqual(story.model.commands);
      }),
      { numRuns: 50 },
    );
  });
});
