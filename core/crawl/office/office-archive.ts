import { type Entry, type ZipFile, fromBufferPromise } from 'yauzl';
import { decodePage } from '../charset.ts';
import { cutText } from '../cut-text.ts';
import { tidySpace } from '../tidy-text.ts';

/** Members of an archive. A book of a thousand pictures has a few thousand. */
const MAX_MEMBERS = 20_000;
/**
 * Bytes that all members that are read may come to, inflated. Pictures are not read. The text of a thousand-page book is
 * 2 MB, its markup ten times that.
 */
const MAX_READ_BYTES = 64 * 1024 * 1024;

/** Characters of what the library says is wrong: names of members may be in it. */
const MAX_SAID_CHARS = 200;

/** An archive that is not read; the message says why, of the file. */
export class UnreadableArchive extends Error {
  override readonly name = 'UnreadableArchive';
  readonly code = 'unreadable_archive';
}

/**
 * The members of a ZIP archive, read one by one as they are asked for. What a member will take is known from the list of
 * members before it is inflated, and no member is let have more than it says there.
 */
export class OfficeArchive {
  readonly #zip: ZipFile;
  readonly #members: ReadonlyMap<string, Entry>;
  #left = MAX_READ_BYTES;

  private constructor(zip: ZipFile, members: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#members = members;
  }

  /** @throws {UnreadableArchive} when it is broken, or has too many members. */
  static async open(file: Uint8Array): Promise<OfficeArchive> {
    return readable(async () => {
      const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
      const zip = await fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: true });
      if (zip.entryCount > MAX_MEMBERS) throw new UnreadableArchive(`has more than ${MAX_MEMBERS} members`);
      const members = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (!members.has(entry.fileName)) members.set(entry.fileName, entry);
      }
      return new OfficeArchive(zip, members);
    });
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /**
   * The text of a member, which is XML.
   * @returns undefined when there is none of that name, or when it is larger than what may still be read.
   * @throws {UnreadableArchive} when it is broken or encrypted.
   */
  async text(name: string): Promise<string | undefined> {
    const entry = this.#members.get(name);
    if (entry === undefined || entry.uncompressedSize > this.#left) return undefined;
    if (entry.isEncrypted()) throw new UnreadableArchive('is encrypted');
    this.#left -= entry.uncompressedSize;
    return readable(async () => {
      const chunks: Buffer[] = [];
      const stream = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of stream) chunks.push(Buffer.from(chunk));
      return decodePage(Buffer.concat(chunks), undefined, 'xml');
    });
  }

  /** The same, of a member that must be there. @throws {UnreadableArchive} also when it is not, or is too large. */
  async needed(name: string): Promise<string> {
    const text = await this.text(name);
    if (text !== undefined) return text;
    throw new UnreadableArchive(this.has(name) ? `has a ${name} that is too large` : `has no ${name}`);
  }
}

async function readable<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableArchive) throw error;
    // Whatever the library and zlib find wrong with a file.
    const said = error instanceof Error ? error.message : String(error);
    throw new UnreadableArchive(`is broken: ${cutText(tidySpace(said), MAX_SAID_CHARS)}`, { cause: error });
  }
}
