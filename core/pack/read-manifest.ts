import { createHash } from 'node:crypto';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Head } from '../tables/heads.ts';
import { type Manifest, manifestSchema } from './manifest.ts';

/** What a head names is not there, or is not what it names. */
export class BadManifest extends Error {
  override readonly name = 'BadManifest';
  readonly code = 'bad_manifest';
  constructor(key: string, why: string, options?: ErrorOptions) {
    super(
      `manifest "${key}" cannot be used: ${why}; roll the index back to a version that is whole`,
      options,
    );
  }
}

/**
 * The manifest that a head (or a child's `parent`) names: its sha256 checked, then its shape, its index and version.
 * @throws {BadManifest} when it is missing or another one. Whatever the store throws when it cannot be read.
 */
export async function readManifest(
  objects: Pick<ObjectStore, 'get'>,
  head: Pick<Head, 'manifest_key' | 'manifest_sha256' | 'sk' | 'version'>,
): Promise<Manifest> {
  const key = head.manifest_key;
  const bytes = await objects.get(key, { max_bytes: MAX_MANIFEST_BYTES });
  if (bytes === undefined) throw new BadManifest(key, 'there is no such object');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== head.manifest_sha256) {
    throw new BadManifest(key, `its sha256 is ${sha256}, and ${head.manifest_sha256} was published`);
  }
  const manifest = parse(key, bytes);
  if (manifest.index !== head.sk || manifest.version !== head.version) {
    throw new BadManifest(
      key,
      `it is version ${manifest.version} of "${manifest.index}", not version ${head.version} of "${head.sk}"`,
    );
  }
  return manifest;
}

function parse(key: string, bytes: Uint8Array): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new BadManifest(key, 'it is not JSON', { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadManifest(key, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

/** Some 400 bytes a shard: room for 40,000 of them. */
const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
