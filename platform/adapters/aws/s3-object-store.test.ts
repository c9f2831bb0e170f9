import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { objectStoreSuite } from '#ports/object-store.suite.ts';
import { ObjectMissing, ObjectTooLarge } from '#ports/object-store.ts';
import { type Emulators, startEmulators } from '../../../test/aws/emulators.ts';
import type { AwsCall } from './aws-call.ts';
import { openAwsClients } from './clients.ts';
import { S3ObjectStore } from './s3-object-store.ts';
import { PART_BYTES } from './s3-parts.ts';

const bucket = 'sitepack-test';

/** A store on the emulators, or on another endpoint, that keeps what it calls. */
function openStore(endpoint?: string) {
  if (endpoint !== undefined) process.env['AWS_ENDPOINT_URL'] = endpoint;
  const calls: AwsCall[] = [];
  const clients = openAwsClients({ env: process.env, onCall: (call) => void calls.push(call) });
  const { s3: client } = clients;
  const store = new S3ObjectStore({ client, bucket, clock: systemClock });
  return {
    store,
    client,
    /** Operations since the last time. */
    called: () => calls.splice(0).map(({ operation }) => operation),
    async [Symbol.asyncDispose]() {
      await store.close();
      clients.close();
    },
  };
}

let emulators: Emulators;
beforeAll(async () => {
  emulators = await startEmulators();
  Object.assign(process.env, emulators.env);
  await using opened = openStore();
  await opened.client.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(() => emulators[Symbol.asyncDispose]());

const ORDER =
  'fauxqs 2.4.1 sorts keys by the rules of a language; S3 sorts them by bytes, which its documentation promises';
const CONDITIONAL = 'fauxqs 2.4.1 ignores If-None-Match; S3 answers 412, as the stub below does';

objectStoreSuite(
  'S3ObjectStore',
  () => {
    const opened = openStore();
    return Promise.resolve({ store: opened.store, dispose: () => opened[Symbol.asyncDispose]() });
  },
  {
    skip: {
      'a put if absent writes once and says so': CONDITIONAL,
      'of thirty who put if absent, one wins, and its bytes are there': CONDITIONAL,
      'a listing is in the byte order of keys, folder or not': ORDER,
      'a listing finds what a filter over sorted keys finds, page by page': ORDER,
    },
  },
);

describe('what S3 is asked', () => {
  it('is one request for a small object, however it is given, read, found or deleted', async () => {
    await using opened = openStore();
    const { store, called } = opened;
    await store.put('calls/a.json', Buffer.from('{}'));
    await store.put('calls/b', chunks(3, 1000));
    expect(called()).toEqual(['PutObject', 'PutObject']);
    await store.get('calls/a.json');
    await Array.fromAsync(store.stream('calls/b', { from: 10, to: 20 }));
    expect(called()).toEqual(['GetObject', 'GetObject']);
    await store.list('calls/');
    await store.delete(['calls/a.json', 'calls/b']);
    await store.delete([]);
    expect(called()).toEqual(['ListObjectsV2', 'DeleteObjects']);
  });

  it('is a request for each thousand keys that are deleted', async () => {
    await using opened = openStore();
    await opened.store.delete(Array.from({ length: 2001 }, (_, n) => `many/${n}`));
    expect(opened.called()).toEqual(['DeleteObjects', 'DeleteObjects', 'DeleteObjects']);
  });
});

describe('a large object', () => {
  const MB = 2 ** 20;

  it('goes in parts, and no more of its body is read than may be in memory', async () => {
    await using opened = openStore();
    const { store, called } = opened;
    const sent = createHash('sha256');
    const got = createHash('sha256');
    let read = 0;
    let ahead = 0;
    let arrived = 0;
    opened.client.middlewareStack.add(
      (next, context) => async (args) => {
        const result = await next(args);
        if (context.commandName === 'UploadPartCommand') arrived += PART_BYTES;
        return result;
      },
      { step: 'initialize' },
    );
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks(60, MB)) {
        sent.update(chunk);
        read += chunk.length;
        ahead = Math.max(ahead, read - arrived);
        yield chunk;
      }
    };
    expect(await store.put('large/packed', body())).toBe(60 * MB);
    expect(ahead).toBeLessThanOrEqual(5 * PART_BYTES);
    expect(called().toSorted()).toEqual([
      'CompleteMultipartUpload',
      'CreateMultipartUpload',
      ...Array.from({ length: 8 }, () => 'UploadPart'),
    ]);
    for await (const chunk of store.stream('large/packed')) got.update(chunk);
    expect(got.digest('hex')).toBe(sent.digest('hex'));
    expect(called()).toEqual(['GetObject']);
  });

  it('is written in parts from memory too', async () => {
    await using opened = openStore();
    const body = Buffer.alloc(20 * MB, 'abc');
    expect(await opened.store.put('large/memory', body)).toBe(20 * MB);
    expect(opened.called()).toContain('CompleteMultipartUpload');
    expect(Buffer.compare((await opened.store.get('large/memory')) ?? new Uint8Array(), body)).toBe(0);
  });

  it.each(['fails', 'is aborted'])('leaves no upload behind when it %s', async (how) => {
    await using opened = openStore();
    const { store, client, called } = opened;
    const stop = new AbortController();
    const uploads: string[] = [];
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const id = 'UploadId' in args.input ? args.input.UploadId : undefined;
        if (context.commandName === 'UploadPartCommand' && id !== undefined) uploads.push(id);
        return await next(args);
      },
      { step: 'initialize' },
    );
    let closed = false;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield* chunks(20, MB);
        if (how === 'fails') throw new Error('the body broke off');
        stop.abort();
        yield Buffer.alloc(MB);
      } finally {
        closed = true;
      }
    };
    await expect(store.put('large/none', body(), { signal: stop.signal })).rejects.toThrow(
      how === 'fails' ? 'the body broke off' : /abort/i,
    );
    expect(closed).toBe(true);
    expect(called().at(-1)).toBe('AbortMultipartUpload');
    expect(await store.head('large/none')).toBeUndefined();
    const [UploadId] = uploads;
    expect(UploadId).toBeDefined();
    await expect(
      client.send(
        new UploadPartCommand({ Bucket: bucket, Key: 'large/none', UploadId, PartNumber: 1, Body: 'x' }),
      ),
    ).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('with an S3 that answers as it is told', () => {
  it('a conditional put says false when an object is there', async () => {
    await using s3 = await stub((_, answer) => fail(answer, 412, 'PreconditionFailed'));
    expect(await s3.store.putIfAbsent('a', Buffer.from('x'))).toBe(false);
    expect(s3.requests.map(({ headers }) => headers['if-none-match'])).toEqual(['*']);
  });

  it('a conditional put is tried again while others write the same key, but not for ever', async () => {
    let conflicts = 2;
    await using s3 = await stub((_, answer) => {
      if (conflicts-- > 0) fail(answer, 409, 'ConditionalRequestConflict');
      else answer.writeHead(200, { etag: '"1"' }).end();
    });
    expect(await s3.store.putIfAbsent('a', Buffer.from('x'))).toBe(true);
    expect(s3.requests).toHaveLength(3);
    conflicts = Infinity;
    await expect(s3.store.putIfAbsent('a', Buffer.from('x'))).rejects.toMatchObject({
      name: 'ConditionalRequestConflict',
    });
  });

  const whole = Buffer.from(Array.from({ length: 200_000 }, (_, n) => n % 251));

  it('a stream whose connection breaks is taken up where it was, of the same object', async () => {
    await using s3 = await stub((request, answer) => sendAndCut(request, answer, whole, 70_000));
    expect(Buffer.compare(Buffer.concat(await Array.fromAsync(s3.store.stream('a'))), whole)).toBe(0);
    expect(s3.requests.map(({ headers }) => [headers.range, headers['if-match']])).toEqual([
      [undefined, undefined],
      ['bytes=70000-199999', '"1"'],
      ['bytes=140000-199999', '"1"'],
    ]);
    const range = { from: 10, to: 100_000 };
    expect(
      Buffer.compare(
        Buffer.concat(await Array.fromAsync(s3.store.stream('a', range))),
        whole.subarray(10, 100_000),
      ),
    ).toBe(0);
    expect(Buffer.compare((await s3.store.get('a')) ?? new Uint8Array(), whole)).toBe(0);
  });

  it('a stream is given up when it breaks time and again', async () => {
    await using s3 = await stub((request, answer) => sendAndCut(request, answer, whole, 10_000));
    await expect(Array.fromAsync(s3.store.stream('a'))).rejects.toMatchObject({ code: 'no_answer' });
    expect(s3.requests).toHaveLength(9);
  });

  it('a stream does not go on with another object; a get begins anew with it', async () => {
    const old = Buffer.alloc(100_000, 'o');
    const young = Buffer.alloc(100_000, 'y');
    let first = true;
    await using s3 = await stub((request, answer) => {
      if (request.headers['if-match'] !== undefined) return fail(answer, 412, 'PreconditionFailed');
      sendAndCut(request, answer, first ? old : young, first ? 70_000 : Infinity);
      first = false;
    });
    expect(Buffer.compare((await s3.store.get('a')) ?? new Uint8Array(), young)).toBe(0);
    first = true;
    await expect(Array.fromAsync(s3.store.stream('a'))).rejects.toMatchObject({ code: 'object_changed' });
  });

  it('what is too large is refused before its body is read', async () => {
    let sent = 0;
    await using s3 = await stub((_, answer) => {
      answer.writeHead(200, { 'content-length': 2 ** 30, etag: '"1"' });
      const more = (): void => {
        for (let room = true; room && !answer.destroyed;) {
          sent += whole.length;
          room = answer.write(whole);
        }
      };
      answer.on('drain', more);
      more();
    });
    await expect(s3.store.get('a')).rejects.toThrow(ObjectTooLarge);
    expect(sent).toBeLessThan(2 ** 26);
  });

  it('keys that could not be deleted are told', async () => {
    await using s3 = await stub((_, answer) => {
      const error = '<Error><Key>b</Key><Code>InternalError</Code><Message>try again</Message></Error>';
      answer.writeHead(200).end(`<DeleteResult>${error}</DeleteResult>`);
    });
    await expect(s3.store.delete(['a', 'b'])).rejects.toThrow(/1 object.*"b": InternalError try again/);
  });

  it('what could not be removed after a failed upload is told with the failure', async () => {
    await using s3 = await stub((request, answer) => {
      if (request.method === 'POST')
        answer
          .writeHead(200)
          .end('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
      else fail(answer, 403, request.method === 'DELETE' ? 'AccessDenied' : 'EntityTooSmall');
    });
    const put = s3.store.put('a', Buffer.alloc(PART_BYTES + 1));
    await expect(put).rejects.toMatchObject({ code: 'upload_left' });
    await expect(put).rejects.toThrow(/EntityTooSmall.*AccessDenied/);
  });

  it.each([
    [404, 'NoSuchBucket', 'run "sitepack setup"'],
    [403, 'AccessDenied', 's3:GetObject'],
    [403, 'InvalidAccessKeyId', 'AWS_ACCESS_KEY_ID'],
    [403, 'SignatureDoesNotMatch', 'AWS_PROFILE'],
  ])('%i %s says what to do', async (status, code, text) => {
    await using s3 = await stub((_, answer) => fail(answer, status, code));
    await expect(s3.store.get('a')).rejects.toThrow(text);
    await expect(s3.store.list('a')).rejects.toThrow(text);
    await expect(s3.store.put('a', Buffer.from('x'))).rejects.toThrow(text);
  });

  it('an answer without a reason, as those to HEAD are, is told with what it may mean', async () => {
    let status = 403;
    await using s3 = await stub((_, answer) => answer.writeHead(status).end());
    await expect(s3.store.head('a')).rejects.toThrow(/access to the bucket.*s3:ListBucket/);
    status = 400;
    await expect(s3.store.head('a')).rejects.toThrow(/S3 answered 400/);
    status = 404;
    expect(await s3.store.head('a')).toBeUndefined();
  });

  it('an object that vanishes while it is read is missing', async () => {
    await using s3 = await stub((request, answer) => {
      if (request.headers.range === undefined) sendAndCut(request, answer, whole, 70_000);
      else fail(answer, 404, 'NoSuchKey');
    });
    await expect(Array.fromAsync(s3.store.stream('a'))).rejects.toThrow(ObjectMissing);
  });
});

async function* chunks(count: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) yield Buffer.alloc(bytes, `chunk ${n}`);
}

/** An S3 on loopback that `answer`s every request. */
async function stub(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume().on('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const before = process.env['AWS_ENDPOINT_URL'] ?? '';
  // A server that listens on a port has one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const opened = openStore(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    store: opened.store,
    requests,
    async [Symbol.asyncDispose]() {
      process.env['AWS_ENDPOINT_URL'] = before;
      await opened[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fail(answer: ServerResponse, status: number, code: string): void {
  answer.writeHead(status).end(`<Error><Code>${code}</Code><Message>as told</Message></Error>`);
}

/** Sends the range that is asked for, but not more than `most` bytes of it. */
function sendAndCut(request: IncomingMessage, answer: ServerResponse, whole: Buffer, most: number): void {
  const [, from, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-') ?? [];
  const body = whole.subarray(Number(from), last === undefined || last === '' ? undefined : Number(last) + 1);
  answer.writeHead(200, { 'content-length': body.length, etag: '"1"' });
  if (body.length <= most) answer.end(body);
  else answer.write(body.subarray(0, most), () => answer.socket?.destroySoon());
}
