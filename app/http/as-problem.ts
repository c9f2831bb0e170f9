import type { Logger } from 'pino';
import type { Random } from '#ports/random.ts';
import { SendFailed } from '#ports/queue.ts';
import { Problem } from './problem.ts';

interface Services {
  readonly log: Logger;
  readonly random: Random;
}

/** What a client is told of an error. One that is nobody's fault but ours is logged, with an id that the client is told too. */
export function asProblem({ log, random }: Services, error: Error, path: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SendFailed) return new Problem('not_accepted', error.message, { cause: error });
  const request_id = random.id();
  log.error({ err: error, request_id, path }, 'a request failed');
  return new Problem('internal', `request ${request_id} failed`, { cause: error });
}
