import { describe, expect, it } from 'vitest';
import { readConfig } from '#config';
import { oneChain } from './one-chain.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { Telling } from './testing/telling.ts';

const LEASE_MS = 4000;
const PACK = madePack('docs', []);

function world() {
  const telling = new Telling(oneChain({ config: readConfig({ SITEPACK_LEASE_MS: String(LEASE_MS) }) }));
  const head = new MadeHead('docs', telling);
  return { telling, head };
}

/** A head whose first version is live, its lease held by packer-1. */
function published() {
  const { telling, head } = world();
  head.take('packer-1');
  head.publish('packer-1', [PACK]);
  return { telling, head };
}

describe('I4', () => {
  it('lets versions follow one another, through leases, a deletion and another packer', () => {
    const { telling, head } = world();
    const said = [
      head.take('packer-1'),
      head.publish('packer-1', [PACK]),
      head.write('packer-1', { lease_sequence: head.row.lease_sequence + 1 }),
      head.publish('packer-1', [PACK]),
      head.release('packer-1'),
      head.take('packer-2'),
      head.delete('packer-2'),
      head.publish('packer-2', [PACK]),
    ];
    telling.at_ms = LEASE_MS;
    said.push(head.take('packer-1'), head.publish('packer-1', [PACK]));
    expect(said).toEqual(said.map(() => undefined));
  });

  it('objects to a version that is not the next one', () => {
    const { head } = published();
    const parent = { key: head.row.manifest_key, sha256: head.row.manifest_sha256 };
    expect(head.publish('packer-1', [PACK], { manifest: { version: 3, parent } })).toMatch(
      'version 3 follows on version 1',
    );
  });

  it('objects to a version whose parent is not the one that was live', () => {
    const { head } = published();
    const parent = { key: head.row.manifest_key, sha256: head.row.manifest_sha256 };
    expect(head.publish('packer-1', [PACK])).toBeUndefined();
    expect(head.publish('packer-1', [PACK], { manifest: { parent } })).toMatch('the parent of version 3');
  });

  it('objects to a version made under another fence than the one it is published under', () => {
    const { telling, head } = published();
    telling.at_ms = LEASE_MS;
    head.take('packer-2');
    expect(head.publish('packer-2', [PACK], { manifest: { fence: 1 } })).toMatch('under fence 1');
  });

  it('objects to two processes that write under one fence, and to a deletion by one that lost its lease', () => {
    const { telling, head } = published();
    telling.at_ms = LEASE_MS;
    expect(head.take('packer-2')).toBeUndefined();
    expect(head.delete('packer-1')).toMatch('packer-2 took its lease under fence 2');
  });

  it('objects to a version published while nobody holds the lease', () => {
    const { head } = published();
    head.release('packer-1');
    expect(head.publish('packer-1', [PACK])).toMatch('without the lease');
  });

  it('objects to a version that takes the lease with it', () => {
    const { head } = published();
    head.release('packer-1');
    const row = { fence: 2, lease_owner: 'packer/other' };
    expect(head.publish('packer-2', [PACK], { row, manifest: { fence: 2 } })).toMatch('without the lease');
  });

  it('objects to a lease taken from one who renewed it a moment ago', () => {
    const { telling, head } = published();
    telling.at_ms = LEASE_MS - 1000;
    head.write('packer-1', { lease_sequence: head.row.lease_sequence + 1 });
    telling.at_ms = LEASE_MS + 500;
    expect(head.take('packer-2')).toMatch('had renewed 1500 ms before');
  });

  it('lets a lease be taken whose holder published of late, and did not renew it', () => {
    const { telling, head } = published();
    telling.at_ms = LEASE_MS - 10;
    expect(head.publish('packer-1', [PACK])).toBeUndefined();
    telling.at_ms = LEASE_MS;
    expect(head.take('packer-2')).toBeUndefined();
  });

  it('objects to a lease taken without a new fence', () => {
    const { head } = published();
    head.release('packer-1');
    expect(head.take('packer-2', { fence: 1 })).toMatch('the fence went from 1 to 1');
  });

  it.each([{ fence: 0 }, { lease_sequence: 0 }, { version: 0 }])(
    'objects to %o, which goes back',
    (fields) => {
      const { head } = published();
      expect(head.write('packer-1', fields)).toMatch('went back from');
    },
  );

  it('objects to a head that is deleted, or that cannot be read', () => {
    const { telling, head } = published();
    const row = { ...head.row };
    const change = { type: 'row', table: 'heads', before: row } as const;
    expect(telling.tell('packer-1', { ...change, after: undefined })).toMatch('deleted the head heads docs');
    expect(telling.tell('packer-1', { ...change, after: { ...row, version: 'two' } })).toMatch(
      'cannot be read: version',
    );
  });

  it('objects to a version whose manifest is not the one that the head names', () => {
    const { head } = published();
    expect(head.publish('packer-1', [PACK], { row: { manifest_sha256: '0'.repeat(64) } })).toMatch(
      'has the sha256',
    );
    expect(head.publish('packer-1', [PACK], { row: { manifest_key: 'manifests/docs/none.json' } })).toMatch(
      'is not there',
    );
  });
});
