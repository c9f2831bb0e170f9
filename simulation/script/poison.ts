import type { LogicalQueue } from '#messages/message.ts';
import type { Seeded } from '../kernel/seeded.ts';

/** A body that can never be handled: it must end in the dead letters of its queue at its first delivery. */
export interface Poison {
  readonly queue: LogicalQueue;
  readonly body: string;
  /** Its code in the dead letter. */
  readonly code: 'not_json' | 'no_type' | 'unknown_type' | 'wrong_queue' | 'bad_field' | 'discarded';
}

/** Begins the marker of every poison: no other body has it in it. */
export const POISON_MARK = 'poison-';

/** Whether a body is poison: its marker stands in it, however it is cut or escaped. */
export function isPoison(body: string): boolean {
  return body.includes(POISON_MARK);
}

type Make = (marker: string) => Poison;

const json = (queue: LogicalQueue, code: Poison['code'], message: (marker: string) => unknown): Make => {
  return (marker) => ({ queue, code, body: JSON.stringify(message(marker)) });
};

/** Longer than a dead letter may be with its envelope, and still short enough for the queues. */
const HUGE = 250_000;
const ANY_QUEUE = [
  'index',
  'crawl',
  'timer',
  'pack',
  'orchestrator',
] as const satisfies readonly LogicalQueue[];

const BROKEN: readonly Make[] = ANY_QUEUE.flatMap((queue): Make[] => [
  (marker) => ({ queue, code: 'not_json', body: `${marker} is no JSON {` }),
  json(queue, 'no_type', (marker) => [marker]),
  json(queue, 'no_type', (marker) => ({ site: 'one.test', note: marker })),
  json(queue, 'unknown_type', (marker) => ({ type: 'launch', note: marker })),
  json(queue, 'unknown_type', (marker) => ({ type: 'constructor', note: marker })),
]);

const MISPLACED: readonly Make[] = [
  json('index', 'wrong_queue', (note) => ({ type: 'update', index: 'one.test', version: 1, note })),
  json('crawl', 'wrong_queue', (note) => ({ type: 'index', site: 'one.test', note })),
  json('timer', 'wrong_queue', (note) => ({ type: 'pack_full', site: 'one.test', note })),
  json('pack', 'wrong_queue', (note) => ({ type: 'expire_timer', site: 'one.test', note })),
  json('orchestrator', 'wrong_queue', (note) => ({ type: 'delete_index', index: 'one.test', note })),
];

const callback_msg = { type: 'pack_full', site: 'one.test' };
const BAD_FIELDS: readonly Make[] = [
  json('index', 'bad_field', (note) => ({ type: 'index', site: 'https://one.test/', note })),
  json('index', 'bad_field', (note) => ({
    type: 'index+crawl',
    site: 'one.test',
    limits: { pages: 0 },
    note,
  })),
  json('crawl', 'bad_field', (note) => ({ type: 'crawl', note })),
  json('crawl', 'bad_field', (note) => ({
    type: 'crawl',
    note,
    site: 'one.test',
    path: `/${'x'.repeat(5000)}`,
  })),
  json('timer', 'bad_field', (note) => ({ type: 'start_timer', site: 'one.test', timeout: '5', note })),
  json('timer', 'bad_field', (note) => ({ type: 'reset_timer', site: 'one.test', timeout: -1, note })),
  json('pack', 'bad_field', (note) => ({ type: 'rollback', index: 'one.test', version: 0, note })),
  json('pack', 'bad_field', (note) => ({ type: 'delete_index', index: 'ONE.test', note })),
  json('orchestrator', 'bad_field', (note) => ({ type: 'register', searcher_id: 'none', note })),
];

/** Messages that are well made, and that whoever handles them can see to be senseless. */
const SENSELESS: readonly Make[] = [
  json('index', 'discarded', (note) => ({
    type: 'index+crawl',
    site: 'one.test',
    index: 'one.test',
    crawl_id: 'other.test.x',
    note,
  })),
  json('timer', 'discarded', (note) => ({
    type: 'start_timer',
    site: 'one.test',
    timeout: 5,
    callback_queue: 'pack',
    callback_msg: { type: 'launch' },
    note,
  })),
  json('timer', 'discarded', (note) => ({
    type: 'start_timer',
    site: 'one.test',
    timeout: 5,
    callback_queue: 'index',
    callback_msg,
    note,
  })),
];

const HUGE_ONES: readonly Make[] = [
  (marker) => ({ queue: 'index', code: 'not_json', body: `${marker} ${'{"'.repeat(HUGE / 2)}` }),
  json('pack', 'bad_field', (note) => ({ type: 'pack_full', note, site: 'x'.repeat(HUGE) })),
];

/** Every kind of poison, each as made with a marker. */
export function allPoison(marker: string): Poison[] {
  return [...BROKEN, ...MISPLACED, ...BAD_FIELDS, ...SENSELESS, ...HUGE_ONES].map((make) => make(marker));
}

/** Draws a poison. @param id what tells it from others: letters, digits and hyphens. */
export function drawPoison(chance: Seeded, id: string): Poison & { readonly marker: string } {
  const marker = `${POISON_MARK}${id}`;
  const kinds = chance.chance(0.05) ? [HUGE_ONES] : [BROKEN, MISPLACED, BAD_FIELDS, SENSELESS];
  return { ...chance.pick(chance.pick(kinds))(marker), marker };
}
