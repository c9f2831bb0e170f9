import { createHash } from 'node:crypto';
import { type Manifest, manifestSchema } from '#core/pack/manifest.ts';
import type { Head } from '#core/tables/heads.ts';

/**
 * The manifest that a head names, given the bytes that lie under its key: or what is wrong with it, as the end of a
 * sentence that begins with the key.
 */
export function namedManifest(
  bytes: Uint8Array | undefined,
  head: Pick<Head, 'manifest_sha256' | 'sk' | 'version'>,
): { readonly manifest: Manifest } | { readonly wrong: string } {
  if (bytes === undefined) return { wrong: 'is not there' };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== head.manifest_sha256)
    return { wrong: `has the sha256 ${sha256}, and the head names ${head.manifest_sha256}` };
  // Bytes of that hash were made by whoever wrote the head: text that is no JSON is a bug of ours, and may throw.
  const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!parsed.success) return { wrong: `is no manifest: ${parsed.error.issues[0]?.message ?? ''}` };
  const { index, version } = parsed.data;
  if (index !== head.sk || version !== head.version)
    return { wrong: `is version ${version} of "${index}", not version ${head.version} of "${head.sk}"` };
  return { manifest: parsed.data };
}
