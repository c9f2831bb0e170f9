import { QUEUES } from '#messages/message.ts';
import { isLoopback } from '#config';
import type { Finding, Ports, Probe } from './probe.ts';
import { SET_UP, SET_UP_PROBE } from './set-up-probe.ts';
import { TABLE_SHAPE_PROBE } from './table-shape-probe.ts';

/** A pause of a process by a garbage collection, or of its machine by its host. */
const PAUSE_MS = 10_000;

/** What must be there, and how it is configured. */
export const INSTALLATION_PROBES: readonly Probe[] = [
  {
    name: 'settings',
    why: 'each is allowed, and together they do what is hardly meant',
    remedy: 'see "sitepack config" and docs/config.md',
    run: ({ config }) => Promise.resolve(settingsFinding(config)),
  },
  SET_UP_PROBE,
  TABLE_SHAPE_PROBE,
  {
    name: 'queues as set up',
    needs: ['set up: queues'],
    why: 'a message that kills its workers may come back for ever, or be dropped before its time',
    remedy: SET_UP,
    run: queuesAsSetUp,
  },
  {
    name: 'dead letters',
    needs: ['set up: queues'],
    why: 'messages were given up, and what they asked for is not done',
    remedy: '"sitepack dead list" tells why; then send them again, or drop them',
    run: deadLetters,
  },
];

/** Redrive policies, retention and the like. */
async function queuesAsSetUp({ config, describeQueues }: Ports): Promise<Finding | string> {
  if (config.backend === 'embedded') return 'embedded queues have nothing to set';
  if (describeQueues === undefined)
    return { state: 'skipped', seen: 'this backend does not tell', remedy: 'look at its console' };
  const problems = await Array.fromAsync(describeQueues());
  if (problems.length === 0) return 'redrive, retention and kind as "sitepack setup" makes them';
  return { state: 'warning', seen: problems.map(({ queue, problem }) => `${queue}: ${problem}`).join('; ') };
}

async function deadLetters({ queue, names }: Ports): Promise<Finding | string> {
  const waiting: string[] = [];
  for (const logical of QUEUES) {
    const dead = names.dead(names.of(logical));
    const { ready, delayed, in_flight } = await queue.counts(dead);
    const count = ready + delayed + in_flight;
    if (count > 0) waiting.push(`${count} in ${dead}`);
  }
  return waiting.length === 0 ? 'none' : { state: 'warning', seen: waiting.join(', ') };
}

/** What settings do together. @param config as parsed: each by itself is allowed. */
export function settingsFinding(config: Ports['config']): Finding | string {
  const { visibility_ms, handler_timeout_ms, fetch_timeout_ms, lease_ms, backend, host, public_hosts } =
    config;
  const odd = [
    visibility_ms < PAUSE_MS &&
      `SITEPACK_VISIBILITY_MS=${visibility_ms}: a process that pauses for that long loses its messages to another; take 30000`,
    visibility_ms > handler_timeout_ms &&
      `SITEPACK_VISIBILITY_MS=${visibility_ms} is longer than SITEPACK_HANDLER_TIMEOUT_MS=${handler_timeout_ms}: messages ` +
        'of a worker that was killed wait longer than any handler may run',
    fetch_timeout_ms >= handler_timeout_ms &&
      `SITEPACK_FETCH_TIMEOUT_MS=${fetch_timeout_ms} is not below SITEPACK_HANDLER_TIMEOUT_MS=${handler_timeout_ms}: ` +
        'slow pages end as failures of their messages, not of their request',
    backend === 'aws' &&
      lease_ms < PAUSE_MS &&
      `SITEPACK_LEASE_MS=${lease_ms}: a packer that pauses for that long does its work again; take 10000 or more`,
    backend === 'aws' &&
      isLoopback(host) &&
      `SITEPACK_HOST=${host}: processes of other machines cannot reach searchers here; take 0.0.0.0 with SITEPACK_KEY, ` +
        'unless all run on this machine',
    !isLoopback(host) &&
      public_hosts.length === 0 &&
      `SITEPACK_HOST=${host} and no SITEPACK_PUBLIC_HOSTS: requests are taken for any host name, so that a page of another ` +
        'site could send a key that it knows; name the hosts that this is asked by',
  ].filter((text) => text !== false);
  return odd.length === 0 ? 'nothing odd' : { state: 'warning', seen: odd.join('; ') };
}
