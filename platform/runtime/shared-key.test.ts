import { describe, expect, it } from 'vitest';
import { bringsKey, keyHeader } from './shared-key.ts';

const KEY = 'correct-horse:battery';
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('the shared key', () => {
  it('is brought as a bearer token, which is what our own processes do', () => {
    expect(bringsKey(keyHeader(KEY).authorization, KEY)).toBe(true);
    expect(bringsKey(`bearer ${KEY}`, KEY)).toBe(true);
    expect(keyHeader('')).toEqual({});
  });

  it('is brought as the password of any user, with colons in it', () => {
    expect(bringsKey(basic(`admin:${KEY}`), KEY)).toBe(true);
    expect(bringsKey(basic(`:${KEY}`), KEY)).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['another key', 'Bearer correct-horse:batter'],
    ['the key in another scheme', `Digest ${KEY}`],
    ['the key without a scheme', KEY],
    ['the key as the user', basic(`${KEY}:`)],
    ['a password without a user', basic(KEY.replace(':', ''))],
    ['no key at all', 'Bearer '],
  ])('is not brought by %s', (_, header) => {
    expect(bringsKey(header, KEY)).toBe(false);
  });
});
