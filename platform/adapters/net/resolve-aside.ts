import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { Resolve, ResolvedAddress } from './guard-connect.ts';

export interface ResolveAsideOptions {
  /** Addresses of DNS servers, with ports where they are others than 53; those of the system when absent. */
  readonly servers?: readonly string[];
  /** Lines of an address and its names. */
  readonly hosts_file?: string;
  /** For all that is asked about a name. */
  readonly timeout_ms?: number;
}

/** Longer than a resolver that knows the answer takes; one that knows nothing of the world is not waited for. */
const TIMEOUT_MS = 2000;
/** A server that says nothing for so long, the next one is asked, or the same once more. */
const TRY_MS = 500;
const TRIES = 3;
/** Names that are asked about at once; others wait until one is known or its time is over. Each is of a connection that waits. */
const MOST_AT_ONCE = 64;

/**
 * Resolves names beside the resolver of the system: by the hosts file as it is when the first name is asked for, then by
 * DNS servers over sockets of its own. The system's (getaddrinfo) cannot be ended, knows no time limit, and does two names at
 * a time for the whole process: names that nobody answers would hold up every other connection of ours. Each name here
 * is settled within `timeout_ms` from when its turn comes, with what was heard by then. Names that only a search domain or
 * another service of the system completes are unknown here.
 */
export function resolveAside({
  servers,
  hosts_file = '/etc/hosts',
  timeout_ms = TIMEOUT_MS,
}: ResolveAsideOptions = {}): Resolve {
  let hosts: Promise<ReadonlyMap<string, ResolvedAddress[]>> | undefined;
  let out = 0;
  const waiting: (() => void)[] = [];
  return async (hostname) => {
    hosts ??= readHosts(hosts_file);
    const listed = (await hosts).get(hostname.toLowerCase().replace(/\.$/, ''));
    if (listed !== undefined) return listed;
    if (out < MOST_AT_ONCE) out += 1;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await askServers(hostname, { servers, timeout_ms });
    } finally {
      const next = waiting.shift();
      if (next === undefined) out -= 1;
      else next();
    }
  };
}

/** @throws {Error} of the DNS when there are no addresses. */
async function askServers(
  hostname: string,
  { servers, timeout_ms }: { readonly servers: readonly string[] | undefined; readonly timeout_ms: number },
): Promise<ResolvedAddress[]> {
  // One for each name: to end what is asked of it ends all that it asks.
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  const timer = setTimeout(() => resolver.cancel(), timeout_ms);
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
    return [...addressesOf(four, 4), ...addressesOf(six, 6)];
  } finally {
    clearTimeout(timer);
  }
}

function addressesOf(found: PromiseSettledResult<string[]>, family: 4 | 6): ResolvedAddress[] {
  return found.status === 'rejected' ? [] : found.value.map((address) => ({ address, family }));
}

async function readHosts(path: string): Promise<Map<string, ResolvedAddress[]>> {
  let text: string;
  try {
    text = await readFile(path, 'latin1');
  } catch {
    // Where there is no such file, or none that we may read, no names are listed.
    return new Map();
  }
  const hosts = new Map<string, ResolvedAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    if (family === 0) continue;
    for (const name of names.map((one) => one.toLowerCase())) {
      const listed = hosts.get(name);
      if (listed === undefined) hosts.set(name, [{ address, family }]);
      else listed.push({ address, family });
    }
  }
  return hosts;
}
