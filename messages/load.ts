import { z } from 'zod';
import { defineMessage, indexName } from './message.ts';

export const packHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex')
  .describe('sha256 of the uncompressed pack.');
export const shardName = z.string().regex(/^[a-z0-9-]{1,64}$/, 'a shard name');

export const load = defineMessage({
  type: 'load',
  version: 1,
  summary: 'Bring up one pack: fetch it, check it, open it, warm it.',
  queue: 'searcher',
  producers: ['orchestrator'],
  consumer: 'searcher',
  shape: {
    index: indexName,
    shard: shardName,
    pack: packHash,
    key: z.string().max(1024).describe('Object key of the compressed pack.'),
    bytes: z.int().min(1).describe('Size of the uncompressed pack.'),
    epoch: z.int().min(0).describe('Which orchestrator asks; answers carry it back.'),
  },
  example: {
    type: 'load',
    index: 'site.gov',
    shard: '0-of-1',
    pack: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    key: 'packs/site.gov/0-of-1/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08-7.sqlite.zst',
    bytes: 1_048_576,
    epoch: 3,
  },
});
