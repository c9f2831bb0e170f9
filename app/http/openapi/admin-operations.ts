import type { Operation } from './operation.ts';
import { LETTER, limit } from './parameters.ts';

const ID = '01jd3m0w2v8k5q7r9t1x3z5b7d';
const DEAD = {
  id: ID,
  queue: 'sitepack-index',
  code: 'bad_field',
  reason: 'index: "site": a host in lower case, with a port if need be',
  failures: 0,
  receive_count: 1,
  sent_at_ms: 1_760_000_000_000,
  died_at_ms: 1_760_000_000_200,
  body: '{"type":"index","site":"https://site.gov"}',
};
const NONE = { items: [], total: 0, cut: false };

export const ADMIN_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /v1/dead-letters',
    id: 'listDeadLetters',
    tag: 'operations',
    summary: 'Messages that were given up, with the reason',
    parameters: [limit(100, 100)],
    answer: {
      status: 200,
      doc: 'From the front of one queue after the other.',
      schema: 'DeadLetterList',
      example: {
        dead_letters: [DEAD],
      },
    },
    problems: ['bad_parameter'],
  },
  {
    route: 'delete /v1/dead-letters',
    id: 'dropDeadLetters',
    tag: 'operations',
    summary: 'Drops all dead letters',
    answer: {
      status: 200,
      doc: 'They are gone.',
      schema: 'LettersDropped',
      example: { dropped: [ID], more: false },
    },
    problems: [],
  },
  {
    route: 'post /v1/dead-letters/resend',
    id: 'resendDeadLetters',
    tag: 'operations',
    summary: 'Sends all dead letters again, to the queues that they were in',
    body: { schema: 'Nothing', example: {} },
    answer: {
      status: 202,
      doc: 'They are sent as new messages.',
      schema: 'LettersResent',
      example: { resent: [ID], kept: [], more: false },
    },
    problems: ['not_accepted'],
  },
  {
    route: 'get /v1/dead-letters/{id}',
    id: 'getDeadLetter',
    tag: 'operations',
    summary: 'One message that was given up, whole',
    parameters: [LETTER],
    answer: { status: 200, doc: 'The letter.', schema: 'DeadLetter', example: DEAD },
    problems: ['dead_letter_not_found'],
  },
  {
    route: 'delete /v1/dead-letters/{id}',
    id: 'dropDeadLetter',
    tag: 'operations',
    summary: 'Drops a dead letter',
    parameters: [LETTER],
    answer: { status: 200, doc: 'It is gone.', schema: 'LetterDropped', example: { dropped: [ID] } },
    problems: ['dead_letter_not_found'],
  },
  {
    route: 'post /v1/dead-letters/{id}/resend',
    id: 'resendDeadLetter',
    tag: 'operations',
    summary: 'Sends a dead letter again, to the queue that it was in',
    parameters: [LETTER],
    body: { schema: 'Nothing', example: {} },
    answer: {
      status: 202,
      doc: 'It is sent as a new message.',
      schema: 'LetterResent',
      example: { resent: [ID] },
    },
    problems: ['dead_letter_not_found', 'dead_letter_unsendable', 'dead_letter_homeless', 'not_accepted'],
  },
  {
    route: 'get /v1/admin/state',
    id: 'getState',
    tag: 'operations',
    summary: 'What the admin page shows, once',
    answer: {
      status: 200,
      doc: 'Every list is cut where it would grow too long.',
      schema: 'AdminState',
      example: {
        at_ms: 1_760_000_000_000,
        orchestrator: { here: true, endpoint: 'http://10.0.1.5:8080', epoch: 3, settled: true },
        crawls: NONE,
        finished: NONE,
        queues: NONE,
        timers: NONE,
        dead: NONE,
        indexes: NONE,
        searchers: NONE,
        issues: NONE,
        processes: NONE,
        troubles: [],
      },
    },
    problems: [],
  },
  {
    route: 'get /v1/admin/events',
    id: 'watchState',
    tag: 'operations',
    summary: 'The same, again and again',
    answer: {
      status: 200,
      doc: 'Events `state`, about one a second, whose data is an AdminState. They go on until the client leaves.',
      type: 'text/event-stream',
    },
    problems: ['too_many_watchers', 'cross_site'],
  },
];
