import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly data: string | Uint8Array;
  readonly stored?: boolean;
  /** What the archive says the member will be, inflated; in truth where it is left out. */
  readonly claims?: number;
}

/** A ZIP archive (APPNOTE.TXT of PKWARE, version 2.0), of which the members may lie. */
export function makeZip(members: readonly Member[]): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, stored = false, claims } of members) {
    const bytes = Buffer.from(data);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(bytes), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(claims ?? bytes.length, 8);
    // Version needed, flags, method, time and date.
    const head = Buffer.from([20, 0, 0, 0, stored ? 0 : 8, 0, 0, 0, 0x21, 0x58]);
    const names = Buffer.from([name.length, 0, 0, 0]);
    const at = Buffer.alloc(4);
    at.writeUInt32LE(offset);
    const file = [Buffer.from('PK\u0003\u0004'), head, sizes, names, Buffer.from(name), packed];
    files.push(...file);
    offset += file.reduce((sum, part) => sum + part.length, 0);
    const rest = Buffer.alloc(10);
    directory.push(
      Buffer.from('PK\u0001\u0002\u0014\u0000'),
      head,
      sizes,
      names,
      rest,
      at,
      Buffer.from(name),
    );
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...files, list, end]));
}
