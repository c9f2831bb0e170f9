import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { guard } from '#app/http/access.ts';
import { Problem } from '#app/http/problem.ts';
import { readConfig } from '#config';
import { ROLES } from '#runtime/worker.ts';
import { madePages } from '../system/made-pages.ts';
import { MadeSite } from '../system/site.ts';
import { recordAws } from './aws-recorder.ts';
import { composeServices, imageSays } from './compose-file.ts';
import { spawnEmulators } from './emulator-process.ts';

const run = promisify(execFile);
const APP = fileURLToPath(new URL('../../', import.meta.url));
const services = composeServices();
const image = imageSays();

describe('docker-compose.yml', () => {
  it('has a service for every worker, which waits for what it stands on, and is looked after', () => {
    for (const role of ROLES) {
      expect(services.get(role), role).toMatchObject({
        image: 'sitepack',
        command: ['worker', role],
        init: true,
        restart: 'unless-stopped',
        depends_on: { setup: { condition: 'service_completed_successfully' } },
        healthcheck: { test: ['CMD', '/app/bin/healthy'] },
      });
    }
  });

  it('lets every worker be scaled but the one with the API: a port of this machine can be had once', () => {
    const fixed = ROLES.filter((role) => services.get(role)?.ports !== undefined);
    expect(fixed).toEqual(['orchestrator']);
  });

  it('opens ports to this machine alone', () => {
    const ports = [...services.values()].flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(1);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('refuses a page of another site that knows the default of the key', async () => {
    const config = readConfig({ ...image.env, ...services.get('orchestrator')?.environment });
    const app = new Hono().use(guard(config)).get('/v1/crawls', (c) => c.text('here'));
    app.onError((error) => {
      if (error instanceof Problem) return error.response();
      throw error;
    });
    const statusFor = async (host: string): Promise<number> => {
      const headers = { host, authorization: `Bearer ${config.key}` };
      return (await app.request('/v1/crawls', { headers })).status;
    };
    expect(await statusFor('evil.example:8080')).toBe(403);
    // A browser on this machine, other containers by name, and by the address that the table has.
    for (const host of ['localhost:8080', '127.0.0.1:8080', 'orchestrator:8080', '172.18.0.5:8080'])
      expect(await statusFor(host), host).toBe(200);
  });

  it('takes the last LocalStack without a token, and floci when it is asked for', () => {
    expect(services.get('localstack')).toMatchObject({ image: 'localstack/localstack:4.14.0' });
    expect(services.get('localstack')?.environment).toHaveProperty('LOCALSTACK_AUTH_TOKEN');
    expect(services.get('floci')?.profiles).toEqual(['floci']);
  });
});

/**
 * The commands and variables of the file, as processes. What differs is what containers differ in: host names and
 * ports of the loopback address, and a folder for each.
 */
describe('the services of docker-compose.yml', { timeout: 60_000 }, () => {
  const resources = new AsyncDisposableStack();
  const running = new Map<string, ChildProcess>();
  let stand_in: string;
  let folder: string;
  let site: MadeSite;

  beforeAll(async () => {
    const emulators = resources.use(await spawnEmulators());
    const { AWS_ENDPOINT_URL: others = '', AWS_ENDPOINT_URL_DYNAMODB: dynamodb = '' } = emulators.env;
    // LocalStack answers for all three at one address.
    stand_in = resources.use(await recordAws({ others, dynamodb })).url;
    site = resources.use(await MadeSite.start(madePages(9, 20)));
    folder = await mkdtemp(path.join(tmpdir(), 'sitepack-compose-'));
    resources.defer(() => rm(folder, { recursive: true }));
  });
  afterAll(async () => {
    for (const child of running.values()) child.kill('SIGKILL');
    await resources.disposeAsync();
  });

  const envOf = (name: string, more: Readonly<Record<string, string>> = {}) => ({
    PATH: process.env['PATH'],
    ...image.env,
    ...services.get(name)?.environment,
    AWS_ENDPOINT_URL: (services.get(name)?.environment?.['AWS_ENDPOINT_URL'] ?? '').replace(
      'http://localstack:4566',
      stand_in,
    ),
    SITEPACK_HOST: '127.0.0.1',
    SITEPACK_PORT: '0',
    SITEPACK_STATUS_PORT: '0',
    SITEPACK_DATA: path.join(folder, name),
    ...more,
  });
  const program = path.join(APP, image.entrypoint.replace('/app/', ''));
  const runService = (name: string, words = services.get(name)?.command ?? [], more = {}) =>
    run(program, words, { env: envOf(name, more) });

  it('set everything up, and nothing a second time', async () => {
    const first = await runService('setup');
    expect(first.stderr).toMatch(/^\d\d made, 0 changed, 0 there already/);
    const second = await runService('setup');
    expect(second.stderr).toMatch(/^0 made, 0 changed, \d\d there already/);
  });

  it('start, each well by its health check', async () => {
    const open = { SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8', SITEPACK_DELAY_MS: '0' };
    for (const role of ROLES) {
      const child = spawn(program, services.get(role)?.command ?? [], { env: envOf(role, open) });
      running.set(role, child);
      const address = await addressOf(child);
      const [, ...check] = services.get(role)?.healthcheck?.test ?? [];
      const health = path.join(APP, (check[0] ?? '').replace('/app/', ''));
      const { port } = new URL(address);
      await run(process.execPath, [health], { env: { SITEPACK_PORT: port, SITEPACK_STATUS_PORT: port } });
    }
    const elsewhere = createServer((_, answer) => answer.end()).listen(0, '127.0.0.2');
    await once(elsewhere, 'listening');
    const port = z.object({ port: z.int() }).parse(elsewhere.address()).port.toString();
    const asks = (SITEPACK_HOST: string) =>
      run(process.execPath, [path.join(APP, 'bin/healthy')], {
        env: { SITEPACK_HOST, SITEPACK_PORT: port, SITEPACK_STATUS_PORT: port },
      });
    await asks('127.0.0.2');
    await expect(asks('0.0.0.0')).rejects.toMatchObject({ code: 1 });
    elsewhere.close();
    const nobody = run(process.execPath, [path.join(APP, 'bin/healthy')], {
      env: { SITEPACK_PORT: '1', SITEPACK_STATUS_PORT: '1' },
    });
    await expect(nobody).rejects.toMatchObject({ code: 1 });
  });

  it('crawl a site and answer searches, to the command line in a container of its own', async () => {
    const crawl = await runService('sitepack', [
      'crawl',
      site.url(),
      '--follow',
      '--json',
      '--index',
      'made',
    ]);
    expect(JSON.parse(crawl.stdout)).toMatchObject({ state: 'done', searchable: true });
    const { stdout } = await runService('sitepack', ['search', 'made', 'everywhere', '--json']);
    const { total } = z.object({ total: z.int() }).parse(JSON.parse(stdout));
    expect(total).toBe(site.documents(madePages(9, 20).keys()).size);
    const status = await runService('sitepack');
    expect(status.stdout).toContain('made');
  });

  it('stop in order when they are told to', async () => {
    for (const [role, child] of running) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended, role).toEqual([0, null]);
    }
  });
});

/** Where a worker says that it listens, by its first lines. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk: Buffer): void => {
      text += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (address !== undefined && text.includes('Ctrl-C stops')) resolve(address);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => reject(new Error(`it ended:\n${text}`)));
  });
}
