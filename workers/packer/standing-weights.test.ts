import { describe, expect, it } from 'vitest';
import { readHeld } from '#core/pack/hold.ts';
import { type FieldWeights, fieldWeights } from '#core/pack/impact/field-weights.ts';
import { weightsOf } from '#core/pack/manifest.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { readHead } from '#core/tables/heads.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { MadeIndex, type MadePage } from './testing/made-index.ts';

const SHARDS = 3;
const PAGES = 6;
const NEW = { title: 9, body: 2 };

function made(...words: readonly string[]): MadePage {
  return { words, links: [] };
}

async function packed(): Promise<MadeIndex> {
  const index = new MadeIndex(SHARDS);
  for (let n = 0; n < PAGES; n += 1) await index.put(n, made('tide', `word${n}`));
  await index.pack();
  return index;
}

async function set({ table }: MadeIndex, settings: IndexSettings): Promise<void> {
  await writeSettings(table, 'made', settings, await readSettings(table, 'made'));
}

async function weights(index: MadeIndex): Promise<FieldWeights | undefined> {
  const live = await index.live();
  return live && weightsOf(live);
}

/** The packs of an index that was packed at once with what another has by now. */
async function packedAtOnce(fields: IndexSettings, last: MadePage): Promise<readonly string[] | undefined> {
  using index = new MadeIndex(SHARDS);
  await set(index, fields);
  for (let n = 0; n < PAGES; n += 1) await index.put(n, n === 0 ? last : made('tide', `word${n}`));
  await index.pack();
  return (await index.state()).packs;
}

describe('weights of fields', () => {
  it('are taken by a full packing, of all shards, though no page has changed', async () => {
    using index = await packed();
    const before = (await index.state()).packs ?? [];
    await set(index, { search: { fields: NEW } });
    await index.pack();
    const after = (await index.state()).packs ?? [];
    expect(after.filter((sha256) => before.includes(sha256))).toEqual([]);
    expect(await weights(index)).toEqual(fieldWeights(NEW));
    expect((await index.live())?.reason).toBe('other weights of fields');
    expect(after).toEqual(await packedAtOnce({ search: { fields: NEW } }, made('tide', 'word0')));
    await index.pack();
    expect((await index.live())?.version).toBe(2);
  });

  it('are those of the live version to a packing of what has changed', async () => {
    using index = await packed();
    const before = (await index.state()).packs ?? [];
    await set(index, { search: { fields: NEW } });
    await index.put(0, made('moon'));
    await index.pack(false);
    const after = (await index.state()).packs ?? [];
    expect(after.filter((sha256) => before.includes(sha256))).toHaveLength(SHARDS - 1);
    expect(await weights(index)).toEqual(fieldWeights());
    expect(after).toEqual(await packedAtOnce({}, made('moon')));
    await index.pack();
    await index.put(0, made('sea'));
    await index.pack(false);
    expect((await index.state()).packs).toEqual(await packedAtOnce({ search: { fields: NEW } }, made('sea')));
  });

  it('are set from the first version on, and go back with a rollback until the next full packing', async () => {
    using index = new MadeIndex(SHARDS);
    await set(index, { search: { fields: NEW } });
    await index.put(0, made('tide'));
    await index.pack(false);
    expect(await weights(index)).toEqual(fieldWeights(NEW));
    await set(index, {});
    await index.pack();
    expect(await weights(index)).toEqual(fieldWeights());
    await index.goBack();
    await index.put(0, made('moon'));
    await index.pack(false);
    expect(await weights(index)).toEqual(fieldWeights(NEW));
    await index.pack();
    expect(await weights(index)).toEqual(fieldWeights());
  });
});

describe('weights of fields by which a golden query is missed', () => {
  /** One page has the word of the query in its text; all have it in their titles, as `Page 1`. */
  const gate: IndexSettings = { gate: { golden: [{ query: 'page', expected: '/3', top: 1 }] } };
  const settings: IndexSettings = { ...gate, search: { fields: { title: 20, body: 0 } } };

  async function held(): Promise<MadeIndex> {
    const index = new MadeIndex(SHARDS);
    await set(index, { ...gate, search: { fields: { title: 0 } } });
    for (let n = 0; n < PAGES; n += 1) await index.put(n, made(n === 3 ? 'page' : 'tide'));
    await index.pack();
    await set(index, settings);
    await index.pack();
    return index;
  }
  const heldWeights = async (index: MadeIndex): Promise<FieldWeights | undefined> => {
    const version = (await readHead(index.table, 'made'))?.held;
    return version && weightsOf(await readHeld(index.objects, 'made', version));
  };

  it('wait with the version that is held, while all else goes live by those that are', async () => {
    using index = await held();
    expect(await heldWeights(index)).toEqual(fieldWeights({ title: 20, body: 0 }));
    for (const full of [false, true]) {
      await index.put(1, made('moon', full ? 'full' : 'new'));
      await index.pack(full);
      expect(await weights(index)).toEqual(fieldWeights({ title: 0 }));
      expect(await heldWeights(index)).toEqual(fieldWeights({ title: 20, body: 0 }));
    }
    expect((await index.live())?.version).toBe(3);
    await index.publishHeld();
    expect(await weights(index)).toEqual(fieldWeights({ title: 20, body: 0 }));
    expect(await heldWeights(index)).toBeUndefined();
  });

  it('are dropped with it, and tried again by the next full packing', async () => {
    using index = await held();
    await index.dropHeld();
    expect(await heldWeights(index)).toBeUndefined();
    expect(await weights(index)).toEqual(fieldWeights({ title: 0 }));
    await index.pack();
    expect(await heldWeights(index)).toEqual(fieldWeights({ title: 20, body: 0 }));
    await set(index, gate);
    await index.pack();
    expect(await weights(index)).toEqual(fieldWeights());
    expect(await heldWeights(index)).toBeUndefined();
  });
});
