import { describe, expect, it } from 'vitest';
import { openCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { packIndex } from './pack-index.ts';
import { UNHEARD } from './testing/handling.ts';
import { MadeIndex, type MadePage } from './testing/made-index.ts';
import type { PackerDeps } from './worker.ts';

const PAGES = 6;
function made(seed: number): MadePage {
  return { words: Array.from({ length: 20 }, (_, n) => `w${seed}x${n}`), links: [] };
}

/** An index of so many pages that was crawled and packed. */
async function packedOnce(gate: ConstructorParameters<typeof MadeIndex>[1] = {}): Promise<MadeIndex> {
  const index = new MadeIndex(2, gate);
  for (let n = 0; n < PAGES; n += 1) await index.put(n, made(n));
  await index.crawled();
  await index.pack();
  return index;
}

async function told(index: MadeIndex): Promise<unknown> {
  const report: unknown = (await index.state()).reports.at(-1);
  return typeof report === 'object' && report !== null && 'documents' in report
    ? report.documents
    : undefined;
}

/** Packs as one whose disk, stores, clock or settings are others. */
function packAs(index: MadeIndex, deps: Partial<PackerDeps>, full = true): Promise<void> {
  return packIndex({ ...index.deps, ...deps }, { index: 'made', full }, UNHEARD);
}

/** The same but for some of what it does. */
function exceptFor<Port extends object>(port: Port, others: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(name in others ? others : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('the report of a crawl tells how many documents', () => {
  it('are new where there was no version', async () => {
    using index = await packedOnce();
    expect(await told(index)).toEqual({ since: 0, added: PAGES, changed: 0, removed: 0, unchanged: 0 });
  });

  it('came and went with the version that it made, and that none did', async () => {
    using index = await packedOnce();
    for (const n of [6, 7]) await index.put(n, made(n));
    await index.put(0, made(100));
    await index.drop(1);
    await index.crawled();
    await index.pack();
    expect(await told(index)).toEqual({ since: 1, added: 2, changed: 1, removed: 1, unchanged: 4 });
    await index.crawled();
    await index.pack();
    expect(await told(index)).toEqual({ since: 2, added: 0, changed: 0, removed: 0, unchanged: 7 });
  });

  it('did since it began, however often it was packed meanwhile, though no other version is kept so long', async () => {
    using index = await packedOnce();
    const { settings, clock } = index.deps;
    let at_ms = 0;
    const deps = {
      settings: { ...settings, keep_versions: 1, keep_s: 0 },
      // All that is stored is old at each look.
      clock: exceptFor(clock, { now: () => (at_ms += settings.lease_ms * 4) }),
    };
    const pack = (full: boolean): Promise<void> => packAs(index, deps, full);
    await index.beginCrawl();
    await index.put(6, made(6));
    await index.put(0, made(100));
    await index.drop(1);
    await pack(false);
    // What came with a slice of it and is another one in the next is new; what is again as it was has not changed.
    await index.put(6, made(7));
    await index.put(0, made(0));
    await pack(false);
    await index.put(2, made(101));
    await pack(false);
    await index.endCrawl();
    await pack(true);
    expect(await index.live()).toMatchObject({ version: 5 });
    expect(await told(index)).toEqual({ since: 1, added: 1, changed: 1, removed: 1, unchanged: 4 });
    const kept = async (): Promise<string[]> =>
      (await index.objects.list('manifests/')).objects.map(
        ({ key }) => key.split('/')[2]?.slice(0, 10) ?? '',
      );
    expect(await kept()).toEqual(['0000000001', '0000000005']);
    await index.put(3, made(102));
    await pack(false);
    expect(await kept()).toEqual(['0000000006']);
  });

  it('did, also where a packing broke off between its version and the report', async () => {
    using index = await packedOnce();
    await index.put(6, made(6));
    await index.crawled();
    const { objects } = index;
    const broken = exceptFor(objects, {
      put: (key: string, bytes: Uint8Array) =>
        key.startsWith('reports/') ? Promise.reject(new Error('no connection')) : objects.put(key, bytes),
    });
    await expect(packAs(index, { objects: broken })).rejects.toThrow('no connection');
    expect(await index.live()).toMatchObject({ version: 2 });
    await index.pack();
    expect(await index.live()).toMatchObject({ version: 2 });
    expect(await told(index)).toEqual({ since: 1, added: 1, changed: 0, removed: 0, unchanged: PAGES });
  });

  it('would, of a version that is held', async () => {
    using index = await packedOnce({ gate_lost_share: 0.1 });
    for (const n of [0, 1, 2]) await index.drop(n);
    await index.put(6, made(6));
    await index.crawled();
    await index.pack();
    expect(await index.live()).toMatchObject({ version: 1 });
    expect(await told(index)).toEqual({ since: 1, added: 1, changed: 0, removed: 3, unchanged: 3 });
  });

  it('of its domains came and went, and how many of all stayed', async () => {
    using index = await packedOnce();
    const { table } = index;
    const id = 'made.other';
    const start = { index: 'made', crawl_id: id, site: 'other.gov', scheme: 'https', path: '/' } as const;
    await openCrawl(table, { ...start, domains: ['other.gov'], limits: { depth: 9, pages: 9 } }, 0);
    const url = 'https://other.gov/';
    await openUrls(table, id, [{ url, depth: 0, parent: '' }]);
    const outcome = { kind: 'gone', status: 404, reason: 'answered 404' } as const;
    await closeUrl(table, id, url, { outcome, attempts: 1, links: 0 });
    await index.put(6, made(6));
    await index.crawled();
    await index.pack();
    const bytes = await index.objects.get(`reports/${id}.json`);
    expect(JSON.parse(Buffer.from(bytes ?? '').toString())).toMatchObject({
      documents: { since: 1, added: 0, changed: 0, removed: 0, unchanged: PAGES },
    });
    expect(await told(index)).toMatchObject({ added: 1 });
  });
});

describe('a crawl ends without such counts', () => {
  /** A crawl that is over, and packed but for its end, so that nothing is built any more. */
  async function packedButForItsEnd() {
    const index = await packedOnce();
    const begun = await index.live();
    await index.put(6, made(6));
    await index.crawled();
    await index.pack(false);
    const live = new Set((await index.live())?.shards.map(({ pack }) => pack.sha256));
    const replaced = begun?.shards.map(({ pack }) => pack).filter(({ sha256 }) => !live.has(sha256)) ?? [];
    expect(replaced).toHaveLength(1);
    for (const { sha256 } of replaced) await index.deps.scratch.remove(`${sha256}.sqlite`);
    return {
      index,
      replaced,
      ends: async (deps: Partial<PackerDeps> = {}) => {
        await packAs(index, deps);
        expect((await index.state()).reports.at(-1)).toMatchObject({ state: 'done', version: 2 });
      },
      [Symbol.dispose]: () => index[Symbol.dispose](),
    };
  }

  it('where the version that it began with is not kept', async () => {
    using packed = await packedButForItsEnd();
    const { objects } = packed.index;
    const [first] = (await objects.list('manifests/')).objects;
    await objects.delete([first?.key ?? '']);
    await packed.ends();
    expect(await told(packed.index)).toBeUndefined();
  });

  it('where a pack of that is lost', async () => {
    using packed = await packedButForItsEnd();
    await packed.index.objects.delete(packed.replaced.map(({ key }) => key));
    await packed.ends();
    expect(await told(packed.index)).toBeUndefined();
  });

  it('where the disk has no room for it', async () => {
    using packed = await packedButForItsEnd();
    const { scratch } = packed.index.deps;
    await packed.ends({ scratch: exceptFor(scratch, { freeBytes: () => Promise.resolve(0) }) });
    expect(await told(packed.index)).toBeUndefined();
  });

  it('where the disk is full in the middle of it', async () => {
    using packed = await packedButForItsEnd();
    const full = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    await packed.ends({
      scratch: exceptFor(packed.index.deps.scratch, { write: () => Promise.reject(full) }),
    });
    expect(await told(packed.index)).toBeUndefined();
  });

  it('and has them where all of that is there', async () => {
    using packed = await packedButForItsEnd();
    await packed.ends();
    expect(await told(packed.index)).toMatchObject({ since: 1, added: 1 });
  });
});
