import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedded } from '../../test/embedded.ts';
import { parseTraceparent, type Trace } from './trace.ts';

const TRACE: Trace = {
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  span_id: '00f067aa0ba902b7',
  sampled: true,
};
const traced = z.object({ path: z.string().optional(), traceparent: z.string() });

/** The traces of what lies in a queue, by the path of the message. */
async function traces(
  ports: Awaited<ReturnType<typeof embedded>>,
  real: string,
): Promise<Record<string, Trace | undefined>> {
  const lying = await ports.queue.peek(real, 10);
  const messages = lying.map(({ body }) => traced.parse(JSON.parse(body)));
  return Object.fromEntries(
    messages.map(({ path = '', traceparent }) => [path, parseTraceparent(traceparent)]),
  );
}

describe('the outbox', () => {
  it('gives what comes of a message its trace, each with a step of its own', async () => {
    await using ports = await embedded();
    const page = (path: string) => ({ type: 'crawl', site: 'site.gov', path }) as const;
    await ports.outbox.send([page('/a'), page('/b')], { cause: 'x', trace: TRACE });
    const sent = await traces(ports, ports.names.of('crawl'));
    expect([sent['/a']?.trace_id, sent['/b']?.trace_id]).toEqual([TRACE.trace_id, TRACE.trace_id]);
    expect(new Set([sent['/a']?.span_id, sent['/b']?.span_id, TRACE.span_id]).size).toBe(3);
  });

  it('begins a trace for what comes of nothing: one for each call', async () => {
    await using ports = await embedded();
    const page = (path: string) => ({ type: 'crawl', site: 'site.gov', path }) as const;
    await ports.outbox.send([page('/a'), page('/b')]);
    await ports.outbox.send([page('/c')]);
    const sent = await traces(ports, ports.names.of('crawl'));
    expect(sent['/a']?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(sent['/b']?.trace_id).toBe(sent['/a']?.trace_id);
    expect(sent['/c']?.trace_id).not.toBe(sent['/a']?.trace_id);
  });

  it('goes on with the trace that a message brings, before that of what it comes of', async () => {
    await using ports = await embedded();
    const own = 'ab'.repeat(16);
    const message = {
      type: 'crawl',
      site: 'site.gov',
      path: '/a',
      traceparent: `00-${own}-00f067aa0ba902b7-00`,
    } as const;
    await ports.outbox.send([message], { trace: TRACE });
    const sent = await traces(ports, ports.names.of('crawl'));
    expect(sent['/a']).toMatchObject({ trace_id: own, sampled: false });
    expect(sent['/a']?.span_id).not.toBe('00f067aa0ba902b7');
  });

  it('replaces a traceparent that is wrong', async () => {
    await using ports = await embedded();
    await ports.outbox.send([{ type: 'crawl', site: 'site.gov', path: '/a', traceparent: 'nonsense' }]);
    expect((await traces(ports, ports.names.of('crawl')))['/a']?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('traces what goes to one searcher too', async () => {
    await using ports = await embedded();
    const real = ports.names.searcher('a');
    await ports.queue.create(real);
    const unload = { type: 'unload', index: 'site.gov', shard: '0', pack: 'a'.repeat(64) } as const;
    await ports.outbox.sendTo(real, unload, { cause: 'x', trace: TRACE });
    expect((await traces(ports, real))['']?.trace_id).toBe(TRACE.trace_id);
  });
});
