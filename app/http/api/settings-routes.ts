import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { indexSettingsSchema } from '#core/settings/index-settings.ts';
import { MAX_NOTE_CHARS, MAX_REVISIONS } from '#core/tables/settings-history.ts';
import {
  type ChangeAsked,
  type SettingsView,
  changeSettings,
  patched,
  revertSettings,
  settingsPatch,
  showHistory,
  showSettings,
} from '../index-settings.ts';
import { jsonBody } from '../json-body.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

const PATH = '/v1/indexes/:index/settings';

/** The body of `POST /v1/indexes/{index}/settings/revert`. */
export const revertRequest = z.strictObject({ revision: z.int().min(1) });

/**
 * What is set for an index: shown, replaced, changed in parts; and how it came to be so. Its revision is the entity tag of
 * all answers that have settings.
 */
export function settingsRoutes(app: Hono, services: HttpServices): void {
  app.get(PATH, async (c) => {
    const revision = wholeNumber(c, 'revision', { least: 1, most: LAST_REVISION, otherwise: 0 });
    return answer(
      c,
      await showSettings(services, c.req.param('index'), revision === 0 ? undefined : revision),
    );
  });

  app.put(PATH, async (c) => {
    const settings = await jsonBody(c, indexSettingsSchema);
    return answer(c, await changeSettings(services, c.req.param('index'), asked(c), () => settings));
  });

  app.patch(PATH, async (c) => {
    const patch = await jsonBody(c, settingsPatch);
    return answer(c, await changeSettings(services, c.req.param('index'), asked(c), patched(patch)));
  });

  app.get(`${PATH}/history`, async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: MAX_REVISIONS, otherwise: 20 });
    return c.json(await showHistory(services, c.req.param('index'), limit));
  });

  app.post(`${PATH}/revert`, async (c) => {
    const { revision } = await jsonBody(c, revertRequest);
    return answer(c, await revertSettings(services, c.req.param('index'), asked(c), revision));
  });
}

const LAST_REVISION = 999_999_999_999;

function answer(c: Context, view: SettingsView): Response {
  c.header('etag', `"${view.revision}"`);
  return c.json(view);
}

function asked(c: Context): ChangeAsked {
  return { expected: expected(c), note: noteOf(c) };
}

/** What a change is for, by the query string; undefined where nothing is said. @throws {Problem} `bad_parameter` */
function noteOf(c: Context): string | undefined {
  const note = c.req.query('note')?.trim() ?? '';
  if (note.length <= MAX_NOTE_CHARS) return note === '' ? undefined : note;
  throw new Problem('bad_parameter', `"note" has ${note.length} characters; it may have ${MAX_NOTE_CHARS}`);
}

/** The revision that a change is for, by If-Match (RFC 9110, section 13.1.1); undefined when it is for any. */
function expected(c: Context): number | undefined {
  const tag = c.req.header('if-match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const revision = /^"(\d{1,15})"$/.exec(tag)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new Problem('settings_changed', `"If-Match: ${tag.slice(0, 40)}" names no revision, such as "3"`);
}
