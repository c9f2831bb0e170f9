import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Each is a room of its own: none stands on another. */
const ADAPTERS = ['aws', 'embedded', 'memory', 'net', 'system'].map((name) => `platform/adapters/${name}`);

/**
 * Who may import whom (docs/architecture.md). A room may import itself and what is named for it. Tests may import
 * everything: they stand outside.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  messages: [],
  'platform/config.ts': [],
  'platform/ports': ['messages'],
  'platform/runtime': ['messages', 'platform/ports'],
  'platform/adapters/shared': ['platform/ports'],
  ...Object.fromEntries(ADAPTERS.map((room) => [room, ['platform/ports', 'platform/adapters/shared']])),
  core: ['messages', 'platform/ports'],
  workers: ['messages', 'platform/config.ts', 'platform/ports', 'platform/runtime', 'core'],
  'app/backend': [
    'messages',
    'platform/config.ts',
    'platform/ports',
    'platform/runtime',
    ...ADAPTERS,
    'core',
  ],
  'app/compose.ts': [
    'messages',
    'platform/config.ts',
    'platform/ports',
    'platform/runtime',
    ...ADAPTERS,
    'core',
    'workers',
    'app',
    'app/backend',
  ],
  app: [
    'messages',
    'platform/config.ts',
    'platform/ports',
    'platform/runtime',
    'core',
    'workers',
    'app/backend',
    'app/compose.ts',
  ],
};
const ALIASES: Readonly<Record<string, string>> = {
  '#messages': 'messages',
  '#ports': 'platform/ports',
  '#runtime': 'platform/runtime',
  '#adapters': 'platform/adapters',
  '#core': 'core',
  '#workers': 'workers',
  '#app': 'app',
  '#simulation': 'simulation',
};
const root = path.resolve(import.meta.dirname, '..');

function roomOf(file: string): string | undefined {
  const rooms = Object.keys(MAY_IMPORT).toSorted((a, b) => b.length - a.length);
  return rooms.find((room) => file === room || file.startsWith(`${room}/`));
}

/** The file that an import means, from the root of the repository; `undefined` for packages. */
function target(from: string, specifier: string): string | undefined {
  if (specifier === '#config') return 'platform/config.ts';
  if (specifier.startsWith('.')) return path.join(path.dirname(from), specifier);
  const [alias = '', ...rest] = specifier.split('/');
  const room = ALIASES[alias];
  if (room === undefined && alias.startsWith('#'))
    throw new Error(`${from} imports by an unknown alias: ${alias}`);
  return room === undefined ? undefined : path.join(room, ...rest);
}

async function sources(): Promise<string[]> {
  const rooms = ['messages', 'platform', 'core', 'workers', 'app'];
  const listed = await Promise.all(rooms.map((room) => readdir(path.join(root, room), { recursive: true })));
  return rooms
    .flatMap((room, n) => (listed[n] ?? []).map((file) => path.join(room, file)))
    .filter((file) => file.endsWith('.ts') && !/\.(?:test|suite|model)\.ts$|\/testing\//.test(file));
}

/** What a file imports, as it names it; without `types` only what is loaded when it runs. */
async function importsOf(file: string, { types = true } = {}): Promise<string[]> {
  const text = await readFile(path.join(root, file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\b(\s+type\b)?[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm,
  );
  return [...found]
    .filter((match) => types || match[1] === undefined)
    .map((match) => match[2] ?? match[3] ?? match[4] ?? '');
}

/** Every file and package that is loaded with a file, each with the file that imports it. */
async function loadedWith(file: string): Promise<Map<string, string>> {
  const loaded = new Map<string, string>();
  const ahead = [file];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    for (const specifier of await importsOf(next, { types: false })) {
      const imported = target(next, specifier);
      const name = imported ?? specifier;
      if (loaded.has(name)) continue;
      loaded.set(name, next);
      if (imported?.endsWith('.ts') === true) ahead.push(imported);
    }
  }
  return loaded;
}

describe('imports', () => {
  it('run one way between the rooms', async () => {
    const wrong: string[] = [];
    const files = await sources();
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const room = roomOf(file);
      expect(room, `${file} lies in no room`).toBeDefined();
      for (const specifier of await importsOf(file)) {
        const imported = target(file, specifier);
        const other = imported === undefined ? undefined : roomOf(imported);
        if (imported === undefined || other === room) continue;
        if (other === undefined || !MAY_IMPORT[room ?? '']?.includes(other))
          wrong.push(`${file} imports ${imported}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('never go from the product into what only tries it', async () => {
    const wrong: string[] = [];
    for (const file of await sources()) {
      for (const specifier of await importsOf(file)) {
        if (/^(?:simulation|bench|test)\//.test(target(file, specifier) ?? ''))
          wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('load no adapter, server or thread with the assembly of workers', async () => {
    const loaded = await loadedWith('app/start-workers.ts');
    expect(loaded.size).toBeGreaterThan(100);
    const system =
      /^platform\/adapters\/|^app\/(?:backend|compose\.ts)|^node:(?:http|net|os|worker_threads)$|^(?:undici|hono|@hono)\b/;
    expect([...loaded].filter(([name]) => system.test(name))).toEqual([]);
  });

  it('never go from one worker to another', async () => {
    const wrong: string[] = [];
    for (const file of await sources()) {
      const worker = /^workers\/([^/]+)\//.exec(file)?.[1];
      if (worker === undefined) continue;
      for (const specifier of await importsOf(file)) {
        const other = /^workers\/([^/]+)\//.exec(target(file, specifier) ?? '')?.[1];
        if (other !== undefined && other !== worker) wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keep core/cluster free of I/O', async () => {
    const wrong: string[] = [];
    for (const file of (await sources()).filter((name) => name.startsWith('core/cluster/'))) {
      for (const specifier of await importsOf(file)) {
        if (/^node:(?!crypto$)/.test(specifier) || ['better-sqlite3', 'undici'].includes(specifier))
          wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keep workers from disk and network but by ports', async () => {
    const wrong: string[] = [];
    // The HTTP interface of a searcher is given to it by app/compose.ts.
    const of = (await sources()).filter(
      (name) => name.startsWith('workers/') && !name.endsWith('searcher/http.ts'),
    );
    for (const file of of) {
      for (const specifier of await importsOf(file)) {
        if (/^node:(?!(?:crypto|path|util)$)/.test(specifier)) wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
