import type { Operation } from './operation.ts';
import { INDEX, after, limit } from './parameters.ts';

const PACK = 'ab'.repeat(32);
const SITE = {
  index: 'site.gov',
  version: 7,
  serving_version: 7,
  documents: 1169,
  bytes: 9_437_184,
  shards: 1,
  replicas: 2,
  created_at_ms: 1_759_000_000_000,
  updated_at_ms: 1_760_000_000_000,
  waiting: null,
};
const ONE_INDEX = ['bad_index_name', 'index_not_found'] as const;

export const INDEX_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /v1/indexes',
    id: 'listIndexes',
    tag: 'indexes',
    summary: 'Lists indexes by name',
    parameters: [limit(1000, 100), after('A name.')],
    answer: { status: 200, doc: 'Indexes.', schema: 'IndexList', example: { indexes: [SITE], next: null } },
    problems: ['bad_parameter'],
  },
  {
    route: 'get /v1/indexes/{index}',
    id: 'getIndex',
    tag: 'indexes',
    summary: 'One index',
    parameters: [INDEX],
    answer: { status: 200, doc: 'The index.', schema: 'Index', example: SITE },
    problems: ONE_INDEX,
  },
  {
    route: 'get /v1/indexes/{index}/stats',
    id: 'getIndexStats',
    tag: 'indexes',
    summary: 'Its size, age and packs',
    parameters: [INDEX],
    answer: {
      status: 200,
      doc: 'What there is to know about its size and state.',
      schema: 'IndexStats',
      example: {
        ...SITE,
        compressed_bytes: 3_145_728,
        age_ms: 60_000,
        pending: 0,
        packs: [
          {
            shard: '0-of-1',
            pack: PACK,
            documents: 1169,
            bytes: 9_437_184,
            compressed_bytes: 3_145_728,
            active_replicas: 2,
          },
        ],
      },
    },
    problems: ONE_INDEX,
  },
  {
    route: 'get /v1/indexes/{index}/manifests',
    id: 'listVersions',
    tag: 'indexes',
    summary: 'The versions that are kept, newest first',
    parameters: [INDEX, limit(1000, 100)],
    answer: {
      status: 200,
      doc: 'Versions, the live one among them.',
      schema: 'VersionList',
      example: {
        index: 'site.gov',
        live: 7,
        manifests: [
          {
            version: 7,
            created_at_ms: 1_760_000_000_000,
            reason: 'crawl site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d',
            documents: 1169,
            bytes: 9_437_184,
            shards: 1,
          },
        ],
      },
    },
    problems: [...ONE_INDEX, 'bad_parameter'],
  },
  {
    route: 'post /v1/indexes/{index}/rollback',
    id: 'rollBack',
    tag: 'indexes',
    summary: 'Publishes an older version again',
    parameters: [INDEX],
    body: { schema: 'RollbackRequest', example: { version: 4 } },
    answer: {
      status: 202,
      doc: 'It is published as a new version soon. Without `version` it is the one before the live one.',
      schema: 'RollbackAccepted',
      example: { index: 'site.gov', version: 4, message_id: '01jd3m0w2v8k5q7r9t1x3z5b7d' },
    },
    problems: [...ONE_INDEX, 'version_not_kept', 'not_accepted'],
  },
  {
    route: 'delete /v1/indexes/{index}',
    id: 'deleteIndex',
    tag: 'indexes',
    summary: 'Deletes an index with all that is stored of it',
    parameters: [INDEX],
    answer: {
      status: 202,
      doc: 'It is deleted soon.',
      schema: 'DeletionAccepted',
      example: { index: 'site.gov', message_id: '01jd3m0w2v8k5q7r9t1x3z5b7d' },
    },
    problems: [...ONE_INDEX, 'not_accepted'],
  },
];
