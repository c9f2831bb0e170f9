import { expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { searchAnswer } from '#app/http/testing/http-fixture.ts';
import { ApiClient } from './api-client.ts';
import { askPatiently } from './ask-patiently.ts';

it('what is asked until the newest version answers is one search', async () => {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const asked: string[] = [];
  const request = { index: 'site.gov', query: 'tide', limit: 10, offset: 0, signal };
  const api = new ApiClient(async (path) => {
    asked.push(path);
    return Response.json(searchAnswer(request, 1, { version: asked.length }));
  });
  const parameters = new URLSearchParams({ q: 'tide' });
  const waiting = { newest: 3, patience_ms: 1000, clock, signal };
  const { body } = await clock.run(askPatiently(api, 'site.gov', parameters, waiting));
  expect(body.version).toBe(3);
  const path = '/v1/indexes/site.gov/search?q=tide';
  expect(asked).toEqual([path, `${path}&analytics=false`, `${path}&analytics=false`]);
});
