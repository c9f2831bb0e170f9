import { z } from 'zod';
import { defineMessage, indexName } from './message.ts';

/** Which version that is held is meant. */
export const heldManifest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex')
  .optional()
  .describe(
    'sha256 of the manifest of the version that is held; when another one is held by now, nothing happens. Whatever is held when absent.',
  );

export const publishHeld = defineMessage({
  type: 'publish_held',
  version: 1,
  summary: 'Publish the version that the publish gate holds, with what waits by now.',
  queue: 'pack',
  producers: ['orchestrator', 'client'],
  consumer: 'packer',
  shape: { index: indexName, manifest: heldManifest },
  example: { type: 'publish_held', index: 'site.gov', manifest: '4f'.repeat(32) },
});
