import { expect, it } from 'vitest';
import { type Message, checkMessage } from '#messages/registry.ts';
import type { Outgoing } from '#ports/queue.ts';
import { Outbox } from '#runtime/outbox.ts';
import { parseTraceparent } from '#runtime/trace.ts';
import { ForwardingQueue } from './forwarding-queue.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Remembers what was sent. */
class HeardQueue extends ForwardingQueue {
  readonly heard: Message[] = [];

  override send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    this.heard.push(...messages.map(({ body }) => checkMessage(JSON.parse(body))));
    return super.send(queue, messages);
  }
}

it('what comes of a message is in its trace, from its crawl to the pack that is loaded', async () => {
  await using site = await MadeSite.start(madePages(2, 5));
  const queues: HeardQueue[] = [];
  await using system = await TestSystem.open({
    // What a sweep finds before its message comes is in no trace.
    env: { SITEPACK_HEARTBEAT_MS: '5000' },
    wrap: (platform) => {
      const queue = new HeardQueue(platform.queue);
      queues.push(queue);
      return { ...platform, queue, outbox: new Outbox({ ...platform, queue }) };
    },
  });
  await system.start();
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  await system.post({ type: 'index+crawl', site: site.host, scheme: 'http', index: 'made', traceparent });
  await system.searchable('made', await system.version('made'));

  const inTrace = queues
    .flatMap(({ heard }) => heard)
    .filter((message) => parseTraceparent(message.traceparent)?.trace_id === TRACE);
  const types = new Set(inTrace.map(({ type }) => type));
  for (const type of [
    'start_timer',
    'index',
    'crawl',
    'reset_timer',
    'pack_full',
    'update',
    'load',
    'loaded',
  ] as const)
    expect(types).toContain(type);
  const steps = inTrace.map((message) => parseTraceparent(message.traceparent)?.span_id);
  expect(new Set(steps).size, 'each message is a step of its own').toBe(steps.length);
});
