import { expect, test } from 'vitest';
import { packRaw, unpackRaw } from './raw.ts';

test('a response is kept as it came, but for the cookies that it set', () => {
  const body = Buffer.from('<p>line\nline');
  const head = { url: 'https://site.gov/', status: 200 };
  const headers = { 'content-type': 'text/html', 'x-robots-tag': 'a: noindex\nnofollow' };
  const packed = packRaw({ ...head, headers: { ...headers, 'set-cookie': 'session=1' }, body });
  expect(unpackRaw(packed)).toEqual({ ...head, headers, body });
});

test('a response of which a bit was flipped is told from one that is whole', () => {
  const packed = packRaw({
    url: 'https://one.test/',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<a href="https://one.test/docs">docs</a>'),
  });
  const whole = unpackRaw(packed);
  for (let bit = 0; bit < packed.length * 8; bit += 1) {
    const damaged = Uint8Array.from(packed);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect([undefined, whole], `bit ${bit}`).toContainEqual(unpackRaw(damaged));
  }
});
