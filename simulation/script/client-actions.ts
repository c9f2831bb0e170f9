import type { Limits, LogicalQueue } from '#messages/message.ts';
import type { EventOf } from '../kernel/event.ts';
import type { Client } from './action.ts';

/**
 * What clients did, as invariants hear of it: the vocabulary of `client` events. Each action is told twice, as it begins
 * (before anything was sent) and as it ends, for its effects may show before whoever asked for it has an answer. Searches
 * are not here: they are `answered` events.
 */
export type ClientAction =
  /** A crawl was asked for, by a message (`index+crawl`) or by the API. */
  | {
      readonly action: 'crawl';
      readonly by: 'message' | 'api';
      readonly index: string;
      /** Canonical URL of the start page. */
      readonly url: string;
      /** As in the message: with it, the same crawl posted again is one crawl. By the API known at the end only. */
      readonly crawl_id?: string;
      /** Hosts whose pages may be read; the start page's own alone when absent. */
      readonly domains?: readonly string[];
      readonly limits?: Limits;
      readonly hall_pass?: boolean;
    }
  /** `cancelled`: at the end, whether there was a crawl that went on. */
  | { readonly action: 'cancel_crawl'; readonly crawl_id: string; readonly cancelled?: boolean }
  /** A single page was posted (`index`). */
  | {
      readonly action: 'index';
      readonly index: string;
      readonly url: string;
      readonly hall_pass?: boolean;
    }
  /** A message to the timer of an index and site; its callback goes to the packer. `timeout`: seconds. */
  | {
      readonly action: 'timer';
      readonly type: 'start_timer' | 'reset_timer' | 'expire_timer' | 'cancel_timer';
      readonly index: string;
      readonly site: string;
      readonly timeout?: number;
      readonly callback?: 'pack_full' | 'pack_incremental';
    }
  /** The packer was told to pack without a timer. */
  | {
      readonly action: 'pack';
      readonly type: 'pack_full' | 'pack_incremental';
      readonly index: string;
      readonly site: string;
      readonly crawl_id?: string;
    }
  /** Without a version: the one before the live one. The version need not exist. */
  | { readonly action: 'rollback'; readonly index: string; readonly version?: number }
  /** About a version that is held, by the sha256 of its manifest; whatever is held without one. */
  | { readonly action: 'publish_held' | 'drop_held'; readonly index: string; readonly manifest?: string }
  | { readonly action: 'repack'; readonly index: string }
  /** What is set for the crawls, the gate or the searches of an index changes: null takes a setting away. */
  | {
      readonly action: 'settings';
      readonly index: string;
      readonly crawl?: {
        readonly schedule?: { readonly kind: 'every'; readonly interval_s: number } | null;
        readonly start?: readonly string[];
        readonly exclude?: readonly string[] | null;
        readonly drop_query?: readonly string[] | null;
        readonly revisit?: 'always' | 'adaptive' | null;
        readonly revisit_days?: number | null;
        readonly grace_days?: number | null;
        readonly grace_tries?: number | null;
      };
      readonly gate?: {
        readonly golden: readonly { readonly query: string; readonly expected: string }[];
        readonly lost_share?: number;
        readonly failed_share?: number;
        readonly shrunk_share?: number;
      } | null;
      readonly search?: { readonly fields: { readonly title: number; readonly body: number } } | null;
    }
  | { readonly action: 'delete_index'; readonly index: string }
  /** An orchestrator was told of a version, which need not be the live one. */
  | { readonly action: 'update'; readonly index: string; readonly version: number }
  /** A body that is no message of that queue; see script/poison.ts. */
  | {
      readonly action: 'poison';
      readonly queue: LogicalQueue;
      /** Stands in the body. */
      readonly marker: string;
    }
  | { readonly action: 'move_pack' };

export const CLIENT_ACTIONS = [
  'crawl',
  'cancel_crawl',
  'index',
  'timer',
  'pack',
  'rollback',
  'publish_held',
  'drop_held',
  'repack',
  'settings',
  'delete_index',
  'update',
  'poison',
  'move_pack',
] as const satisfies readonly ClientAction['action'][];

/** A `client` event, read. */
export interface ToldAction {
  readonly what: ClientAction;
  readonly phase: 'begins' | 'ends';
  /** False: the call failed; what it asked for may happen all the same. True while it begins. */
  readonly accepted: boolean;
}

/** What stands in the event's `detail`, as JSON, beside the keys of the action. */
interface Detail {
  readonly phase: ToldAction['phase'];
  /** Why it was not accepted. */
  readonly why?: string;
}

/** The action of a `client` event; undefined for events that others than clients' actions told. */
export function readClientAction(event: EventOf<'client'>): ToldAction | undefined {
  if (!CLIENT_ACTIONS.some((action) => action === event.action) || !event.detail.startsWith('{"phase":')) {
    return undefined;
  }
  // Written by `tell` below, for an action that is in the vocabulary.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { phase, why: _why, ...rest } = JSON.parse(event.detail) as Detail & Omit<ClientAction, 'action'>;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { what: { action: event.action, ...rest } as ClientAction, phase, accepted: event.accepted };
}

/**
 * Does what a client does, and tells of it before and after. A failure is told, and the client goes on.
 * @param run brings what became known by doing it, such as the id of a crawl.
 * @returns the action as it ended; undefined when it was not accepted.
 */
export async function act<What extends ClientAction>(
  client: Client,
  what: What,
  run: () => Promise<Partial<What> | void>,
): Promise<What | undefined> {
  tell(client, what, { phase: 'begins' }, true);
  try {
    const ended = { ...what, ...(await run()) };
    tell(client, ended, { phase: 'ends' }, true);
    return ended;
  } catch (error) {
    tell(client, what, { phase: 'ends', why: error instanceof Error ? error.message : String(error) }, false);
    return undefined;
  }
}

function tell(client: Client, what: ClientAction, detail: Detail, accepted: boolean): void {
  const { action, ...rest } = what;
  client.tell(action, JSON.stringify({ ...detail, ...rest }), accepted);
}
