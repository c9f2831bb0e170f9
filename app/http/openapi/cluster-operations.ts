import type { Operation } from './operation.ts';

const PACK = 'ab'.repeat(32);
const MOVE = { index: 'site.gov', pack: PACK, from: 'searcher-1', to: 'searcher-2' };

export const CLUSTER_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /v1/cluster',
    id: 'getCluster',
    tag: 'cluster',
    summary: 'The orchestrator, searchers, replicas and issues',
    answer: {
      status: 200,
      doc: 'The cluster as this process sees it; a standby sees nothing but the active orchestrator.',
      schema: 'Cluster',
      example: {
        epoch: 3,
        settled: true,
        searchers: [
          {
            id: 'searcher-1',
            endpoint: 'http://10.0.1.7:9000',
            datacenter: 'default',
            free_mb: 18_211,
            packs: 1,
            silent_ms: 840,
          },
        ],
        indexes: [
          {
            index: 'site.gov',
            latest: 7,
            serving: 7,
            next: null,
            shards: [
              {
                version: 7,
                shard: '0-of-1',
                pack: PACK,
                bytes: 9_437_184,
                replicas: [{ searcher: 'searcher-1', state: 'active' }],
              },
            ],
          },
        ],
        issues: [],
        orchestrator: { endpoint: 'http://10.0.1.5:8080', epoch: 3, sequence: 5120 },
      },
    },
    problems: [],
  },
  {
    route: 'post /v1/cluster/moves',
    id: 'movePack',
    tag: 'cluster',
    summary: 'Moves a pack from one searcher to another',
    body: { schema: 'Move', example: MOVE },
    answer: {
      status: 202,
      doc: 'It is loaded by the one, then dropped by the other.',
      schema: 'Move',
      example: MOVE,
    },
    problems: ['unknown_searcher', 'not_held', 'already_there', 'no_room', 'moving', 'not_ready'],
  },
];
