import { z } from 'zod';
import { BadMove } from '#core/cluster/move.ts';
import { indexName } from '#messages/message.ts';
import { RetryLater } from '#runtime/worker.ts';
import { Problem } from './problem.ts';
import type { HttpServices, PackMove } from './services.ts';

const searcher = z.string().min(1).max(200);

/** The body of `POST /v1/cluster/moves`. */
export const moveRequest = z.strictObject({
  index: indexName,
  pack: z.string().regex(/^[0-9a-f]{64}$/, 'the sha256 of a pack: 64 digits and letters from a to f'),
  from: searcher,
  to: searcher,
});

/**
 * Has a pack loaded by another searcher, then dropped by the one that has it.
 * @throws {Problem} with the code of {@link BadMove}; `not_ready` where no orchestrator is active.
 */
export async function movePack({ move }: Pick<HttpServices, 'move'>, of: PackMove): Promise<void> {
  try {
    await move(of);
  } catch (cause) {
    if (cause instanceof BadMove) throw refusal(cause);
    if (cause instanceof RetryLater) throw new Problem('not_ready', cause.message, { cause });
    throw cause;
  }
}

function refusal(cause: BadMove): Problem {
  const { code, message } = cause;
  if (code === 'unknown_searcher') return new Problem('unknown_searcher', message, { cause });
  if (code === 'not_held') return new Problem('not_held', message, { cause });
  if (code === 'already_there') return new Problem('already_there', message, { cause });
  if (code === 'no_room') return new Problem('no_room', message, { cause });
  code satisfies 'moving';
  return new Problem('moving', message, { cause });
}
