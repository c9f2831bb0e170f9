import { expect, it } from 'vitest';
import { asBody } from './queue.ts';

it('a body has no character that XML lacks, and means what it was made of', () => {
  const value = { a: 'x\ufffe\uffff"\\', '\uffff': ['\u0000\ud800', '🦉 \ufffd'] };
  const body = asBody(value);
  expect(body).toMatch(/^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u);
  expect(JSON.parse(body)).toEqual(value);
});
