import { createServer } from 'node:http';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { listenOnLoopback } from '#ports/web.suite.ts';
import { Metrics } from '#runtime/metrics.ts';
import type { Readiness, StatusServices } from './status-app.ts';
import { startStatus } from './status-server.ts';

const AT = { host: '127.0.0.1', port: 0 };

/** A status server, and what answers it. */
async function status(more: Partial<StatusServices> = {}) {
  const metrics = new Metrics();
  const services = {
    metrics,
    clock: systemClock,
    random: systemRandom,
    log: pino({ level: 'silent' }),
    readiness: (): Readiness => 'ready',
    guard: undefined,
    ...more,
  };
  const server = await startStatus(services, AT);
  return {
    metrics,
    ask: (path: string, init?: RequestInit) => fetch(`${server.address}${path}`, init),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

describe('the status server of a process', () => {
  it('says that it lives, and whether it is ready', async () => {
    let readiness: Readiness = 'starting';
    await using server = await status({ readiness: () => readiness });
    const answers: unknown[] = [];
    for (readiness of ['starting', 'ready', 'stopping'] as const) {
      const ready = await server.ask('/readyz');
      answers.push([ready.status, await ready.json(), (await server.ask('/healthz')).status]);
    }
    expect(answers).toEqual([
      [503, { status: 'starting' }, 200],
      [200, { status: 'ready' }, 200],
      [503, { status: 'stopping' }, 200],
    ]);
  });

  it('has the metrics as text that Prometheus reads', async () => {
    await using server = await status();
    server.metrics.pageRead('indexed');
    const answer = await server.ask('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toContain('sitepack_pages_read_total{outcome="indexed"} 1\n');
  });

  it('answers what it does not have with a problem document', async () => {
    await using server = await status();
    const nothing = await server.ask('/v1/indexes');
    expect(nothing.headers.get('content-type')).toBe('application/problem+json');
    expect(await nothing.json()).toMatchObject({ status: 404, code: 'not_found' });
    const posted = await server.ask('/metrics', { method: 'POST' });
    expect(posted.headers.get('allow')).toContain('GET');
    expect(await posted.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  it('hides the cause of a failure, and logs it under the id that it tells', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
    const readiness = () => {
      throw new Error('the disk has gone');
    };
    await using server = await status({ log, readiness });
    const answer = await server.ask('/readyz');
    const problem = await answer.text();
    expect(answer.status).toBe(500);
    expect(problem).not.toContain('disk');
    const request_id = /request (\w+) failed/.exec(problem)?.[1];
    expect(lines.join('')).toContain('the disk has gone');
    expect(lines.join('')).toContain(`"request_id":"${request_id}"`);
  });

  it('lets its guard stand before all but the probes', async () => {
    const guard = () => Promise.resolve(new Response('no', { status: 401 }));
    await using server = await status({ guard });
    const codes = ['/healthz', '/readyz', '/metrics', '/nothing'].map(
      async (path) => (await server.ask(path)).status,
    );
    expect(await Promise.all(codes)).toEqual([200, 200, 401, 401]);
  });

  it('says which port is taken and what to do', async () => {
    const other = createServer();
    const port = await listenOnLoopback(other);
    const services = {
      metrics: new Metrics(),
      clock: systemClock,
      random: systemRandom,
      log: pino({ level: 'silent' }),
      readiness: (): Readiness => 'ready',
      guard: undefined,
    };
    await expect(startStatus(services, { ...AT, port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 is taken; choose another with SITEPACK_STATUS_PORT`,
    );
    other.close();
  });
});
