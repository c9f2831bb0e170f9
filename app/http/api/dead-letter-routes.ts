import type { Hono } from 'hono';
import { z } from 'zod';
import { type DeadMessage, deadQueues, peekDead, resend, takeDead } from '#app/dead-letters.ts';
import { BadMessage } from '#messages/registry.ts';
import { jsonBody } from '../json-body.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

/** Nothing is asked for in it; that it is JSON keeps other sites' forms from posting it. */
const nothing = z.strictObject({});

/** `/v1/dead-letters` and what lies below. @param changed told after some were taken out of their queue. */
export function deadLetterRoutes(app: Hono, services: HttpServices, changed: () => void): void {
  app.get('/v1/dead-letters', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: 100, otherwise: 100 });
    const dead: DeadMessage[] = [];
    for (const name of await deadQueues(services)) {
      if (dead.length < limit) dead.push(...(await peekDead(services, name, limit - dead.length)));
    }
    return c.json({ dead_letters: dead.map(deadView) });
  });

  app.post('/v1/dead-letters/resend', async (c) => {
    await jsonBody(c, nothing);
    const kept: { id: string; reason: string }[] = [];
    const resent = await takeDead(services, undefined, async (message) => {
      const reason = await sent(services, message);
      if (reason !== undefined) kept.push({ id: message.id, reason });
      return reason === undefined;
    }).finally(changed);
    return c.json({ resent, kept }, 202);
  });

  app.delete('/v1/dead-letters', async (c) => {
    return c.json({ dropped: await takeDead(services, undefined, async () => true).finally(changed) });
  });

  app.post('/v1/dead-letters/:id/resend', async (c) => {
    await jsonBody(c, nothing);
    const id = c.req.param('id');
    let reason: string | undefined;
    const resent = await takeDead(services, new Set([id]), async (message) => {
      reason = await sent(services, message);
      return reason === undefined;
    }).finally(changed);
    if (reason !== undefined) throw new Problem('dead_letter_unsendable', reason);
    if (resent.length === 0) throw notFound(id);
    return c.json({ resent }, 202);
  });

  app.delete('/v1/dead-letters/:id', async (c) => {
    const id = c.req.param('id');
    const dropped = await takeDead(services, new Set([id]), async () => true).finally(changed);
    if (dropped.length === 0) throw notFound(id);
    return c.json({ dropped });
  });
}

/** @returns why it cannot be sent; undefined when it was. */
async function sent(services: HttpServices, message: DeadMessage): Promise<string | undefined> {
  try {
    await resend(services, message);
    return undefined;
  } catch (error) {
    if (error instanceof BadMessage) return error.message;
    throw error;
  }
}

function notFound(id: string): Problem {
  return new Problem('dead_letter_not_found', `there is no dead letter "${id.slice(0, 200)}" to be had`);
}

function deadView({ id, queue, letter, body }: DeadMessage): Record<string, unknown> {
  return {
    id,
    queue: letter?.queue ?? queue,
    code: letter?.code ?? null,
    reason: letter?.reason ?? null,
    failures: letter?.failures ?? null,
    receive_count: letter?.receive_count ?? null,
    sent_at_ms: letter?.sent_at_ms ?? null,
    died_at_ms: letter?.died_at_ms ?? null,
    body,
  };
}
