import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of HTML served by nginx on loopback. */
export interface Nginx extends AsyncDisposable {
  /** Base URL, with a slash at its end. */
  readonly url: string;
  /** Paths asked for so far, in order, as they stand in the access log. */
  asked(): Promise<string[]>;
}

/** Starts nginx over a folder; it is ended, by its own id, when disposed. */
export async function serveFolder(folder: string): Promise<Nginx> {
  const home = await mkdtemp(path.join(tmpdir(), 'sitepack-nginx-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${home}/${kind};`,
  );
  const config = `
    daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
    events { worker_connections 512; }
    http {
      include /etc/nginx/mime.types; ${temporary.join(' ')}
      log_format path '$request_uri'; access_log ${home}/access.log path;
      server { listen 127.0.0.1:${port}; root ${folder}; index index.html; }
    }`;
  await writeFile(path.join(home, 'nginx.conf'), config);
  const child = spawn('nginx', ['-c', path.join(home, 'nginx.conf'), '-p', home], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  await answers(url, child);
  await writeFile(path.join(home, 'access.log'), '');
  return {
    url,
    asked: async () =>
      (await readFile(path.join(home, 'access.log'), 'utf8')).split('\n').filter((line) => line !== ''),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      // Not listening yet.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`nginx does not answer at ${url}`);
}
