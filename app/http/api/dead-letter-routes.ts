import type { Hono } from 'hono';
import { type DeadMessage, MOST_LETTERS, findDead, listDead } from '#app/dead-letters/dead-letters.ts';
import { dropDead, resendDead } from '#app/dead-letters/take-dead.ts';
import { jsonBody, nothing } from '../json-body.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

/** `/v1/dead-letters` and what lies below. @param changed told after some were taken out of their queue. */
export function deadLetterRoutes(app: Hono, services: HttpServices, changed: () => void): void {
  app.get('/v1/dead-letters', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: 100, otherwise: 100 });
    return c.json({ dead_letters: (await listDead(services, limit)).map(deadView) });
  });

  app.get('/v1/dead-letters/:id', async (c) => {
    const id = c.req.param('id');
    const message = await findDead(services, id);
    if (message === undefined) throw notFound(id);
    return c.json(deadView(message));
  });

  app.post('/v1/dead-letters/resend', async (c) => {
    await jsonBody(c, nothing);
    return c.json(await resendDead(services).finally(changed), 202);
  });

  app.delete('/v1/dead-letters', async (c) => c.json(await dropDead(services).finally(changed)));

  app.post('/v1/dead-letters/:id/resend', async (c) => {
    await jsonBody(c, nothing);
    const id = c.req.param('id');
    const { resent, kept } = await resendDead(services, new Set([id])).finally(changed);
    for (const { code, reason } of kept) {
      if (code === 'dead_letter_homeless') throw new Problem('dead_letter_homeless', reason);
      throw new Problem('dead_letter_unsendable', reason);
    }
    if (resent.length === 0) throw notFound(id);
    return c.json({ resent }, 202);
  });

  app.delete('/v1/dead-letters/:id', async (c) => {
    const id = c.req.param('id');
    const { dropped } = await dropDead(services, new Set([id])).finally(changed);
    if (dropped.length === 0) throw notFound(id);
    return c.json({ dropped });
  });
}

function notFound(id: string): Problem {
  const seen = `among the first ${MOST_LETTERS} of any queue`;
  return new Problem('dead_letter_not_found', `there is no dead letter "${id.slice(0, 200)}" ${seen}`);
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
