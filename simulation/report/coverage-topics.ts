import { outcomeSchema } from '#core/crawl/outcome.ts';
import { registry } from '#messages/registry.ts';
import { FAULT_KINDS } from '../kernel/fault.ts';
import { CLIENT_ACTIONS } from '../script/client-actions.ts';

/** How often each law compared something. */
export const COMPARISONS = 'comparisons of laws';

/**
 * What coverage counts, and of which names it is known that they should come up: those that never did are printed. What is
 * counted beside them (a status of the web, a call of a port) is printed as it comes.
 */
export const KNOWN = {
  'messages received': [...Object.keys(registry), 'no type', 'unknown type'],
  messages: [
    'deleted',
    'delivered again',
    'sent with a delay',
    'failure counted',
    'put off',
    'dead: not_json',
    'dead: no_type',
    'dead: unknown_type',
    'dead: wrong_queue',
    'dead: bad_field',
    'dead: discarded',
    'dead: failed',
  ],
  timers: [
    'none to running',
    'idle to running',
    'running to running',
    'running to firing',
    'running to idle',
    'firing to firing',
    'firing to idle',
  ],
  schedules: ['made', 'fell due', 'dropped'],
  crawls: ['running', 'cancelled', 'done', 'cut', 'known asked', 'other start', 'stalled', 'reported'],
  pages: [
    'unknown',
    'present',
    'absent',
    'pending',
    'packed',
    'claimed',
    'claim taken over',
    'forgotten',
    'given up',
    'given up after a grace',
    'left to rest',
    'rest overruled',
  ],
  outcomes: outcomeSchema.options.map(({ shape }) => shape.kind.value),
  heads: [
    'made',
    'lease taken',
    'lease taken over',
    'lease renewed',
    'lease released',
    'version published',
    'version held',
    'version held for a golden query',
    'version held no longer',
    'index deleted',
    'index live again',
  ],
  'role of the orchestrator': ['taken', 'taken over', 'renewed', 'released'],
  processes: ['started', 'ready', 'failed_to_start', 'stopping', 'stopped', 'crashed', 'paused', 'resumed'],
  faults: FAULT_KINDS,
  actions: CLIENT_ACTIONS,
  searches: [
    'documents found',
    'nothing found',
    'some shards',
    'index_not_found',
    'index_not_ready',
    'no_shard_answered',
  ],
  objects: [
    'raw put',
    'content put',
    'packs put',
    'manifests put',
    'reports put',
    'content deleted',
    'packs deleted',
  ],
  'answers of the web': ['200', '301', '304', '403', '404', '410', '503', 'none'],
  calls: [],
  // The laws say it themselves: see `Outcome.comparisons`.
  [COMPARISONS]: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Topic = keyof typeof KNOWN;
export const TOPICS: readonly Topic[] = Object.keys(KNOWN).filter(isTopic);

/** One thing that an event shows. */
export type Mark = readonly [Topic, string];

function isTopic(name: string): name is Topic {
  return Object.hasOwn(KNOWN, name);
}
