import { expect, it } from 'vitest';
import { BadMessage, parseMessage, queueOf } from '#messages/registry.ts';
import { MAX_BODY_BYTES } from '#ports/queue.ts';
import { seeded } from '../kernel/seeded.ts';
import { allPoison, drawPoison, isPoison } from './poison.ts';

it('is poison: what is wrong with it is what it says', () => {
  const codes = allPoison('poison-1').map(({ queue, body, code }) => {
    expect(body.startsWith('poison-1') || body.slice(0, 40_000).includes('poison-1')).toBe(true);
    expect(isPoison(body)).toBe(true);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES);
    expect(code).toBe(faultOf(queue, body));
    return code;
  });
  expect(new Set(codes).size).toBe(6);
});

it('is drawn from a seed, with its marker in it', () => {
  const draw = () => {
    const chance = seeded(3);
    return Array.from({ length: 50 }, (_, n) => drawPoison(chance, `a${n}`));
  };
  expect(draw()).toEqual(draw());
  for (const { body, marker } of draw()) expect(body).toContain(marker);
});

/** What the runtime has against a body; `discarded` for what only its handler can see. */
function faultOf(queue: string, body: string): string {
  try {
    return queueOf(parseMessage(body).type) === queue ? 'discarded' : 'wrong_queue';
  } catch (error) {
    if (error instanceof BadMessage) return error.code;
    throw error;
  }
}
