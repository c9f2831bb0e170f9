import type { z } from 'zod';
import { cancelTimer } from './cancel-timer.ts';
import { crawl } from './crawl.ts';
import { deleteIndex } from './delete-index.ts';
import { dropHeld } from './drop-held.ts';
import { expireTimer } from './expire-timer.ts';
import { indexAndCrawl } from './index-and-crawl.ts';
import { indexPage } from './index-page.ts';
import { issueText, namedIssue } from './issue-text.ts';
import { load } from './load.ts';
import { loadFailed } from './load-failed.ts';
import { loaded } from './loaded.ts';
import type { LogicalQueue, MessageDefinition } from './message.ts';
import { packFull } from './pack-full.ts';
import { packIncremental } from './pack-incremental.ts';
import { publishHeld } from './publish-held.ts';
import { register } from './register.ts';
import { repack } from './repack.ts';
import { resetTimer } from './reset-timer.ts';
import { rollback } from './rollback.ts';
import { startTimer } from './start-timer.ts';
import { unload } from './unload.ts';
import { unloaded } from './unloaded.ts';
import { update } from './update.ts';

/** Every message type there is: the controlled vocabulary of `type`. */
export const registry = {
  [indexAndCrawl.type]: indexAndCrawl,
  [indexPage.type]: indexPage,
  [crawl.type]: crawl,
  [startTimer.type]: startTimer,
  [resetTimer.type]: resetTimer,
  [expireTimer.type]: expireTimer,
  [cancelTimer.type]: cancelTimer,
  [packFull.type]: packFull,
  [packIncremental.type]: packIncremental,
  [deleteIndex.type]: deleteIndex,
  [rollback.type]: rollback,
  [publishHeld.type]: publishHeld,
  [dropHeld.type]: dropHeld,
  [repack.type]: repack,
  [update.type]: update,
  [register.type]: register,
  [load.type]: load,
  [unload.type]: unload,
  [loaded.type]: loaded,
  [unloaded.type]: unloaded,
  [loadFailed.type]: loadFailed,
} as const;

export type MessageType = keyof typeof registry;
/** The parsed message of a type. */
export type MessageOf<Type extends MessageType> = z.infer<(typeof registry)[Type]['schema']>;
export type Message = { [Type in MessageType]: MessageOf<Type> }[MessageType];

/** Why a body is not a message, in words for whoever sent it. */
export class BadMessage extends Error {
  override readonly name = 'BadMessage';
  readonly code: 'not_json' | 'no_type' | 'unknown_type' | 'wrong_queue' | 'bad_field';
  constructor(code: BadMessage['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether a type is in the vocabulary. */
export function isMessageType(type: string): type is MessageType {
  return Object.hasOwn(registry, type);
}

/**
 * Parses the body of a message.
 * @throws {BadMessage} with what is wrong, where, and what is allowed.
 */
export function parseMessage(body: string): Message {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new BadMessage(
      'not_json',
      `the body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  return checkMessage(json);
}

/** The same for a body that is parsed already. */
export function checkMessage(json: unknown): Message {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new BadMessage('no_type', 'a message is a JSON object with a "type"');
  }
  const type = (json as { type?: unknown }).type;
  if (typeof type !== 'string') {
    throw new BadMessage('no_type', 'the message has no "type"; it is a string, one of ' + vocabulary());
  }
  if (!isMessageType(type)) {
    throw new BadMessage(
      'unknown_type',
      `there is no message type "${type.slice(0, 100)}"; there are ${vocabulary()}`,
    );
  }
  const result = registry[type].schema.safeParse(json, { error: issueText });
  if (!result.success) {
    const issues = result.error.issues.slice(0, 5).map((issue) => namedIssue(issue, 'the message'));
    throw new BadMessage('bad_field', `${type}: ${issues.join('; ')}`);
  }
  return result.data;
}

/** Where messages of a type are sent; `searcher` is the queue of one searcher. */
export function queueOf(type: MessageType): LogicalQueue | 'searcher' {
  return (registry[type] as MessageDefinition).queue;
}

function vocabulary(): string {
  return Object.keys(registry).join(', ');
}
