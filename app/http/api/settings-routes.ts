import type { Context, Hono } from 'hono';
import { indexSettingsSchema } from '#core/settings/index-settings.ts';
import {
  type SettingsView,
  changeSettings,
  patched,
  settingsPatch,
  showSettings,
} from '../index-settings.ts';
import { jsonBody } from '../json-body.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

const PATH = '/v1/indexes/:index/settings';

/** What is set for an index: shown, replaced, changed in parts. Its revision is the entity tag of all three answers. */
export function settingsRoutes(app: Hono, services: HttpServices): void {
  app.get(PATH, async (c) => answer(c, await showSettings(services, c.req.param('index'))));

  app.put(PATH, async (c) => {
    const settings = await jsonBody(c, indexSettingsSchema);
    return answer(c, await changeSettings(services, c.req.param('index'), expected(c), () => settings));
  });

  app.patch(PATH, async (c) => {
    const patch = await jsonBody(c, settingsPatch);
    return answer(c, await changeSettings(services, c.req.param('index'), expected(c), patched(patch)));
  });
}

function answer(c: Context, view: SettingsView): Response {
  c.header('etag', `"${view.revision}"`);
  return c.json(view);
}

/** The revision that a change is for, by If-Match (RFC 9110, section 13.1.1); undefined when it is for any. */
function expected(c: Context): number | undefined {
  const tag = c.req.header('if-match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const revision = /^"(\d{1,15})"$/.exec(tag)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new Problem('settings_changed', `"If-Match: ${tag.slice(0, 40)}" names no revision, such as "3"`);
}
