import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configMarkdown } from '#app/cli/config-reference.ts';
import { errorsMarkdown } from '#app/http/errors-reference.ts';
import { MESSAGE_TYPES, fileNameOf, messageSchema } from './message-schema.ts';
import { messagesMarkdown } from './messages-reference.ts';

/** A folder in which every file is made here. */
const SCHEMAS = 'schemas';

/** The references that are made from the code: their text by their path below docs/. */
export function references(): ReadonlyMap<string, string> {
  const schemas = MESSAGE_TYPES.map((type): [string, string] => [
    `${SCHEMAS}/${fileNameOf(type)}.schema.json`,
    `${JSON.stringify(messageSchema(type), null, 2)}\n`,
  ]);
  return new Map([
    ['messages.md', messagesMarkdown()],
    ['errors.md', errorsMarkdown()],
    ['config.md', configMarkdown()],
    ...schemas,
  ]);
}

/** Writes the references below `docs`, and deletes schemas of types that are no more. @returns the paths that changed. */
export async function writeReferences(docs: string): Promise<string[]> {
  const changed: string[] = [];
  for (const [name, text] of references()) {
    const file = path.join(docs, name);
    if ((await readIfThere(file)) === text) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    changed.push(name);
  }
  for (const name of await strangers(docs)) {
    await rm(path.join(docs, name));
    changed.push(name);
  }
  return changed;
}

/** What is on disk and not as the code has it: one line for each file, naming the first difference. */
export async function outdatedReferences(docs: string): Promise<string[]> {
  const outdated: string[] = [];
  for (const [name, text] of references()) {
    const found = await readIfThere(path.join(docs, name));
    if (found === undefined) outdated.push(`${name}: is missing`);
    else if (found !== text) outdated.push(`${name}: ${firstDifference(found, text)}`);
  }
  for (const name of await strangers(docs)) outdated.push(`${name}: belongs to no message type`);
  return outdated;
}

async function strangers(docs: string): Promise<string[]> {
  const known = references();
  const names = await readdir(path.join(docs, SCHEMAS)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.map((name) => `${SCHEMAS}/${name}`).filter((name) => !known.has(name));
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
