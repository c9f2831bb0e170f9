import { expect, it } from 'vitest';
import type { EventOf } from '../kernel/event.ts';
import type { Client } from './action.ts';
import { type ClientAction, act, readClientAction } from './client-actions.ts';
import { fakeClient } from './testing/fake-client.ts';

function hearing(): { client: Client; heard: EventOf<'client'>[] } {
  const heard: EventOf<'client'>[] = [];
  const tell: Client['tell'] = (action, detail, accepted) => {
    heard.push({ type: 'client', at_ms: 0, by: 'client-1', action, detail, accepted });
  };
  return { client: { ...fakeClient(), tell }, heard };
}

it('tells what begins and how it ended, with what became known', async () => {
  const { client, heard } = hearing();
  const what: ClientAction = { action: 'crawl', by: 'api', index: 'one.test', url: 'https://one.test/' };
  const ended = { ...what, crawl_id: 'one.test.x' };
  expect(await act<ClientAction>(client, what, async () => ({ crawl_id: 'one.test.x' }))).toEqual(ended);
  expect(heard.map(readClientAction)).toEqual([
    { what, phase: 'begins', accepted: true },
    { what: ended, phase: 'ends', accepted: true },
  ]);
});

it('tells what failed, and lets the client go on', async () => {
  const { client, heard } = hearing();
  const what: ClientAction = { action: 'delete_index', index: 'one.test' };
  expect(await act(client, what, () => Promise.reject(new Error('the queue is away')))).toBeUndefined();
  expect(heard.map(readClientAction)).toEqual([
    { what, phase: 'begins', accepted: true },
    { what, phase: 'ends', accepted: false },
  ]);
  expect(heard.at(-1)?.detail).toContain('the queue is away');
});

it('passes over what others tell', () => {
  const event = { type: 'client', at_ms: 0, by: 'client-1', accepted: false } as const;
  expect(readClientAction({ ...event, action: 'pack', detail: 'TypeError: what' })).toBeUndefined();
  expect(readClientAction({ ...event, action: 'stroll', detail: '{"phase":"ends"}' })).toBeUndefined();
});
