import { z } from 'zod';
import {
  type IndexSettings,
  MAX_SETTINGS_CHARS,
  indexSettingsSchema,
} from '#core/settings/index-settings.ts';
import { type JsonObject, asJson, mergePatch } from '#core/settings/merge-patch.ts';
import { SecretsWanted, UnknownSecret, hideSecrets, revealSecrets } from '#core/settings/secrets.ts';
import { searchIssues } from '#core/settings/search-issues.ts';
import { settingsChange } from '#core/settings/settings-change.ts';
import { type StoredSettings, readSettings, writeSettings } from '#core/tables/settings.ts';
import {
  MAX_CHANGE_CHARS,
  type SettingsMade,
  oldestOf,
  settingsAt,
  settingsHistory,
} from '#core/tables/settings-history.ts';
import { issueText, namedIssue } from '#messages/issue-text.ts';
import { changeWarnings } from './change-warnings.ts';
import { findIndex } from './index-view.ts';
import { checkIndexName } from './parameters.ts';
import { Problem } from './problem.ts';
import type { HttpServices } from './services.ts';

type Ports = Pick<HttpServices, 'table' | 'clock'>;

/** Settings as the API shows them. */
export interface SettingsView {
  readonly index: string;
  /** Counts their changes; 0 where nothing was ever set. */
  readonly revision: number;
  /** With secrets hidden. */
  readonly settings: IndexSettings;
  /** What of a change comes to nothing as things are, for people; absent where there is nothing to say. */
  readonly warnings?: readonly string[];
}

/** A revision of settings as the API shows it. */
export interface RevisionView {
  readonly revision: number;
  /** Null where it was not noted. */
  readonly changed_at_ms: number | null;
  readonly note: string | null;
  /** A JSON merge patch with secrets hidden; null where it was not noted, or is too large. */
  readonly change: Readonly<Record<string, unknown>> | null;
}

export interface SettingsHistory {
  readonly index: string;
  /** The one that stands; 0 where nothing was ever set. */
  readonly revision: number;
  /** The latest first. */
  readonly history: readonly RevisionView[];
}

/** How settings are to be changed. */
export interface ChangeAsked {
  /** The revision that the change is meant for, if it is for one only. */
  readonly expected?: number | undefined;
  /** What it is for, for people. */
  readonly note?: string | undefined;
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
 * @param revision as it was then, in place of as it is.
 * @throws {Problem} `bad_index_name`; `index_not_found` where there are neither settings nor an index; `revision_not_kept`
 */
export async function showSettings(ports: Ports, index: string, revision?: number): Promise<SettingsView> {
  const stored = await storedSettings(ports, index);
  if (revision === undefined) return viewOf(index, stored);
  return viewOf(index, await keptRevision(ports, index, stored, revision));
}

/** The last changes of what is set for an index. @throws {Problem} as {@link showSettings} does. */
export async function showHistory(ports: Ports, index: string, limit: number): Promise<SettingsHistory> {
  const stored = await storedSettings(ports, index);
  const history = await settingsHistory(ports.table, index, stored, limit);
  return {
    index,
    revision: stored.revision,
    history: history.map(({ revision, made }) => ({
      revision,
      changed_at_ms: made?.at_ms ?? null,
      note: made?.note ?? null,
      change: made?.change ?? null,
    })),
  };
}

/**
 * Changes what is set for an index, which need not be there yet. What is so already makes no revision.
 * @param change the settings by those that stand, secrets hidden in both.
 * @throws {Problem} `bad_index_name`, `bad_field`, `settings_changed`
 */
export async function changeSettings(
  ports: Ports,
  index: string,
  { expected, note }: ChangeAsked,
  change: (standing: IndexSettings) => unknown,
): Promise<SettingsView> {
  checkIndexName(index);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await readSettings(ports.table, index);
    if (expected !== undefined && before.revision !== expected)
      throw changed(`they are at revision ${before.revision}, and the change is for ${expected}`);
    const settings = revealed(checked(change(hideSecrets(before.settings))), before.settings);
    const difference = settingsChange(before.settings, settings);
    if (Object.keys(difference).length === 0) return viewOf(index, before);
    const made = madeBy(difference, ports.clock.now(), note);
    // Before it is written: what stands then is no failure.
    const warnings = await changeWarnings(ports, index, { before: before.settings, after: settings });
    if (!(await writeSettings(ports.table, index, settings, before, made))) continue;
    const view = viewOf(index, { revision: before.revision + 1, settings });
    return warnings.length === 0 ? view : { ...view, warnings };
  }
  throw changed('others change them all the time');
}

/**
 * Has settings be as they were at a revision, as a new one. Secrets are in no history: those stay that stand by now, and
 * where one is needed that does not, or would be told to more than it is now, nothing is changed.
 * @throws {Problem} as {@link changeSettings} does, `revision_not_kept`, `secrets_not_kept`
 */
export async function revertSettings(
  ports: Ports,
  index: string,
  { expected, note = '' }: ChangeAsked,
  revision: number,
): Promise<SettingsView> {
  const stored = await storedSettings(ports, index);
  const { settings } = await keptRevision(ports, index, stored, revision);
  const asked = { expected, note: note === '' ? `as at revision ${revision}` : note };
  try {
    return await changeSettings(ports, index, asked, () => settings);
  } catch (cause) {
    if (!(cause instanceof Problem) || !isOfSecrets(cause.cause)) throw cause;
    throw new Problem(
      'secrets_not_kept',
      `revision ${revision} cannot come back as it was: ${cause.message}`,
      {
        cause,
      },
    );
  }
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

async function storedSettings(ports: Ports, index: string): Promise<StoredSettings> {
  checkIndexName(index);
  const stored = await readSettings(ports.table, index);
  if (stored.revision === 0) await findIndex(ports, index);
  return stored;
}

async function keptRevision(
  { table }: Ports,
  index: string,
  present: StoredSettings,
  revision: number,
): Promise<StoredSettings> {
  const kept = await settingsAt(table, index, present, revision);
  if (kept !== undefined) return kept;
  const { revision: last } = present;
  const which =
    last === 0 ? 'nothing was ever set' : `kept are ${oldestOf(last)} to ${last}, as far as they were noted`;
  throw new Problem('revision_not_kept', `revision ${revision} of "${index}" was asked for; ${which}`);
}

function madeBy(change: JsonObject, at_ms: number, note: string | undefined): SettingsMade {
  const isKept = JSON.stringify(change).length <= MAX_CHANGE_CHARS;
  return { at_ms, ...(note === undefined ? {} : { note }), ...(isKept ? { change } : {}) };
}

function checked(wanted: unknown): IndexSettings {
  const parsed = indexSettingsSchema.safeParse(wanted, { error: issueText });
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5).map((issue) => namedIssue(issue, 'the settings'));
    throw new Problem('bad_field', issues.join('; '));
  }
  const contradictions = searchIssues(parsed.data).slice(0, 5);
  if (contradictions.length > 0) throw new Problem('bad_field', contradictions.join('; '));
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
    if (!isOfSecrets(cause)) throw cause;
    throw new Problem('bad_field', cause.message, { cause });
  }
}

function isOfSecrets(error: unknown): error is UnknownSecret | SecretsWanted {
  return error instanceof UnknownSecret || error instanceof SecretsWanted;
}

function viewOf(index: string, { revision, settings }: StoredSettings): SettingsView {
  return { index, revision, settings: hideSecrets(settings) };
}

function changed(detail: string): Problem {
  return new Problem('settings_changed', detail);
}
