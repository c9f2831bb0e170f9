import { describe, expect, it } from 'vitest';
import { keyProof, provesKey, searcherKey } from './derived-keys.ts';

const KEY = 'a-secret-of-16-characters';
const HERE = 'http://10.0.0.1:8080';

describe('what stands for the key', () => {
  it('at searchers is another key, which all who share the key make alike', () => {
    expect(searcherKey(KEY)).toMatch(/^[0-9a-f]{64}$/);
    expect(searcherKey(KEY)).toBe(searcherKey(KEY));
    expect(searcherKey(KEY)).not.toBe(searcherKey(`${KEY}!`));
    expect(searcherKey('')).toBe('');
  });

  it('proves the key for one nonce at one address', () => {
    const proof = keyProof(KEY, 'n1', HERE);
    expect(provesKey(proof, KEY, 'n1', HERE)).toBe(true);
    expect([
      provesKey(proof, KEY, 'n2', HERE),
      provesKey(proof, KEY, 'n1', 'http://10.0.0.2:8080'),
      provesKey(proof, `${KEY}!`, 'n1', HERE),
      provesKey('', KEY, 'n1', HERE),
      provesKey(proof, searcherKey(KEY), 'n1', HERE),
    ]).toEqual([false, false, false, false, false]);
  });
});
