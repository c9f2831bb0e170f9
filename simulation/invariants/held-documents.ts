import { readHeld } from '#core/pack/hold.ts';
import type { Head } from '#core/tables/heads.ts';
import { PENDING, type Page } from '#core/tables/pages.ts';
import type { WorldView } from '../world-view.ts';
import type { Documents, PackDocuments } from './pack-documents.ts';

/** Content hashes by document id of the version that is held; undefined when none is. */
export async function heldDocuments(
  { objects }: Pick<WorldView, 'objects'>,
  packs: PackDocuments,
  head: Head | undefined,
): Promise<Documents | undefined> {
  if (head?.held === undefined) return undefined;
  const documents = new Map<string, string>();
  for (const { pack } of (await readHeld(objects, head.sk, head.held)).shards)
    for (const [id, hash] of await packs.read(objects, pack)) documents.set(id, hash);
  return documents;
}

/** Whether a page waits for somebody's word on the version that is held, which has it as its row says. */
export function waitsWith(held: Documents | undefined, page: Page): boolean {
  const wanted = page.state === 'present' ? page.content_hash : undefined;
  return (
    held !== undefined && page.mark === PENDING && page.state !== 'unknown' && held.get(page.url) === wanted
  );
}
