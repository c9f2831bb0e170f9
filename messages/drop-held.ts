import { defineMessage, indexName } from './message.ts';
import { heldManifest } from './publish-held.ts';

export const dropHeld = defineMessage({
  type: 'drop_held',
  version: 1,
  summary:
    'Drop the version that the publish gate holds: the documents that it would lose stay, and if it is held for what they say they stay as they were, until a crawl finds the same again.',
  queue: 'pack',
  producers: ['orchestrator', 'client'],
  consumer: 'packer',
  shape: { index: indexName, manifest: heldManifest },
  example: { type: 'drop_held', index: 'site.gov', manifest: '4f'.repeat(32) },
});
