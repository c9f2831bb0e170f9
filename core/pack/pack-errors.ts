import { existsSync } from 'node:fs';
/** A file that is no pack of this format: another database, another version, or one that somebody changed. */
export class ForeignPack extends Error {
  override readonly name = 'ForeignPack';
  readonly code = 'foreign_pack';
  constructor(path: string, why: string, options?: ErrorOptions) {
    super(
      `${path} is not a pack that this version reads: ${why}; "sitepack index repack" has the index packed anew`,
      options,
    );
  }
}

/** A file that should be a pack, and is damaged. */
export class CorruptPack extends Error {
  override readonly name = 'CorruptPack';
  readonly code = 'corrupt_pack';
  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`pack ${path} is damaged: ${why}; fetch or build it again`, options);
  }
}

/** A document that does not belong to the shard that was to be built. */
export class OutsideShard extends Error {
  override readonly name = 'OutsideShard';
  readonly code = 'outside_shard';
  constructor(id: string, from: number, to: number) {
    super(
      `document "${id}" does not fall into the shard's range [${from}, ${to}); stage it for the shard that holds it`,
    );
  }
}

/** A document that was asked for by id and is not in the pack. */
export class DocumentMissing extends Error {
  override readonly name = 'DocumentMissing';
  readonly code = 'document_missing';
  constructor(id: string) {
    super(`the pack has no document "${id}"; ask the pack that the hit came from`);
  }
}

/** The file of a pack that is to be built upon is there no more: it was deleted to make room for another. */
export class PackGone extends Error {
  override readonly name = 'PackGone';
  readonly code = 'pack_gone';
}

/** @throws {PackGone} SQLite would make an empty file in place of one that is missing. */
export function mustBeThere(path: string): void {
  if (!existsSync(path)) throw new PackGone(`${path} was deleted meanwhile`);
}
