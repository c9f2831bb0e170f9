import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface MadeNameServer extends AsyncDisposable {
  /** As DNS clients take it: `127.0.0.1:port`. */
  readonly server: string;
  /** Names that were asked for, each once. */
  readonly asked: ReadonlySet<string>;
}

/** Parts of a message (RFC 1035, section 4.1), in bytes and bits. */
const HEAD_BYTES = 12;
const ANSWERED = 0x8180;
const TYPE_A = 1;
const CLASS_IN = 1;
const NAME_OF_QUESTION = 0xc000 | HEAD_BYTES;

/**
 * A DNS server on loopback.
 * @param addressesOf IPv4 addresses of a name, none for one that has no addresses; `silent`: it is not answered.
 */
export async function openNameServer(
  addressesOf: (name: string) => readonly string[] | 'silent',
): Promise<MadeNameServer> {
  const socket = createSocket('udp4');
  const asked = new Set<string>();
  socket.on('message', (query, { port }) => {
    const { name, end, type } = readQuestion(query);
    asked.add(name);
    const addresses = addressesOf(name);
    if (addresses === 'silent') return;
    const answers = type === TYPE_A ? addresses.map(recordOf) : [];
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt16BE(query.readUInt16BE(0), 0);
    head.writeUInt16BE(ANSWERED, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([head, query.subarray(HEAD_BYTES, end), ...answers]), port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEAD_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function recordOf(address: string): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(NAME_OF_QUESTION, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(CLASS_IN, 4);
  // Its time to live stays 0.
  record.writeUInt16BE(4, 10);
  record.set(address.split('.').map(Number), 12);
  return record;
}
