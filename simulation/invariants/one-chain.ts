import { type Head, headSchema } from '#core/tables/heads.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { type HeadChange, headChange, isMove } from './head-change.ts';
import type { Invariant } from './invariant.ts';
import { namedManifest } from './named-manifest.ts';
import { StoredObjects } from './stored-objects.ts';

/** Clocks go up to 2 % wrong, and whoever watches a lease measures with its own. */
const CLOCK_TOLERANCE = 0.97;

/** Who took the lease of a head last, and when the row last showed that the holder lives. */
interface Holding {
  readonly fence: number;
  readonly process: string;
  readonly moved_ms: number;
}

/**
 * I4: manifest versions of an index form one chain, each written under the lease then valid. Checked at every write of a
 * head:
 * - a head never goes; versions, fences and lease sequences never go back;
 * - a version is the one before plus 1; its manifest names itself, and as its parent exactly what the head named before;
 * - it is published under the lease: the row's owner and fence are the same before and after, its manifest has that fence,
 *   and the process is the one that took it. So no two processes write under one fence;
 * - a lease changes hands with a fence one higher, from nobody or from a holder whose sequence stood still for the whole
 *   length of the lease; it is renewed and given back only by its holder.
 */
export function oneChain({ config }: Pick<WorldView, 'config'>): Invariant {
  const objects = new StoredObjects('manifests/');
  const holdings = new Map<string, Holding>();
  let comparisons = 0;
  const check = (event: EventOf<'row'>): string | undefined => {
    const change = headChange(event);
    if (change === undefined) return unreadable(event);
    comparisons += 1;
    const holding = holdings.get(change.index);
    holdings.set(change.index, held(holding, change));
    const wrong =
      wentBack(change) ??
      wrongLease(change, holding, config.lease_ms * CLOCK_TOLERANCE) ??
      (isMove(change) ? (wrongMove(change) ?? wrongManifest(change, objects)) : undefined);
    return wrong === undefined ? undefined : `head of "${change.index}", written by ${event.by}: ${wrong}`;
  };
  return {
    name: 'I4',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      objects.on(event);
      return event.type === 'row' && event.table === 'heads' ? check(event) : undefined;
    },
  };
}

function unreadable({ after, before, by }: EventOf<'row'>): string {
  const key = `${(after ?? before)?.pk ?? ''} ${(after ?? before)?.sk ?? ''}`;
  if (after === undefined) return `${by} deleted the head ${key}`;
  const issue = headSchema.safeParse(after).error?.issues[0];
  return `${by} wrote a head ${key} that cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
}

function held(holding: Holding | undefined, { before, after, by, at_ms }: HeadChange): Holding {
  if (holding?.fence !== after.fence) return { fence: after.fence, process: by, moved_ms: at_ms };
  // Who watches a lease goes by these two: a version published under it moves neither.
  const isMoved = before?.lease_sequence !== after.lease_sequence || before.lease_owner !== after.lease_owner;
  return isMoved ? { ...holding, moved_ms: at_ms } : holding;
}

function wentBack({ before, after }: HeadChange): string | undefined {
  const field = (['version', 'fence', 'lease_sequence'] as const).find(
    (name) => after[name] < (before?.[name] ?? 0),
  );
  return field === undefined
    ? undefined
    : `${field} went back from ${before?.[field] ?? 0} to ${after[field]}`;
}

function wrongLease(
  { before, after, by, at_ms }: HeadChange,
  holding: Holding | undefined,
  length_ms: number,
): string | undefined {
  const was = before?.lease_owner ?? '';
  const fence = before?.fence ?? 0;
  const isTaken = after.lease_owner !== '' && after.lease_owner !== was;
  if (after.fence !== fence + (isTaken ? 1 : 0))
    return `the fence went from ${fence} to ${after.fence}, the owner from "${was}" to "${after.lease_owner}"`;
  if (!isTaken && holding !== undefined && by !== holding.process)
    return `${holding.process} took its lease under fence ${holding.fence}`;
  if (!isTaken || was === '' || holding === undefined) return undefined;
  const stood_ms = at_ms - holding.moved_ms;
  if (stood_ms >= length_ms) return undefined;
  return `"${after.lease_owner}" took the lease that ${holding.process} had renewed ${Math.round(stood_ms)} ms before`;
}

function wrongMove({ before, after }: HeadChange): string | undefined {
  const version = before?.version ?? 0;
  if (after.version !== version + 1) return `version ${after.version} follows on version ${version}`;
  if (before === undefined || after.lease_owner === '' || after.lease_owner !== before.lease_owner)
    return `version ${after.version} was published without the lease: its owner is "${before?.lease_owner ?? ''}", then "${after.lease_owner}"`;
  if (after.deleted && (after.manifest_key !== '' || after.manifest_sha256 !== ''))
    return `version ${after.version} deletes the index and names the manifest ${after.manifest_key}`;
  return undefined;
}

function wrongManifest({ before, after }: HeadChange, objects: StoredObjects): string | undefined {
  if (after.deleted) return undefined;
  const named = namedManifest(objects.get(after.manifest_key), after);
  if ('wrong' in named) return `its manifest ${after.manifest_key} ${named.wrong}`;
  const { parent, fence } = named.manifest;
  if (fence !== after.fence)
    return `version ${after.version} was made under fence ${fence} and published under fence ${after.fence}`;
  const expected = parentOf(before);
  if (parent?.key === expected?.key && parent?.sha256 === expected?.sha256) return undefined;
  return `the parent of version ${after.version} is ${parent?.key ?? 'nothing'}, and ${expected?.key ?? 'nothing'} was live before`;
}

function parentOf(before: Head | undefined): { readonly key: string; readonly sha256: string } | undefined {
  if (before === undefined || before.manifest_key === '') return undefined;
  return { key: before.manifest_key, sha256: before.manifest_sha256 };
}
