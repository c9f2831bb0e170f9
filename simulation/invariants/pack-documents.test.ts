import { describe, expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { CorruptPack } from '#core/pack/pack-errors.ts';
import { page } from '#core/pack/testing/documents.ts';
import { ObjectMissing } from '#ports/object-store.ts';
import { PackDocuments } from './pack-documents.ts';
import { madePack } from './testing/made-pack.ts';

const DOCUMENTS = [page({ path: '/b' }), page({ path: '/a' })];
const { entry, bytes } = madePack('docs', DOCUMENTS);

async function stored(body: Uint8Array): Promise<MemoryObjects> {
  const objects = new MemoryObjects({ clock: { now: () => 0 } });
  await objects.put(entry.pack.key, body);
  return objects;
}

describe('the documents of a pack', () => {
  it('are its ids with their content hashes, in their order', async () => {
    const documents = await new PackDocuments().read(await stored(bytes), entry.pack);
    const sorted = DOCUMENTS.toReversed().map(({ id, hash }) => [id, hash]);
    expect([...documents]).toEqual(sorted);
  });

  it('are read once', async () => {
    const packs = new PackDocuments();
    const objects = await stored(bytes);
    const first = await packs.read(objects, entry.pack);
    await objects.delete([entry.pack.key]);
    expect(await packs.read(objects, entry.pack)).toBe(first);
  });

  it('are not read from an object that is missing, cut, or another pack', async () => {
    const empty = new MemoryObjects({ clock: { now: () => 0 } });
    await expect(new PackDocuments().read(empty, entry.pack)).rejects.toThrow(ObjectMissing);
    const other = madePack('docs', [page({ path: '/c' })]);
    for (const wrong of [bytes.slice(0, -10), other.bytes])
      expect(() => new PackDocuments().of(wrong, entry.pack)).toThrow(CorruptPack);
    const miscounted = { ...entry.pack, documents: 3 };
    expect(() => new PackDocuments().of(bytes, miscounted)).toThrow('it holds 2 documents, not 3');
  });
});
