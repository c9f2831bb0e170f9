import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import type { Clock } from '#ports/clock.ts';
import { sqsCode } from './sqs-errors.ts';

/** What became of the entries of a batch, by their `Id`. */
export interface BatchOutcome<Result> {
  readonly done: ReadonlyMap<string, Result>;
  readonly failed: ReadonlyMap<string, EntryFailure>;
}

/** Why an entry failed. */
export interface EntryFailure {
  /** As SQS names it, such as `ReceiptHandleIsInvalid`. */
  readonly code: string;
  readonly reason: string;
  /** The sender is at fault: to try again would be in vain. */
  readonly for_good: boolean;
}

interface BatchAnswer<Result> {
  readonly Successful?: readonly Result[] | undefined;
  readonly Failed?: readonly BatchResultErrorEntry[] | undefined;
}

/**
 * Tries of an entry that fails without the sender's fault, while the call as a whole succeeds: the SDK does not see that.
 */
const MAX_TRIES = 5;
/** Before the second try; doubled before each further one, 1.5 s altogether. It is rare, so nobody's tries collide. */
const FIRST_WAIT_MS = 100;

/** Makes a batch call, and makes it again for those entries that failed through no fault of the sender. */
export async function settleBatch<
  Entry extends { readonly Id: string | undefined },
  Result extends { readonly Id: string | undefined },
>(
  entries: readonly Entry[],
  call: (entries: Entry[]) => Promise<BatchAnswer<Result>>,
  clock: Clock,
): Promise<BatchOutcome<Result>> {
  const done = new Map<string, Result>();
  const failed = new Map<string, EntryFailure>();
  let open = [...entries];
  for (let tries = 1; ; tries += 1) {
    const { Successful = [], Failed = [] } = await call(open);
    for (const result of Successful) done.set(result.Id ?? '', result);
    for (const { Id = '', SenderFault = false, Code, Message } of Failed)
      failed.set(Id, {
        code: sqsCode(Code),
        reason: `${Message ?? 'no reason given'} (${sqsCode(Code)})`,
        for_good: SenderFault,
      });
    open = open.filter(({ Id = '' }) => !done.has(Id) && failed.get(Id)?.for_good !== true);
    if (open.length === 0 || tries === MAX_TRIES) break;
    await clock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
  }
  for (const id of done.keys()) failed.delete(id);
  for (const { Id = '' } of open) if (!failed.has(Id)) failed.set(Id, UNANSWERED);
  return { done, failed };
}

const UNANSWERED: EntryFailure = {
  code: 'Unanswered',
  reason: 'SQS did not say what became of it',
  for_good: false,
};
