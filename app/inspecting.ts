import { HostGate } from '#core/crawl/host-gate.ts';
import { PoliteWeb } from '#core/crawl/polite-web.ts';
import { Reader } from '#core/crawl/reader.ts';
import { RobotsCache } from '#core/crawl/robots-cache.ts';
import { flightLength } from '#core/crawl/visit-length.ts';
import { type InspectRequest, inspectUrl } from '#core/inspect/inspect-url.ts';
import type { Inspection } from '#core/inspect/inspection.ts';
import { NotingWeb } from '#core/inspect/noting-web.ts';
import type { Platform } from './backend/platform.ts';
import type { Surroundings } from './surroundings.ts';

/** Does to a URL what a crawl does, and tells what it finds; see {@link inspectUrl} for errors. */
export type Inspect = (request: InspectRequest, signal: AbortSignal) => Promise<Inspection>;

/** Inspects by a web and threads that are opened for each URL: who inspects is in no hurry, and no worker need run. */
export function inspecting(
  platform: Platform,
  { openWeb, openReadThreads }: Pick<Surroundings, 'openWeb' | 'openReadThreads'>,
): Inspect {
  const { table, clock, random, config, log } = platform;
  return async (request, signal) => {
    await using opened = new AsyncDisposableStack();
    const web = new NotingWeb(openWeb());
    opened.defer(() => web.close());
    const onTrouble = (error: unknown): void =>
      log.warn({ err: error }, 'a turn at a host could not be given back');
    const flight_ms = flightLength(config.fetch_timeout_ms);
    const { pace } = request.settings.crawl ?? {};
    const paceFor = (host: string) => (pace?.hosts.includes(host) === true ? pace : undefined);
    const gate = new HostGate({ table, clock, random, paceFor, onTrouble }, { ...config, flight_ms });
    opened.defer(() => gate.close());
    const polite = new PoliteWeb({ web, clock, gate, onTrouble }, config);
    const robots = new RobotsCache({ table, clock, web: polite }, config);
    const compute = openReadThreads();
    opened.defer(() => compute.close());
    const reader = new Reader({ web: polite, robots, compute, clock }, config);
    const { user_agent } = config;
    return await inspectUrl({ table, clock, compute, robots, reader, web, user_agent }, request, signal);
  };
}
