import { buildPack } from './build.ts';
import { compressPack } from './compress.ts';
import { readHashes } from './read-hashes.ts';
import { stageDocuments } from './staging.ts';

/** What a packer has done in its threads. */
export const buildTasks = {
  stage_documents: stageDocuments,
  build_pack: buildPack,
  compress_pack: compressPack,
  read_hashes: readHashes,
};
export type BuildTasks = typeof buildTasks;
