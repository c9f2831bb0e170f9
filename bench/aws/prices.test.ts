import { expect, it } from 'vitest';
import { costOf, totalCost } from './prices.ts';
import type { Usage } from './usage.ts';

const million = (service: 'sqs' | 's3' | 'dynamodb', operation: string, units = 0): Usage => [
  { service, operation, requests: 1e6, duration_ms: 0, units },
];

it.each([
  ['sqs', 'ReceiveMessage', 0.5],
  ['s3', 'PutObject', 5],
  ['s3', 'ListObjectsV2', 5],
  ['s3', 'GetObject', 0.4],
  ['s3', 'DeleteObjects', 0],
  ['dynamodb', 'DescribeTable', 0],
] as const)('a million requests %s %s cost %f USD', (service, operation, usd) => {
  expect(totalCost(million(service, operation))).toBeCloseTo(usd);
});

it('DynamoDB is paid by units, not by requests', () => {
  expect(totalCost(million('dynamodb', 'UpdateItem', 2e6))).toBeCloseTo(1.25);
  expect(totalCost(million('dynamodb', 'Query', 8e6))).toBeCloseTo(1);
});

it('each service is told by itself', () => {
  const { sqs, s3, dynamodb } = costOf([
    ...million('sqs', 'SendMessageBatch'),
    ...million('s3', 'GetObject'),
  ]);
  expect([sqs, s3, dynamodb].map((usd) => usd.toFixed(2))).toEqual(['0.50', '0.40', '0.00']);
});
