import { describe, expect, it } from 'vitest';
import { indexMap } from './index-map.ts';
import { checkMove } from './move.ts';
import { snapshot } from './snapshot.ts';
import { ModelCluster, version } from './testing/model-cluster.ts';

const HEARTBEAT_MS = 2000;

function cluster(searchers: Record<string, number>, rules = {}): ModelCluster {
  const model = new ModelCluster(rules);
  for (const [id, capacity_mb] of Object.entries(searchers)) model.join(id, capacity_mb);
  model.drain();
  model.take({ type: 'settled' });
  return model;
}

function served(model: ModelCluster, index = 'x') {
  return indexMap(model.state, index)?.shards.map((shard) =>
    shard.replicas.map((replica) => replica.searcher),
  );
}

function messages(model: ModelCluster): string[] {
  return model.state.issues.map((issue) => issue.message);
}

describe('placement', () => {
  it('asks the searcher with most free room, and the smaller id among equals', () => {
    const model = cluster({ a: 50, b: 100, c: 100 });
    const commands = model.take({ type: 'head', index: 'x', version: version(1, ['one']) });
    expect(commands).toMatchObject([{ type: 'load', searcher: 'b', index: 'x', shard: '0-of-1' }]);
  });

  it('spreads shards, counting the room of loads under way', () => {
    const model = cluster({ a: 100, b: 100, c: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1', '2', '3']) });
    expect(model.toSearchers.map((command) => command.searcher)).toEqual(['a', 'b', 'c']);
  });

  it('never puts two replicas of a shard on one searcher, and says how many are missing', () => {
    const model = cluster({ a: 100, b: 100 }, { replicas: 3 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    expect(served(model)).toEqual([['a', 'b']]);
    expect(messages(model)).toEqual([
      'index x shard 0-of-1: has 2 of 3 replicas, one on each of 2 searcher(s); start more',
    ]);
    model.join('c', 100);
    model.drain();
    expect(served(model)).toEqual([['a', 'b', 'c']]);
    expect(messages(model)).toEqual([]);
  });

  it('says what is missing when there is no room, and places it when there is', () => {
    const model = cluster({ a: 5, b: 7 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1'], 10) });
    expect(model.toSearchers).toEqual([]);
    expect(messages(model)).toEqual(['index x shard 0-of-1: needs 10 MB, largest free room 7 MB on b']);
    model.join('c', 100);
    model.drain();
    expect(served(model)).toEqual([['c']]);
    expect(messages(model)).toEqual([]);
  });

  it('gives no searcher more packs than its registration can name', () => {
    const model = new ModelCluster();
    const all = version(
      1,
      Array.from({ length: 1001 }, (_, n) => String(n)),
    );
    model.join('a', 100_000);
    for (const { shard, pack, bytes } of all.shards.slice(1)) {
      model.searchers.get('a')?.held.set(`x ${pack}`, { index: 'x', shard, pack, bytes });
    }
    model.register('a');
    model.drain();
    model.take({ type: 'settled' });
    expect(model.take({ type: 'head', index: 'x', version: all })).toEqual([]);
    expect(messages(model)).toEqual([
      'index x shard 0-of-1001: a has room, but holds 1000 packs already; start more searchers',
    ]);
  });

  it('says that there is no searcher', () => {
    const model = cluster({});
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    expect(model.state.issues).toMatchObject([{ code: 'no_searcher', index: 'x', shard: '0-of-1' }]);
  });

  it('leaves packs where they are after a cold start', () => {
    const before = cluster({ a: 100, b: 100 });
    before.take({ type: 'head', index: 'x', version: version(1, ['1', '2']) });
    before.drain();
    const after = new ModelCluster();
    for (const [id, searcher] of before.searchers) after.searchers.set(id, searcher);
    after.take({ type: 'head', index: 'x', version: version(1, ['1', '2']) });
    for (const id of after.searchers.keys()) after.register(id);
    after.drain();
    expect(served(after)).toEqual([['a'], ['b']]);
    after.take({ type: 'settled' });
    expect(after.commands.filter((command) => command.type === 'load' || command.type === 'unload')).toEqual(
      [],
    );
  });

  it('loads nothing and unloads nothing before it knows who is there', () => {
    const model = new ModelCluster();
    model.join('a', 100);
    model.drain();
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    expect(model.toSearchers).toEqual([]);
    model.take({ type: 'settled' });
    expect(model.toSearchers).toHaveLength(1);
  });
});

describe('a new version', () => {
  it('is loaded beside the old one, takes over in one step, and the old one goes after its grace', () => {
    const model = cluster({ a: 100, b: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1', '2']) });
    model.drain();
    model.take({ type: 'head', index: 'x', version: version(2, ['3', '4']) });
    model.deliverCommand(0);
    model.deliverNews(0);
    expect(indexMap(model.state, 'x')?.version).toBe(1);
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(2);
    expect(model.commands.filter(({ type }) => type === 'unload')).toEqual([]);
    model.calm(model.rules.grace_ms + HEARTBEAT_MS);
    expect(model.commands.filter(({ type }) => type === 'unload')).toHaveLength(2);
    expect([...model.searchers.values()].map(({ held }) => held.size)).toEqual([1, 1]);
  });

  it('does not load again what did not change', () => {
    const model = cluster({ a: 100, b: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1', '2']) });
    model.drain();
    model.take({ type: 'head', index: 'x', version: version(2, ['1', '3']) });
    expect(model.toSearchers).toMatchObject([{ type: 'load', shard: '1-of-2' }]);
    model.drain();
    model.calm(20_000);
    expect(served(model)).toHaveLength(2);
  });

  it('is served at once when it has old packs, as after a rollback', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    model.take({ type: 'head', index: 'x', version: version(2, ['2']) });
    model.drain();
    const commands = model.take({ type: 'head', index: 'x', version: version(3, ['1']) });
    expect(commands).toEqual([{ type: 'map_changed', index: 'x', version: 3 }]);
  });

  it('never goes back to an older one', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(2, ['2']) });
    model.drain();
    expect(model.take({ type: 'head', index: 'x', version: version(1, ['1']) })).toEqual([]);
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(2);
  });

  it('is finished before a newer one is begun, so that steady publishing reaches somebody', () => {
    const model = cluster({ a: 1000 });
    for (let number = 1; number <= 5; number++) {
      model.take({ type: 'head', index: 'x', version: version(number, [`content ${number}`]) });
    }
    expect(model.toSearchers).toHaveLength(1);
    model.drain();
    expect(model.commands.filter(({ type }) => type === 'map_changed')).toMatchObject([
      { version: 1 },
      { version: 5 },
    ]);
  });

  it('that cannot be loaded leaves the old one in service, is told, is tried elsewhere, and gives way to a newer one', () => {
    const model = cluster({ a: 100, b: 90 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    const bad = version(2, ['bad']);
    for (const { pack } of bad.shards) model.broken.add(pack);
    model.take({ type: 'head', index: 'x', version: bad });
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(1);
    expect(model.state.issues.map(({ code }) => code)).toEqual(['load_failed', 'load_failed']);
    expect(messages(model)[0]).toMatch(/searcher a could not load pack [0-9a-f]{12} \(corrupt\): broken/);
    const tries = model.commands.length;
    model.calm(60_000);
    const more = model.commands.length - tries;
    expect(more).toBeGreaterThan(2);
    expect(more).toBeLessThan(14);
    model.take({ type: 'head', index: 'x', version: version(3, ['3']) });
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(3);
    expect(messages(model)).toEqual([]);
  });

  it('that failed on one searcher is no issue any more when another serves it', () => {
    const model = cluster({ a: 10 });
    const next = version(1, ['1'], 10);
    for (const { pack } of next.shards) model.broken.add(pack);
    model.take({ type: 'head', index: 'x', version: next });
    model.drain();
    expect(model.state.issues).toMatchObject([{ code: 'load_failed' }]);
    model.broken.clear();
    model.join('b', 100);
    model.drain();
    expect(served(model)).toEqual([['b']]);
    expect(messages(model)).toEqual([]);
  });

  it('whose manifest cannot be read leaves the old one in service', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    model.take({ type: 'head_unreadable', index: 'x', version: 2, reason: 'manifest "m" cannot be used' });
    model.calm(20_000);
    expect(indexMap(model.state, 'x')?.version).toBe(1);
    expect(messages(model)).toEqual(['index x version 2: manifest "m" cannot be used']);
    model.take({ type: 'head', index: 'x', version: version(2, ['2']) });
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(2);
    expect(messages(model)).toEqual([]);
  });

  it('that nobody holds after a cold start lets an older one be served, if that is held as a whole', () => {
    const model = new ModelCluster();
    const searcher = { id: 'a', capacity_bytes: 2 ** 30, held: new Map(), sequence: 0 };
    for (const { shard, pack, bytes } of version(1, ['1', '2']).shards) {
      searcher.held.set(`x ${pack}`, { index: 'x', shard, pack, bytes });
    }
    model.searchers.set('a', searcher);
    model.take({ type: 'head', index: 'x', version: version(3, ['1', '5']) });
    model.register('a');
    model.drain();
    model.take({ type: 'fallback', index: 'x', version: version(2, ['1', '4']) });
    expect(indexMap(model.state, 'x')).toBeUndefined();
    model.take({ type: 'fallback', index: 'x', version: version(1, ['1', '2']) });
    expect(indexMap(model.state, 'x')?.version).toBe(1);
    model.take({ type: 'settled' });
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(3);
  });

  it('of a deleted index is unloaded after the grace, and does not come back', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(4, ['1']) });
    model.drain();
    expect(model.take({ type: 'gone', index: 'x', version: 5 })).toEqual([
      { type: 'map_changed', index: 'x', version: undefined },
    ]);
    model.calm(20_000);
    expect(model.searchers.get('a')?.held.size).toBe(0);
    model.take({ type: 'head', index: 'x', version: version(4, ['1']) });
    expect(indexMap(model.state, 'x')).toBeUndefined();
    model.take({ type: 'head', index: 'x', version: version(6, ['1']) });
    model.drain();
    expect(indexMap(model.state, 'x')?.version).toBe(6);
  });
});

describe('a searcher', () => {
  it('that is silent for five heartbeats is lost: its queue goes, its replicas are made elsewhere', () => {
    const model = cluster({ a: 100, b: 90 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    expect(served(model)).toEqual([['a']]);
    model.kill('a');
    model.calm(5 * HEARTBEAT_MS);
    expect(served(model)).toEqual([['a']]);
    model.calm(HEARTBEAT_MS);
    expect(served(model)).toEqual([['b']]);
    expect(model.commands).toContainEqual({ type: 'remove_queue', searcher: 'a' });
  });

  it('that returns is as new, and a replica too many is unloaded', () => {
    const model = cluster({ a: 100, b: 90 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    model.take({ type: 'lost', searcher: 'a' });
    model.drain();
    expect(served(model)).toEqual([['b']]);
    model.register('a');
    model.drain();
    expect(model.commands.filter(({ type }) => type === 'make_queue')).toHaveLength(3);
    expect(served(model)?.[0]).toHaveLength(1);
    expect(model.holders(version(1, ['1']).shards[0]?.pack ?? '')).toHaveLength(1);
  });

  it('that said goodbye is not brought back by a registration from before', () => {
    const model = cluster({ a: 100 });
    model.register('a');
    const late = model.news.splice(0, 1);
    model.take({ type: 'left', searcher: 'a', sequence: 3 });
    model.news.push(...late);
    model.drain();
    expect(model.state.searchers.size).toBe(0);
  });

  it('is not lost because the orchestrator slept', () => {
    const model = cluster({ a: 100 });
    model.calm(HEARTBEAT_MS);
    model.now_ms += 60_000;
    model.take({ type: 'tick' });
    expect(model.state.searchers.size).toBe(1);
  });

  it('whose pack vanished is given it again', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    model.searchers.get('a')?.held.clear();
    model.calm(3 * HEARTBEAT_MS);
    expect(model.searchers.get('a')?.held.size).toBe(1);
  });

  it('that does not answer is asked again, and given up at last', () => {
    const model = cluster({ a: 100 });
    model.deaf.add('a');
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    for (let round = 0; round < 1000 && model.state.failures.size === 0; round++) model.calm(HEARTBEAT_MS);
    expect(messages(model)[0]).toContain('was asked 5 times and did not answer');
    model.deaf.clear();
    model.calm(20_000);
    expect(served(model)).toEqual([['a']]);
  });

  it('gets a message again that could not be sent', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    const [load] = model.toSearchers.splice(0);
    model.take({ type: 'unsent', searcher: 'a', index: 'x', pack: load?.pack ?? '' });
    model.calm(HEARTBEAT_MS);
    expect(served(model)).toEqual([['a']]);
  });
});

describe('a move', () => {
  it('loads there, and unloads here when it is loaded', () => {
    const model = cluster({ a: 100, b: 90 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    const pack = version(1, ['1']).shards[0]?.pack ?? '';
    const move = checkMove(model.state, { index: 'x', pack, from: 'a', to: 'b' });
    expect(model.take({ type: 'move', ...move })).toMatchObject([{ type: 'load', searcher: 'b' }]);
    expect(served(model)).toEqual([['a']]);
    model.drain();
    expect(served(model)).toEqual([['b']]);
    expect(model.holders(pack)).toEqual(['b']);
    expect(model.state.moves).toEqual([]);
  });

  it('that cannot be made is refused with the reason', () => {
    const model = cluster({ a: 100, b: 5 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    model.drain();
    const pack = version(1, ['1']).shards[0]?.pack ?? '';
    const check = (from: string, to: string) => () => checkMove(model.state, { index: 'x', pack, from, to });
    expect(check('a', 'b')).toThrow(expect.objectContaining({ code: 'no_room' }));
    expect(check('b', 'a')).toThrow(expect.objectContaining({ code: 'not_held' }));
    expect(check('a', 'z')).toThrow(expect.objectContaining({ code: 'unknown_searcher' }));
  });
});

describe('packs', () => {
  it('that two indexes have in common are loaded and unloaded for each of them', () => {
    const model = cluster({ a: 100 });
    model.take({ type: 'head', index: 'x', version: version(1, ['same']) });
    model.take({ type: 'head', index: 'y', version: version(1, ['same']) });
    model.drain();
    model.take({ type: 'gone', index: 'x', version: 1 });
    model.calm(20_000);
    expect(model.commands.filter(({ type }) => type === 'unload')).toMatchObject([{ index: 'x' }]);
    expect(served(model, 'y')).toEqual([['a']]);
  });

  it('of an index whose manifest cannot be read stay where they are', () => {
    const model = new ModelCluster();
    model.join('a', 100);
    const [shard] = version(1, ['1']).shards;
    model.searchers
      .get('a')
      ?.held.set('x', { index: 'x', shard: '0-of-1', pack: shard?.pack ?? '', bytes: 1 });
    model.register('a');
    model.drain();
    model.take({ type: 'head_unreadable', index: 'x', version: 1, reason: 'manifest "m" cannot be used' });
    model.take({ type: 'settled' });
    model.calm(20_000);
    expect(model.searchers.get('a')?.held.size).toBe(1);
  });
});

describe('the snapshot', () => {
  it('says where everything is and what is wrong', () => {
    const model = cluster({ a: 100 }, { replicas: 2 });
    model.take({ type: 'head', index: 'x', version: version(1, ['1']) });
    const loading = snapshot(model.state, model.rules, model.now_ms);
    expect(loading.indexes[0]).toMatchObject({ serving: null, next: 1, latest: 1 });
    expect(loading.indexes[0]?.shards[0]?.replicas).toEqual([{ searcher: 'a', state: 'backfilling' }]);
    expect(loading.searchers[0]).toMatchObject({ id: 'a', free_mb: 90, packs: 1 });
    model.drain();
    const active = snapshot(model.state, model.rules, model.now_ms);
    expect(active.indexes[0]).toMatchObject({ serving: 1, next: null });
    expect(active.issues).toMatchObject([{ code: 'too_few_searchers', index: 'x', shard: '0-of-1' }]);
    const silent = snapshot(model.state, model.rules, model.now_ms + 5000);
    expect(silent.indexes[0]?.shards[0]?.replicas).toEqual([{ searcher: 'a', state: 'disconnected' }]);
  });
});
