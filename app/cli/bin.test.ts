import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const BIN = join(import.meta.dirname, '../../bin/sitepack');
/** `sh`, `dirname` and `readlink`, and no Node. */
const TOOLS = ['sh', 'dirname', 'readlink'];

interface Ended {
  readonly code: number;
  readonly text: string;
}

function execute(file: string, path: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile('/bin/sh', [file, 'words', 'of mine'], { env: { PATH: path } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: `${stdout}${stderr}` });
    });
  });
}

/** A checkout with the script alone, and a PATH that has what it calls. */
async function checkout(): Promise<AsyncDisposable & { readonly root: string; readonly path: string }> {
  const root = await mkdtemp(join(tmpdir(), 'sitepack-bin-'));
  const path = join(root, 'tools');
  for (const folder of ['bin', 'tools', 'app/cli', 'node_modules/citty', 'node_modules/.bin']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const tool of TOOLS) await symlink(`/usr/bin/${tool}`, join(path, tool));
  await copyFile(BIN, join(root, 'bin/sitepack'));
  return { root, path, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** A Node that says its version, or what it was called with. */
async function fakeNode(file: string, major: number): Promise<void> {
  await writeFile(
    file,
    `#!/bin/sh\nif [ "$1" = -p ]; then echo ${major}; else echo "node ${major}:" "$@"; fi\n`,
  );
  await chmod(file, 0o755);
}

it("takes the project's own Node, and hands on the words as they are", async () => {
  await using place = await checkout();
  await fakeNode(join(place.root, 'node_modules/.bin/node'), 26);
  await fakeNode(join(place.path, 'node'), 99);
  const { code, text } = await execute(join(place.root, 'bin/sitepack'), place.path);
  expect({ code, text }).toEqual({ code: 0, text: `node 26: ${place.root}/app/cli/main.ts words of mine\n` });
});

it("takes the system's Node when it is new enough", async () => {
  await using place = await checkout();
  await fakeNode(join(place.path, 'node'), 24);
  expect((await execute(join(place.root, 'bin/sitepack'), place.path)).text).toContain('node 24:');
});

it('says what to do when the Node is too old, or there is none', async () => {
  await using place = await checkout();
  const none = await execute(join(place.root, 'bin/sitepack'), place.path);
  expect(none).toMatchObject({ code: 1, text: expect.stringContaining('Run "npm ci"') });
  await fakeNode(join(place.path, 'node'), 20);
  const old = await execute(join(place.root, 'bin/sitepack'), place.path);
  expect(old).toMatchObject({
    code: 1,
    text: expect.stringContaining('is Node 20, and 24 is the oldest that works'),
  });
});

it('says that the packages are not installed', async () => {
  await using place = await checkout();
  await fakeNode(join(place.path, 'node'), 26);
  await rm(join(place.root, 'node_modules/citty'), { recursive: true });
  const { code, text } = await execute(join(place.root, 'bin/sitepack'), place.path);
  expect({ code, text }).toMatchObject({
    code: 1,
    text: expect.stringContaining('packages are not installed'),
  });
});

it('finds its home through links', async () => {
  await using place = await checkout();
  await fakeNode(join(place.path, 'node'), 26);
  await symlink('../bin/sitepack', join(place.root, 'tools/one'));
  await symlink(join(place.root, 'tools/one'), join(place.root, 'two'));
  expect((await execute(join(place.root, 'two'), place.path)).text).toContain(
    `${place.root}/app/cli/main.ts`,
  );
});
