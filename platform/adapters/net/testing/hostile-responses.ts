import type { WebErrorCode } from '#ports/web.ts';

/** What a server writes on a connection once it was asked, and what a request for it must come to. */
export interface HostileResponse {
  readonly says: string;
  /** Written as Latin-1, one after the other; the last one again and again where it is `endless`. */
  readonly writes: readonly string[];
  readonly endless?: true;
  /** The server leaves the connection open afterwards. */
  readonly stays?: true;
  /** A code of a `WebError`, or a status. */
  readonly ends: WebErrorCode | number;
  /** The body, when there is one. */
  readonly body?: string;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const HUGE = 'x'.repeat(65_536);

const NO_HTTP: readonly HostileResponse[] = [
  {
    says: 'a page without a head, as HTTP/0.9 has it',
    writes: ['<!doctype html><p>Hello'],
    ends: 'bad_response',
  },
  { says: 'the greeting of a mail server', writes: ['220 mail.site.gov ESMTP\r\n'], ends: 'bad_response' },
  { says: 'the greeting of a shell', writes: ['SSH-2.0-OpenSSH_9.9\r\n'], ends: 'bad_response' },
  {
    says: 'a greeting in TLS',
    writes: ['\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03'],
    ends: 'bad_response',
  },
  { says: 'the preface of HTTP/2', writes: ['\x00\x00\x12\x04\x00\x00\x00\x00\x00'], ends: 'bad_response' },
  { says: 'a version that does not exist', writes: ['HTTP/9.9 200 OK\r\n\r\n'], ends: 'bad_response' },
  { says: 'a status that is a word', writes: ['HTTP/1.1 abc OK\r\n\r\n'], ends: 'bad_response' },
  { says: 'a status of two digits', writes: ['HTTP/1.1 20 OK\r\n\r\n'], ends: 'bad_response' },
  { says: 'a status of four digits', writes: ['HTTP/1.1 2000 OK\r\n\r\n'], ends: 'bad_response' },
  { says: 'nulls', writes: ['\0'.repeat(1000)], ends: 'bad_response' },
  { says: 'nothing, and hangs up', writes: [''], ends: 'connection_failed' },
  {
    says: 'half of a status line, and hangs up',
    writes: ['HTTP/1.1 20'],
    ends: 'connection_failed',
  },
];

const HEADS: readonly HostileResponse[] = [
  { says: 'a header without a colon', writes: [`${OK}nonsense\r\n\r\n`], ends: 'bad_response' },
  {
    says: 'a header with a space in its name',
    writes: [`${OK}Content Type: text/html\r\n\r\n`],
    ends: 'bad_response',
  },
  { says: 'a header with a NUL in it', writes: [`${OK}X-A: a\0b\r\n\r\n`], ends: 'bad_response' },
  { says: 'a header with a lone CR in it', writes: [`${OK}X-A: a\rX-B: b\r\n\r\n`], ends: 'bad_response' },
  {
    says: 'headers without an end',
    writes: [OK, `X-Header: ${'x'.repeat(1000)}\r\n`],
    endless: true,
    ends: 'bad_response',
  },
  {
    says: 'one header without an end',
    writes: [`${OK}X-Header: `, HUGE],
    endless: true,
    ends: 'bad_response',
  },
  { says: 'a name of a header without an end', writes: [OK, HUGE], endless: true, ends: 'bad_response' },
  {
    says: 'a reason without an end',
    writes: ['HTTP/1.1 200 ', HUGE],
    endless: true,
    ends: 'too_large',
  },
  {
    says: 'a hundred thousand headers',
    writes: [`${OK}${'A: b\r\n'.repeat(100_000)}\r\n`],
    ends: 'bad_response',
  },
  { says: 'no end of its head', writes: [`${OK}X-A: b\r\n`], stays: true, ends: 'timeout' },
  {
    says: 'headers that every object has',
    writes: [`${OK}__proto__: x\r\nconstructor: y\r\nContent-Length: 1\r\n\r\na`],
    ends: 200,
    body: 'a',
  },
  {
    says: 'interim responses without an end',
    writes: ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1000)],
    endless: true,
    ends: 'too_large',
  },
  {
    says: 'a few of them, and then a page',
    writes: ['HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3), `${OK}Content-Length: 1\r\n\r\na`],
    ends: 200,
    body: 'a',
  },
  {
    says: 'to go on, which nobody asked for leave to',
    writes: ['HTTP/1.1 100 Continue\r\n\r\n', `${OK}Content-Length: 1\r\n\r\na`],
    ends: 'connection_failed',
  },
  {
    says: 'a switch to another protocol',
    writes: ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nx'],
    ends: 'connection_failed',
  },
];

const LENGTHS: readonly HostileResponse[] = [
  {
    says: 'two lengths',
    writes: [`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
    ends: 'bad_response',
  },
  {
    says: 'two lengths in one line',
    writes: [`${OK}Content-Length: 5, 6\r\n\r\nhello!`],
    ends: 'bad_response',
  },
  {
    says: 'a length and chunks',
    writes: [`${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`],
    ends: 'bad_response',
  },
  { says: 'a length below zero', writes: [`${OK}Content-Length: -5\r\n\r\nhello`], ends: 'bad_response' },
  { says: 'a length with a sign', writes: [`${OK}Content-Length: +5\r\n\r\nhello`], ends: 'bad_response' },
  {
    says: 'a length in hexadecimal',
    writes: [`${OK}Content-Length: 0x5\r\n\r\nhello`],
    ends: 'bad_response',
  },
  {
    says: 'a length beyond all numbers',
    writes: [`${OK}Content-Length: 99999999999999999999999\r\n\r\n`],
    stays: true,
    ends: 'bad_response',
  },
  {
    says: 'a length beyond the bound',
    writes: [`${OK}Content-Length: 1000000001\r\n\r\n`],
    stays: true,
    ends: 'too_large',
  },
  {
    says: 'less than its length',
    writes: [`${OK}Content-Length: 100\r\n\r\nshort`],
    ends: 'connection_failed',
  },
  {
    says: 'more than its length',
    writes: [`${OK}Content-Length: 5\r\n\r\nhello and more`],
    ends: 200,
    body: 'hello',
  },
  {
    says: 'a second response that nobody asked for',
    writes: [`${OK}Content-Length: 5\r\n\r\nhello${OK}Content-Length: 4\r\n\r\nevil`],
    ends: 200,
    body: 'hello',
  },
  { says: 'no length, and hangs up', writes: [`${OK}\r\nhello`], ends: 200, body: 'hello' },
  { says: 'no length, and does not hang up', writes: [`${OK}\r\nhello`], stays: true, ends: 'timeout' },
  { says: 'a body without an end', writes: [`${OK}\r\n`, HUGE], endless: true, ends: 'too_large' },
  {
    says: 'a 304 with a body',
    writes: ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello'],
    ends: 304,
    body: '',
  },
  { says: 'a 204 with a body', writes: ['HTTP/1.1 204 No Content\r\n\r\nhello'], ends: 204, body: '' },
];

const CHUNKS: readonly HostileResponse[] = [
  {
    says: 'a chunk with an extension',
    writes: [`${CHUNKED}5;a=b\r\nhello\r\n0\r\n\r\n`],
    ends: 200,
    body: 'hello',
  },
  {
    says: 'an extension of a chunk without an end',
    writes: [`${CHUNKED}5;`, HUGE],
    endless: true,
    ends: 'too_large',
  },
  {
    says: 'chunks of one byte with long extensions, without an end',
    writes: [CHUNKED, `1;${'x'.repeat(10_000)}\r\na\r\n`],
    endless: true,
    ends: 'too_large',
  },
  {
    says: 'a chunk as large as there is no number for',
    writes: [`${CHUNKED}ffffffffffffffffff\r\nhello`],
    ends: 'bad_response',
  },
  {
    says: 'a chunk of a terabyte',
    writes: [`${CHUNKED}10000000000\r\n`, HUGE],
    endless: true,
    ends: 'too_large',
  },
  { says: 'a chunk whose size is none', writes: [`${CHUNKED}xyz\r\nhello\r\n`], ends: 'bad_response' },
  {
    says: 'a chunk that is longer than it says',
    writes: [`${CHUNKED}2\r\nhello\r\n0\r\n\r\n`],
    ends: 'bad_response',
  },
  {
    says: 'half of a chunk, and hangs up',
    writes: [`${CHUNKED}ff\r\nhello`],
    ends: 'connection_failed',
  },
  {
    says: 'no last chunk, and hangs up',
    writes: [`${CHUNKED}5\r\nhello\r\n`],
    ends: 'connection_failed',
  },
  { says: 'trailers', writes: [`${CHUNKED}5\r\nhello\r\n0\r\nX-A: b\r\n\r\n`], ends: 200, body: 'hello' },
  {
    says: 'trailers without an end',
    writes: [`${CHUNKED}5\r\nhello\r\n0\r\n`, 'X-A: b\r\n'.repeat(1000)],
    endless: true,
    ends: 'bad_response',
  },
  {
    says: 'a coding of the transfer that nobody knows',
    writes: [`${OK}Transfer-Encoding: chunked, secret\r\n\r\nhello`],
    ends: 200,
  },
];

export const HOSTILE_RESPONSES: readonly HostileResponse[] = [...NO_HTTP, ...HEADS, ...LENGTHS, ...CHUNKS];
