import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { manifestKey } from './manifest.ts';
import { readManifest } from './read-manifest.ts';

const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex');
const manifest = {
  format: 1,
  index: 'x',
  version: 2,
  parent: null,
  fence: 1,
  created_at_ms: 0,
  reason: 'test',
  shards: [
    {
      name: '0-of-1',
      definition: { kind: 'hash', from: 0, to: 2 ** 32 },
      pack: { sha256: sha256('pack'), key: 'packs/x', bytes: 1, compressed_bytes: 1, documents: 0 },
    },
  ],
};

/** Reads `body` as what the head of index x, version 2, names. */
function read(body: string | undefined, hash = sha256(body ?? '')) {
  const objects = { get: async () => (body === undefined ? undefined : Buffer.from(body)) };
  const head = { sk: 'x', version: 2, manifest_key: manifestKey('x', 2, hash), manifest_sha256: hash };
  return readManifest(objects, head);
}

describe('a manifest', () => {
  it('is read as its head names it', async () => {
    expect(await read(JSON.stringify(manifest))).toEqual(manifest);
  });

  it.each([
    ['is missing', undefined, undefined, 'no such object'],
    ['was changed', JSON.stringify(manifest), sha256('published'), 'its sha256 is'],
    ['is not JSON', '<html>', undefined, 'not JSON'],
    ['has no shards', JSON.stringify({ ...manifest, shards: [] }), undefined, 'shards'],
    ['is of another index', JSON.stringify({ ...manifest, index: 'y' }), undefined, 'version 2 of "y"'],
    ['is of another version', JSON.stringify({ ...manifest, version: 3 }), undefined, 'not version 2'],
  ])('that %s is refused with the reason', async (_, body, hash, reason) => {
    await expect(read(body, hash)).rejects.toMatchObject({
      code: 'bad_manifest',
      message: expect.stringContaining(reason),
    });
  });
});
