import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { WebError } from '#ports/web.ts';
import { type Cidr, isNamed, judgeAddress } from './guard.ts';
import type { PortList } from './port-list.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host name, the preferred first. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true });

/** Connects of a name with more addresses are made to the first of them. */
const MAX_ADDRESSES = 16;

/** Whom connections may be made to. */
export interface Guard {
  /**
   * Ranges of addresses that are not public and allowed all the same. There any port may be connected to. `none`: whatever
   * is configured, there are none.
   */
  readonly allowed: readonly Cidr[] | 'none';
  /** Ports that may be connected to elsewhere. */
  readonly ports: PortList;
  /** Behind a proxy it is waited for: there it has a time limit of its own. */
  readonly resolve: Resolve;
}

/**
 * Makes connections to addresses and ports that pass the guard, and no others. A name is resolved once, here; what was
 * judged is what is connected to, so that a name cannot change its address in between (DNS rebinding).
 */
export function guardedConnector(
  options: buildConnector.BuildOptions,
  guard: Guard,
): buildConnector.connector {
  // A lookup does not learn of the port, so one that is not listed has a connector of its own.
  const connect = connectorOf(options, guard, anyAddress(guard));
  const connectNamed = connectorOf(options, guard, namedAddress(guard));
  return (target, callback) => (isListed(guard, target) ? connect : connectNamed)(target, callback);
}

/** Names for the inside of a network (RFC 6761, RFC 6762, RFC 8375, ICANN's resolution of 2024), the metadata of clouds among them. */
const INSIDE = /^[^.]*$|\.(?:localhost|local|internal|home\.arpa)$/i;

/**
 * Why a proxy is not asked to connect to a target; undefined when it is. The proxy resolves the name itself: what a name
 * has for addresses here is a hint, not what is connected to. So a name passes only if all of its addresses do, and one that
 * has none here if it may be one of the public web.
 */
export async function refusalBehindProxy(
  guard: Guard,
  target: Pick<buildConnector.Options, 'hostname' | 'protocol' | 'port'>,
): Promise<WebError | undefined> {
  const { hostname } = target;
  const judgeOf = isListed(guard, target) ? anyAddress(guard) : namedAddress(guard);
  const addresses = isIP(hostname) === 0 ? await addressesHere(guard.resolve, hostname) : [hostname];
  for (const address of addresses) {
    const refused = judgeOf(address);
    if (refused !== undefined) return refusal(hostname, address, refused);
  }
  if (addresses.length > 0) return undefined;
  if (!isListed(guard, target)) return refusal(hostname, hostname, 'port');
  return INSIDE.test(hostname.replace(/\.$/, '')) ? insideRefusal(hostname) : undefined;
}

/** All addresses of a name as they are known here; none when nothing is. */
async function addressesHere(resolve: Resolve, hostname: string): Promise<string[]> {
  try {
    return (await resolve(hostname)).map(({ address }) => address);
  } catch {
    // A network that has a proxy often has no resolver that knows the world.
    return [];
  }
}

function insideRefusal(hostname: string): WebError {
  return new WebError(
    'address_refused',
    `"${hostname}" is a name for the inside of a network, and has no address here; a proxy is asked for it if it has one ` +
      'that SITEPACK_ALLOW_PRIVATE allows',
  );
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Why an address may not be connected to: the range it is in, or that its port is none for pages. */
type Refused = { readonly range: string; readonly configurable: boolean } | 'port' | undefined;
type Judge = (address: string) => Refused;

/** At a port for pages. */
function anyAddress(guard: Guard): Judge {
  return (address) => judge(guard, address);
}

/** At any other one. */
function namedAddress(guard: Guard): Judge {
  return (address) => judge(guard, address) ?? (isNamed(address, rangesOf(guard)) ? undefined : 'port');
}

function isListed(guard: Guard, target: Pick<buildConnector.Options, 'protocol' | 'port'>): boolean {
  const port = target.port === '' ? DEFAULT_PORTS[target.protocol] : Number(target.port);
  return guard.ports.has(port ?? 0);
}

function judge(guard: Guard, address: string): Refused {
  const verdict = judgeAddress(address, rangesOf(guard));
  if (verdict.allowed) return undefined;
  return { range: verdict.range, configurable: guard.allowed !== 'none' };
}

function rangesOf({ allowed }: Guard): readonly Cidr[] {
  return allowed === 'none' ? [] : allowed;
}

function connectorOf(
  options: buildConnector.BuildOptions,
  guard: Guard,
  judgeOf: Judge,
): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup(guard.resolve, judgeOf) });
  return (target, callback) => {
    // For a literal address net.connect asks no lookup.
    const refused = isIP(target.hostname) === 0 ? undefined : judgeOf(target.hostname);
    if (refused === undefined) connect(target, callback);
    else callback(refusal(target.hostname, target.hostname, refused), null);
  };
}

function guardedLookup(resolve: Resolve, judgeOf: Judge): LookupFunction {
  return (hostname, options, callback) => {
    void answerLookup(resolve, judgeOf, hostname, { all: options.all === true, callback });
  };
}

async function answerLookup(
  resolve: Resolve,
  judgeOf: Judge,
  hostname: string,
  { all, callback }: { readonly all: boolean; readonly callback: Parameters<LookupFunction>[2] },
): Promise<void> {
  let addresses: [ResolvedAddress, ...ResolvedAddress[]];
  try {
    addresses = passedAddresses(hostname, await resolve(hostname), judgeOf);
  } catch (error) {
    callback(asLookupError(error, hostname), '', 0);
    return;
  }
  if (all) callback(null, addresses);
  else callback(null, addresses[0].address, addresses[0].family);
}

/** Those addresses of a name that pass, at least one. */
function passedAddresses(
  hostname: string,
  found: readonly ResolvedAddress[],
  judgeOf: Judge,
): [ResolvedAddress, ...ResolvedAddress[]] {
  let error: WebError | undefined;
  const passed: ResolvedAddress[] = [];
  for (const { address, family } of found.slice(0, MAX_ADDRESSES)) {
    const refused = judgeOf(address);
    if (refused === undefined) passed.push({ address, family });
    else error ??= refusal(hostname, address, refused);
  }
  const [first, ...others] = passed;
  if (first !== undefined) return [first, ...others];
  throw error ?? new WebError('dns_failed', `"${hostname}" has no address`);
}

function refusal(hostname: string, address: string, refused: Exclude<Refused, undefined>): WebError {
  if (refused === 'port')
    return new WebError(
      'address_refused',
      `the port is none at which pages are asked for; if there is a site, put the port into SITEPACK_PORTS`,
    );
  const { range, configurable } = refused;
  const whose = hostname === address ? address : `${address}, the address of "${hostname}",`;
  if (!configurable)
    return new WebError(
      'address_refused',
      `${whose} is not public (${range}), and what another site points to is asked for at public addresses only`,
    );
  const width = isIP(address) === 6 ? 128 : 32;
  return new WebError(
    'address_refused',
    `${whose} is not public (${range}); to read pages from it put it, or its network, into SITEPACK_ALLOW_PRIVATE, ` +
      `as in SITEPACK_ALLOW_PRIVATE=${address}/${width}`,
  );
}

function asLookupError(error: unknown, hostname: string): Error {
  if (error instanceof WebError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new WebError(
    'dns_failed',
    `the name "${hostname}" could not be resolved (${code}); check its spelling and the DNS`,
    {
      cause: error,
    },
  );
}
