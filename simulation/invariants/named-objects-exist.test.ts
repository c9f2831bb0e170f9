import { describe, expect, it } from 'vitest';
import { readConfig } from '#config';
import { page } from '#core/pack/testing/documents.ts';
import { namedObjectsExist } from './named-objects-exist.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { Telling } from './testing/telling.ts';

const FIRST = madePack('docs', [page({ path: '/a' })]);
const SECOND = madePack('docs', [page({ path: '/b' })]);
const THIRD = madePack('docs', [page({ path: '/c' })]);

function world({ versions = 1, seconds = 1 } = {}) {
  const env = { SITEPACK_KEEP_VERSIONS: String(versions), SITEPACK_KEEP_S: String(seconds) };
  const time = { now_ms: 1_000_000 };
  const telling = new Telling(namedObjectsExist({ config: readConfig(env), wallNow: () => time.now_ms }));
  const head = new MadeHead('docs', telling);
  head.created_at_ms = time.now_ms;
  head.take('packer-1');
  return { telling, head, time };
}

/** Three versions, ten seconds apart, and as long since. */
function threeVersions(keep: { versions: number; seconds: number }) {
  const made = world(keep);
  for (const pack of [FIRST, SECOND, THIRD]) {
    expect(made.head.publish('packer-1', [pack])).toBeUndefined();
    made.time.now_ms += 10_000;
    made.head.created_at_ms = made.time.now_ms;
  }
  const drop = (key: string): string | undefined =>
    made.telling.tell('packer-1', { type: 'object_deleted', key });
  return { ...made, drop };
}

describe('I5', () => {
  it('objects to a version whose pack is not stored', () => {
    const { head } = world();
    expect(head.publish('packer-1', [FIRST], { unstored: true })).toMatch(/pack packs.* is not there/);
  });

  it('objects to a version whose pack has other content than it says', () => {
    const { head } = world();
    const foreign = {
      entry: { ...FIRST.entry, pack: { ...FIRST.entry.pack, compressed_bytes: SECOND.bytes.length } },
      bytes: SECOND.bytes,
    };
    expect(head.publish('packer-1', [foreign])).toMatch('is damaged');
  });

  it('objects to a version whose pack is cut', () => {
    const { head } = world();
    expect(head.publish('packer-1', [{ ...FIRST, bytes: FIRST.bytes.slice(0, -9) }])).toMatch(/bytes, not/);
  });

  it('objects to a version whose manifest is not stored', () => {
    const { head } = world();
    expect(head.publish('packer-1', [FIRST], { row: { manifest_key: 'manifests/docs/none.json' } })).toMatch(
      'is not there',
    );
  });

  it('objects when the pack or the manifest of the live version is deleted', () => {
    const { head, drop } = threeVersions({ versions: 1, seconds: 1 });
    expect(drop(THIRD.entry.pack.key)).toMatch('packer-1 deleted packs/docs/0-of-1/');
    expect(drop(head.row.manifest_key)).toMatch('which version 3 of "docs" names');
  });

  it('lets go what is too old and too much', () => {
    const { drop } = threeVersions({ versions: 2, seconds: 1 });
    expect(drop(FIRST.entry.pack.key)).toBeUndefined();
    expect(drop(SECOND.entry.pack.key)).toMatch('which version 2');
  });

  it('keeps what is young, and the version that was live before it', () => {
    const { drop } = threeVersions({ versions: 1, seconds: 15 });
    expect(drop(FIRST.entry.pack.key)).toBeUndefined();
    expect(drop(SECOND.entry.pack.key)).toMatch('which version 2');
  });

  it('goes by the count alone where a clock is wrong', () => {
    const { telling, drop } = threeVersions({ versions: 1, seconds: 15 });
    telling.tell('world', { type: 'fault', kind: 'clock_jump', number: 1, detail: 'packer-1 table.update' });
    expect(drop(SECOND.entry.pack.key)).toBeUndefined();
    expect(drop(THIRD.entry.pack.key)).toMatch('which version 3');
  });

  it('lets everything go of an index that was deleted', () => {
    const { head, drop } = threeVersions({ versions: 3, seconds: 600 });
    expect(head.delete('packer-1')).toBeUndefined();
    expect([FIRST, SECOND, THIRD].map(({ entry }) => drop(entry.pack.key))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('lets a pack be written again, and objects when it is written over by another', () => {
    const { telling } = threeVersions({ versions: 1, seconds: 1 });
    const { key } = THIRD.entry.pack;
    expect(
      telling.tell('packer-2', { type: 'object_put', key, bytes: Uint8Array.from(THIRD.bytes) }),
    ).toBeUndefined();
    expect(telling.tell('packer-2', { type: 'object_put', key, bytes: FIRST.bytes })).toMatch(
      'packer-2 wrote over',
    );
  });
});
