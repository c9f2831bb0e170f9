import { z } from 'zod';
import { defineMessage } from './message.ts';
import { packHash } from './load.ts';

export const register = defineMessage({
  type: 'register',
  version: 1,
  summary:
    'A searcher is there, with so much room and these packs. Repeated as a heartbeat; `leaving` says goodbye.',
  queue: 'orchestrator',
  producers: ['searcher'],
  consumer: 'orchestrator',
  shape: {
    searcher_id: z.uuid(),
    free_space: z.int().min(0).describe('MB (2^20 bytes) free for packs beside those held, rounded down.'),
    endpoint: z.url().max(255).describe('Where its HTTP interface listens.'),
    datacenter: z.string().max(64).optional(),
    provider: z.string().max(64).optional(),
    region: z.string().max(64).optional(),
    machine: z
      .object({
        cores: z.int().min(1),
        memory_mb: z.int().min(0),
        load: z.number().min(0).describe('Load average of one minute.'),
        disk_mb: z.int().min(0),
      })
      .optional(),
    packs: z
      .array(z.object({ index: z.string(), shard: z.string(), pack: packHash }))
      .max(1000)
      .describe('Packs that it serves, or holds from before.'),
    sequence: z.int().min(0).describe('Counts up; an older registration than the last seen is passed over.'),
    leaving: z.boolean().optional(),
  },
  example: {
    type: 'register',
    searcher_id: '7e2b1b3e-8d0f-4a7e-9a51-0c2d5f6b9a10',
    free_space: 20_480,
    endpoint: 'http://127.0.0.1:40123',
    datacenter: 'default',
    machine: { cores: 2, memory_mb: 4096, load: 0.2, disk_mb: 40_960 },
    packs: [],
    sequence: 1,
  },
});
