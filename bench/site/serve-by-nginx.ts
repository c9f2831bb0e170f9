import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../end-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { ServedSite } from './serve.ts';

const PLACES = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'];
/** The port is chosen before nginx takes it; another process may be faster. */
const TRIES = 3;
const START_MS = 5000;

/** Where nginx is, if it is installed. */
export function findNginx(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}

/**
 * Serves a folder by an nginx with a configuration of its own: one process, no log, nothing outside of a temporary folder.
 */
export async function serveByNginx(nginx: string, folder: string): Promise<ServedSite> {
  await using opening = new AsyncDisposableStack();
  const own = opening.use(await temporaryFolder('nginx'));
  const config = path.join(own.path, 'nginx.conf');
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    await writeFile(config, configuration(folder, own.path, port));
    const child = spawn(nginx, ['-p', own.path, '-c', config, '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    opening.defer(() => endProcess(child));
    if (await answers(child, port)) {
      const opened = opening.move();
      return {
        url: `http://127.0.0.1:${port}/`,
        server: 'nginx',
        [Symbol.asyncDispose]: () => opened.disposeAsync(),
      };
    }
    await endProcess(child);
    if (tries === TRIES) throw new Error(`${nginx} did not start on port ${port}; its own words are above`);
  }
}

function configuration(folder: string, own: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${own}/${kind};`,
  );
  // Without a master the process that we started is the one that serves, as the user that we are.
  return `daemon off;
master_process off;
pid ${own}/nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  open_file_cache max=5000;
  open_file_cache_valid 1s;
  ${temporary.join('\n  ')}
  types { text/html html; text/css css; image/svg+xml svg; text/plain txt; }
  default_type application/octet-stream;
  charset utf-8;
  server {
    listen 127.0.0.1:${port};
    root "${folder}";
    index index.html;
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const until_ms = performance.now() + START_MS;
  while (performance.now() < until_ms && child.exitCode === null) {
    if (await connects(port)) return child.exitCode === null;
    await sleep(20);
  }
  return false;
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
