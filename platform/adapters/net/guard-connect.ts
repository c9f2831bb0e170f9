import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { WebError } from '#ports/web.ts';
import { type Cidr, judgeAddress } from './guard.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host name, the preferred first. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true });

/** Connects of a name with more addresses are made to the first of them. */
const MAX_ADDRESSES = 16;

/**
 * Makes connections to addresses that pass the guard, and no others. A name is resolved once, here; what was judged is
 * what is connected to, so that a name cannot change its address in between (DNS rebinding).
 */
export function guardedConnector(
  options: buildConnector.BuildOptions,
  guard: Guard,
): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup(guard) });
  return (target, callback) => {
    // For a literal address net.connect asks no lookup.
    const literal = isIP(target.hostname) === 0 ? undefined : judgeAddress(target.hostname, guard.allowed);
    if (literal?.allowed === false) callback(refusal(target.hostname, target.hostname, literal.range), null);
    else connect(target, callback);
  };
}

type Guard = { readonly allowed: readonly Cidr[]; readonly resolve: Resolve };

function guardedLookup(guard: Guard): LookupFunction {
  return (hostname, options, callback) => {
    void answerLookup(guard, hostname, options.all === true, callback);
  };
}

async function answerLookup(
  guard: Guard,
  hostname: string,
  all: boolean,
  callback: Parameters<LookupFunction>[2],
): Promise<void> {
  let addresses: [ResolvedAddress, ...ResolvedAddress[]];
  try {
    addresses = await publicAddresses(hostname, guard);
  } catch (error) {
    callback(asLookupError(error, hostname), '', 0);
    return;
  }
  if (all) callback(null, addresses);
  else callback(null, addresses[0].address, addresses[0].family);
}

/** Those addresses of a name that pass the guard, at least one. */
async function publicAddresses(
  hostname: string,
  { allowed, resolve }: Guard,
): Promise<[ResolvedAddress, ...ResolvedAddress[]]> {
  const found = await resolve(hostname);
  let refused: WebError | undefined;
  const passed: ResolvedAddress[] = [];
  for (const { address, family } of found.slice(0, MAX_ADDRESSES)) {
    const verdict = judgeAddress(address, allowed);
    if (verdict.allowed) passed.push({ address, family });
    else refused ??= refusal(hostname, address, verdict.range);
  }
  const [first, ...others] = passed;
  if (first !== undefined) return [first, ...others];
  throw refused ?? new WebError('dns_failed', `"${hostname}" has no address`);
}

function refusal(hostname: string, address: string, range: string): WebError {
  const whose = hostname === address ? address : `${address}, the address of "${hostname}",`;
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
