import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configMarkdown } from '#app/cli/config-reference.ts';
import { errorsMarkdown } from '#app/http/errors-reference.ts';
import { dashboardJson } from './grafana/dashboard.ts';
import { metricsMarkdown } from './metrics-reference.ts';
import { diagrams } from './diagrams-reference.ts';
import { MESSAGE_TYPES, fileNameOf, messageSchema } from './message-schema.ts';
import { messagesMarkdown } from './messages-reference.ts';
import { settingsMarkdown } from './settings-reference.ts';
import { simulationMarkdown } from './simulation-reference.ts';

/** Folders in which every file is made here, and what a file in them is about. */
const SCHEMAS = 'schemas';
const MADE_FOLDERS: Readonly<Record<string, string>> = {
  [SCHEMAS]: 'message type',
  diagrams: 'recorded flow',
};

/** A page written by hand, of which the code makes a part. */
const SIMULATION = 'simulation.md';

/** The references that are made from the code: their text by their path below docs/. */
export async function references(): Promise<ReadonlyMap<string, string>> {
  const drawn = await diagrams();
  const simulation = await readFile(path.join(import.meta.dirname, SIMULATION), 'utf8');
  const schemas = MESSAGE_TYPES.map((type): [string, string] => [
    `${SCHEMAS}/${fileNameOf(type)}.schema.json`,
    `${JSON.stringify(messageSchema(type), null, 2)}\n`,
  ]);
  return new Map([
    ['messages.md', messagesMarkdown(drawn)],
    ['errors.md', errorsMarkdown()],
    ['config.md', configMarkdown()],
    ['settings.md', settingsMarkdown()],
    ['metrics.md', metricsMarkdown()],
    [SIMULATION, simulationMarkdown(simulation)],
    ['grafana/sitepack.json', dashboardJson()],
    ...schemas,
    ...drawn,
  ]);
}

/**
 * Writes the references below `docs`, and deletes those of types and flows that are no more. @returns the paths that
 * changed.
 */
export async function writeReferences(docs: string): Promise<string[]> {
  const changed: string[] = [];
  const wanted = await references();
  for (const [name, text] of wanted) {
    const file = path.join(docs, name);
    if ((await readIfThere(file)) === text) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    changed.push(name);
  }
  for (const { name } of await strangers(docs, wanted)) {
    await rm(path.join(docs, name));
    changed.push(name);
  }
  return changed;
}

/** What is on disk and not as the code has it: one line for each file, naming the first difference. */
export async function outdatedReferences(docs: string): Promise<string[]> {
  const outdated: string[] = [];
  const wanted = await references();
  for (const [name, text] of wanted) {
    const found = await readIfThere(path.join(docs, name));
    if (found === undefined) outdated.push(`${name}: is missing`);
    else if (found !== text) outdated.push(`${name}: ${firstDifference(found, text)}`);
  }
  for (const { name, about } of await strangers(docs, wanted))
    outdated.push(`${name}: belongs to no ${about}`);
  return outdated;
}

async function strangers(
  docs: string,
  wanted: ReadonlyMap<string, string>,
): Promise<{ name: string; about: string }[]> {
  const found: { name: string; about: string }[] = [];
  for (const [folder, about] of Object.entries(MADE_FOLDERS)) {
    const names = await readdir(path.join(docs, folder)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    found.push(...names.map((name) => ({ name: `${folder}/${name}`, about })));
  }
  return found.filter(({ name }) => !wanted.has(name));
}

function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function firstDifference(found: string, wanted: string): string {
  const there = found.split('\n');
  const made = wanted.split('\n');
  const at = made.findIndex((line, n) => line !== there[n]);
  const line = at === -1 ? made.length : at;
  const differing = Math.max(there.length, made.length) - made.filter((text, n) => text === there[n]).length;
  return `${differing} line(s) differ, the first is line ${line + 1}: it is "${cut(there[line])}" and should be "${cut(made[line])}"`;
}

function cut(line: string | undefined): string {
  if (line === undefined) return '(end of file)';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
