import { z } from 'zod';
import {
  type IndexSettings,
  MAX_SETTINGS_CHARS,
  indexSettingsSchema,
} from '#core/settings/index-settings.ts';
import { type Json, type JsonObject, mergePatch } from '#core/settings/merge-patch.ts';
import { SecretsWanted, UnknownSecret, hideSecrets, revealSecrets } from '#core/settings/secrets.ts';
import { type StoredSettings, readSettings, writeSettings } from '#core/tables/settings.ts';
import { issueText, namedIssue } from '#messages/issue-text.ts';
import { findIndex } from './index-view.ts';
import { checkIndexName } from './parameters.ts';
import { Problem } from './problem.ts';
import type { HttpServices } from './services.ts';

type Ports = Pick<HttpServices, 'table'>;

/** Settings as the API shows them. */
export interface SettingsView {
  readonly index: string;
  /** Counts their changes; 0 where nothing was ever set. */
  readonly revision: number;
  /** With secrets hidden. */
  readonly settings: IndexSettings;
}

/** The body of `PATCH /v1/indexes/{index}/settings`: what is to change, by RFC 7396. */
export const settingsPatch = z.strictObject(
  Object.fromEntries(
    Object.keys(indexSettingsSchema.shape).map((section) => [
      section,
      z.record(z.string(), z.unknown()).nullable().optional(),
    ]),
  ),
);

/**
 * What is set for an index.
 * @throws {Problem} `bad_index_name`; `index_not_found` where there are neither settings nor an index.
 */
export async function showSettings(ports: Ports, index: string): Promise<SettingsView> {
  checkIndexName(index);
  const stored = await readSettings(ports.table, index);
  if (stored.revision === 0) await findIndex(ports, index);
  return viewOf(index, stored);
}

/**
 * Changes what is set for an index, which need not be there yet.
 * @param change the settings by those that stand, secrets hidden in both.
 * @param expected the revision that the change is meant for, if it is for one only.
 * @throws {Problem} `bad_index_name`, `bad_field`, `settings_changed`
 */
export async function changeSettings(
  ports: Ports,
  index: string,
  expected: number | undefined,
  change: (standing: IndexSettings) => unknown,
): Promise<SettingsView> {
  checkIndexName(index);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await readSettings(ports.table, index);
    if (expected !== undefined && before.revision !== expected)
      throw changed(`they are at revision ${before.revision}, and the change is for ${expected}`);
    const wanted = checked(change(hideSecrets(before.settings)));
    const settings = revealed(wanted, before.settings);
    if (await writeSettings(ports.table, index, settings, before))
      return viewOf(index, { revision: before.revision + 1, settings });
  }
  throw changed('others change them all the time');
}

/** Others who change the same settings at the same moment are few. */
const TRIES = 10;

/** The settings that a patch makes of those that stand. */
export function patched(patch: z.output<typeof settingsPatch>): (standing: IndexSettings) => unknown {
  return (standing) => mergePatch(asJson(standing), asJson(patch), isOtherSchedule);
}

/** A schedule of another kind replaces the one before: what belongs to one kind belongs to no other. */
function isOtherSchedule(path: string, standing: JsonObject, { kind }: JsonObject): boolean {
  return path === 'crawl.schedule' && kind !== undefined && kind !== standing['kind'];
}

function asJson(value: unknown): Json {
  // Both come from JSON; stringified and parsed they are nothing else.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(JSON.stringify(value)) as Json;
}

function checked(wanted: unknown): IndexSettings {
  const parsed = indexSettingsSchema.safeParse(wanted, { error: issueText });
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5).map((issue) => namedIssue(issue, 'the settings'));
    throw new Problem('bad_field', issues.join('; '));
  }
  const { length } = JSON.stringify(parsed.data);
  if (length <= MAX_SETTINGS_CHARS) return parsed.data;
  throw new Problem(
    'bad_field',
    `the settings have ${length} characters as JSON; they may have ${MAX_SETTINGS_CHARS}`,
  );
}

function revealed(wanted: IndexSettings, standing: IndexSettings): IndexSettings {
  try {
    return revealSecrets(wanted, standing);
  } catch (cause) {
    if (!(cause instanceof UnknownSecret || cause instanceof SecretsWanted)) throw cause;
    throw new Problem('bad_field', cause.message, { cause });
  }
}

function viewOf(index: string, { revision, settings }: StoredSettings): SettingsView {
  return { index, revision, settings: hideSecrets(settings) };
}

function changed(detail: string): Problem {
  return new Problem('settings_changed', detail);
}
