import type { Operation, Parameter } from './operation.ts';

const NONCE: Parameter = {
  name: 'nonce',
  doc: 'Something random that was never used before.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' },
  needed: true,
  example: '5f2b8c7d9e4a41b3',
};

export const PROCESS_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /healthz',
    id: 'isAlive',
    tag: 'process',
    summary: 'Whether the process answers',
    answer: { status: 200, doc: 'It does.', schema: 'Alive', example: { status: 'ok' } },
    problems: [],
    open: true,
  },
  {
    route: 'get /readyz',
    id: 'isReady',
    tag: 'process',
    summary: 'Whether this process is the active orchestrator and has heard its searchers',
    answer: { status: 200, doc: 'It is.', schema: 'Ready', example: { status: 'ready' } },
    problems: ['not_ready'],
    open: true,
  },
  {
    route: 'get /v1/key-proof',
    id: 'getKeyProof',
    tag: 'process',
    summary: 'Proves that this process has the key, to whoever is to send it',
    parameters: [NONCE],
    answer: {
      status: 200,
      doc: 'The proof.',
      schema: 'KeyProof',
      example: { proof: 'ab'.repeat(32) },
    },
    problems: ['bad_parameter'],
    open: true,
  },
  {
    route: 'get /metrics',
    id: 'getMetrics',
    tag: 'process',
    summary: 'Metrics of this process for Prometheus',
    answer: {
      status: 200,
      doc: "Prometheus's text format.",
      type: 'text/plain; version=0.0.4; charset=utf-8',
    },
    problems: [],
  },
  {
    route: 'get /openapi.json',
    id: 'getDescription',
    tag: 'process',
    summary: 'This document',
    answer: { status: 200, doc: 'OpenAPI 3.1.', type: 'application/json' },
    problems: [],
    open: true,
  },
];
