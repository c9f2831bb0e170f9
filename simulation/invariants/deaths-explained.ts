import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { EventOf } from '../kernel/event.ts';
import { isPoison } from '../script/poison.ts';
import { AskedFor } from './asked-for.ts';
import { asMessage } from '../as-message.ts';
import type { MakeInvariant } from './invariant.ts';
import { TakenMessages } from './taken-messages.ts';
import { TroubledProcesses } from './troubled-processes.ts';

/** Who sends what nobody sent: copies that a queue makes. */
const NOBODY = 'world';

/** Errors of the language, and rows of ours that we cannot read: bugs, whatever goes wrong around us. */
const BUGS = /^(?:TypeError|ReferenceError|RangeError|AssertionError|ZodError|BadRow)\b/;

/**
 * I9, the other half: what is no poison dies only when it truly cannot be done. Checked at every dead letter and every row
 * of `failures`:
 * - a letter names a queue, a message and a reason;
 * - `failed`: at least as many failures as the settings allow were counted before, and the letter tells of so many;
 * - each failure that is counted has its own cause: since the process took the message, a fault befell that process by which
 *   calls fail. So nothing fails, and nothing dies, once faults are over;
 * - `discarded`: a rollback that a client asked for, which may name what is not there, once for each time it was delivered;
 * - nothing else dies: what can be read and was not posted as poison is not unreadable, and no message is delivered so
 *   often that it is worn out;
 * - no failure that is counted is a bug of the language (a TypeError) or a row that cannot be read.
 */
export const deathsExplained: MakeInvariant = ({ config, names }) => {
  const asked = new AskedFor();
  /** By message, the most that was ever counted: another's death of it may have taken the count away. */
  const failures = new Map<string, number>();
  const troubled = new TroubledProcesses();
  const taken = new TakenMessages();
  /** Deliveries whose failure was counted. */
  const failed = new Set<string>();
  const discarded = new Set<string>();
  let comparisons = 0;
  const counted = ({ before, after, by, at_ms }: EventOf<'row'>): string | undefined => {
    const count = after?.['count'];
    if (after === undefined || typeof count !== 'number' || count === before?.['count']) return undefined;
    const message = `${after.pk} ${after.sk}`;
    failures.set(message, Math.max(count, failures.get(message) ?? 0));
    comparisons += 1;
    const was = Number(before?.['count'] ?? 0);
    if (count !== was + 1) return `failure ${count} of message ${after.sk} of ${after.pk} follows on ${was}`;
    const { reason } = after;
    if (typeof reason !== 'string')
      return `failure ${count} of message ${after.sk} of ${after.pk} has no reason`;
    if (BUGS.test(reason)) return `message ${after.sk} of ${after.pk} failed by a bug: ${reason}`;
    // A count that was tried again below, though it was done, may be done once more.
    const delivery = JSON.stringify([after.pk, after.sk, after['receipt']]);
    if (failed.has(delivery)) return undefined;
    failed.add(delivery);
    const taken_ms = taken.failed(by, message, at_ms);
    return troubled.until_ms(by) >= taken_ms
      ? undefined
      : `message ${after.sk} of ${after.pk} failed (${reason}), and nothing befell ${by} since it took it`;
  };
  const died = ({ queue, body }: EventOf<'sent'>, by: string): string | undefined => {
    comparisons += 1;
    const letter = readDeadLetter(body);
    if (letter === undefined || letter.reason.trim() === '')
      return `${queue} got a letter without a reason: ${body.slice(0, 200)}`;
    if (isPoison(letter.body)) return undefined;
    const dead = `message ${letter.message_id} of ${letter.queue} died (${letter.code}: ${letter.reason})`;
    const message = asMessage(letter.body);
    if (letter.code === 'discarded' && message?.type === 'rollback') {
      const death = `${letter.queue} ${letter.message_id}`;
      // A letter, too, can come to lie in its queue twice.
      if (discarded.has(death) && by === NOBODY) return undefined;
      discarded.add(death);
      if (asked.take(by, 'rollback', message.index)) return undefined;
    }
    if (letter.code !== 'failed')
      return `${dead}, and nobody posted it as poison: ${letter.body.slice(0, 200)}`;
    const known = failures.get(`${letter.queue} ${letter.message_id}`) ?? 0;
    // Of several deliveries at a time the others may be counted before the letter is sent.
    const { failures: told } = letter;
    if (told > known || told < config.max_failures)
      return `${dead} after ${letter.failures} failures; ${known} were counted, and ${config.max_failures} are allowed`;
    return undefined;
  };
  return {
    name: 'I9',
    comparisons: () => comparisons,
    on(event) {
      asked.on(event);
      troubled.on(event);
      taken.on(event);
      if (event.type === 'row' && event.table === 'failures') return counted(event);
      return event.type === 'sent' && names.work.some(({ dead }) => dead === event.queue)
        ? died(event, event.by)
        : undefined;
    },
  };
};
