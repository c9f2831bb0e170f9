import { askPack, countPack } from './ask-pack.ts';
import { buildPack } from './build.ts';
import { compareWithLive, keepPacked, leaveOutHeld, remainingPages, putPages } from './compare-pages.ts';
import { compressPack } from './compress.ts';
import { countChanges } from './count-changes.ts';
import { countSites } from './count-sites.ts';
import { diffPacks } from './diff-packs.ts';
import { findNear } from './find-near.ts';
import { gatherAnchors } from './gather-anchors.ts';
import { noteDocuments } from './note-documents.ts';
import { noteFingerprints } from './note-fingerprints.ts';
import { putAliases, putLinks } from './put-links.ts';
import { stageAnchors } from './stage-anchors.ts';
import { stageDocuments } from './staging.ts';
import { unknownSources } from './unknown-sources.ts';

/** What a packer has done in its threads. */
export const buildTasks = {
  stage_documents: stageDocuments,
  build_pack: buildPack,
  compress_pack: compressPack,
  put_pages: putPages,
  compare_with_live: compareWithLive,
  leave_out_held: leaveOutHeld,
  keep_packed: keepPacked,
  remaining_pages: remainingPages,
  diff_packs: diffPacks,
  count_changes: countChanges,
  count_sites: countSites,
  count_pack: countPack,
  ask_pack: askPack,
  note_fingerprints: noteFingerprints,
  find_near: findNear,
  put_links: putLinks,
  put_aliases: putAliases,
  unknown_sources: unknownSources,
  note_documents: noteDocuments,
  gather_anchors: gatherAnchors,
  stage_anchors: stageAnchors,
};
export type BuildTasks = typeof buildTasks;
