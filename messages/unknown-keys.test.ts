import { expect, it } from 'vitest';
import { checkMessage, registry } from './registry.ts';
import { unknownKeys } from './unknown-keys.ts';

it('names the keys that a type does not know, those of the objects in a message too', () => {
  const given = {
    type: 'index+crawl',
    site: 'site.gov',
    limit: { pages: 5 },
    limits: { pagess: 5, depth: 1 },
    toString: 1,
  };
  expect(unknownKeys(given, checkMessage(given))).toEqual(['limit', 'limits.pagess', 'toString']);
});

it('knows every key of the examples', () => {
  for (const { example } of Object.values(registry))
    expect(unknownKeys(example, checkMessage(example))).toEqual([]);
});
