/** Entry of a process that serves a folder on a free port of 127.0.0.1 and tells its parent the port. */
import { readFile } from 'node:fs/promises';
import { type ServerResponse, createServer } from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
};

const root = path.resolve(process.argv[2] ?? '.');

/** The file that a path means; `undefined` outside of the folder. */
function fileOf(url: string): string | undefined {
  const { pathname } = new URL(url, 'http://localhost');
  const file = path.join(
    root,
    decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname),
  );
  return file.startsWith(`${root}${path.sep}`) ? file : undefined;
}

const server = createServer((request, response) => {
  void answer(request.url ?? '/', response);
});

async function answer(url: string, response: ServerResponse): Promise<void> {
  try {
    const file = fileOf(url);
    if (file === undefined) throw new Error('outside of the folder');
    const body = await readFile(file);
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
  } catch (error) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end(`${String(error)}\n`);
  }
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.({ port: address?.port });
});
// Without a parent there is nobody left to serve.
process.once('disconnect', () => process.exit());
