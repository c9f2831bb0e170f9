import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { findIndex } from '../index-view.ts';
import { jsonBody } from '../json-body.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';
import { type VersionName, diffOfVersions } from '../version-diff.ts';

/** Documents named of each kind, unless told otherwise, and at most. */
const NAMED = 100;
const MOST_NAMED = 1000;

/** The body of `POST /v1/indexes/{index}/publish` and `/drop`. */
export const decisionRequest = z.strictObject({
  manifest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex')
    .optional()
    .describe('sha256 of the manifest of the version that is meant; whatever is held when absent.'),
});

/** What a person does about a version that the publish gate holds: look at it, publish it, drop it. */
export function heldRoutes(app: Hono, services: HttpServices): void {
  app.get('/v1/indexes/:index/diff', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: MOST_NAMED, otherwise: NAMED });
    const wanted = {
      from: versionName(c, 'from'),
      to: versionName(c, 'to'),
      limit,
      signal: c.req.raw.signal,
    };
    return c.json(await diffOfVersions(services, await findIndex(services, c.req.param('index')), wanted));
  });

  for (const [path, type] of [
    ['publish', 'publish_held'],
    ['drop', 'drop_held'],
  ] as const)
    app.post(`/v1/indexes/:index/${path}`, async (c) => {
      const { manifest } = await jsonBody(c, decisionRequest);
      const { name, head } = await findIndex(services, c.req.param('index'));
      const held = head?.held?.manifest_sha256;
      if (held === undefined) throw new Problem('nothing_held', `no version of "${name}" is held`);
      if (manifest !== undefined && manifest !== held)
        throw new Problem('nothing_held', `another version of "${name}" is held by now: ${held}`);
      // Named even if the client named none: what is held when the message comes may be another, which nobody looked at.
      const id = services.random.id();
      await services.outbox.send([{ type, index: name, manifest: held, id }]);
      return c.json({ index: name, manifest: held, message_id: id }, 202);
    });
}

/** @throws {Problem} `bad_parameter` */
function versionName(c: Context, name: string): VersionName | undefined {
  const text = c.req.query(name);
  if (text === undefined || text === '') return undefined;
  if (text === 'live' || text === 'held') return text;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Problem(
    'bad_parameter',
    `"${name}" is "${text.slice(0, 40)}"; it is the number of a version, "live" or "held"`,
  );
}
