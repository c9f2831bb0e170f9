import { expect, test } from 'vitest';
import { reasonText } from './reason-text.ts';

test.each([
  ['http_503', 'answered 503'],
  ['not_modified', 'answered 304'],
  ['repeating_segments', 'repeating segments'],
  ['application/x_y', 'application/x_y'],
  ['timeout', 'timeout'],
])('%s is "%s"', (reason, text) => {
  expect(reasonText(reason)).toBe(text);
});
