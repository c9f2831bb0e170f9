import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A range of addresses: its base and the length of its prefix in bits. */
export type Cidr = readonly [base: Address, prefix_bits: number];

export type AddressVerdict =
  | { readonly allowed: true }
  /** `range` is what the address belongs to, such as `loopback`. */
  | { readonly allowed: false; readonly range: string };

const ALLOWED: AddressVerdict = { allowed: true };

/**
 * Not special to any registry, and yet no page's: the address at which Azure serves its machines. (The other clouds'
 * metadata is at link-local, private or reserved addresses.)
 */
const METADATA: ReadonlySet<string> = new Set(['168.63.129.16']);
/** The only IPv6 space handed out to the public internet (IANA). */
const GLOBAL_IPV6: Cidr = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Reads a list of CIDRs.
 * @throws {Error} naming the one that is none.
 */
export function parseCidrs(cidrs: readonly string[]): Cidr[] {
  return cidrs.map((cidr) => {
    if (!ipaddr.isValidCIDR(cidr)) {
      throw new Error(
        `"${cidr}" is no range of addresses; write it as 10.0.0.0/8 or fd00::/8 (SITEPACK_ALLOW_PRIVATE)`,
      );
    }
    return ipaddr.parseCIDR(cidr);
  });
}

/**
 * Whether an address may be connected to: it is public, or in one of the ranges allowed. An IPv4 address dressed as an
 * IPv6 one (`::ffff:127.0.0.1`) is judged as what it is; other ways to put one into the other (NAT64, 6to4, Teredo)
 * reach into networks that the address does not tell, and are refused.
 *
 * @param address as a resolver writes it; a notation that is none (`0x7f.1`) is refused.
 */
export function judgeAddress(address: string, allowed: readonly Cidr[]): AddressVerdict {
  if (isIP(address) === 0) return { allowed: false, range: 'not an address' };
  const parsed = ipaddr.parse(withoutDots(address));
  const inner =
    parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
  if (allowed.some((cidr) => holds(cidr, inner) || holds(cidr, parsed))) return ALLOWED;
  if (METADATA.has(inner.toString())) return { allowed: false, range: 'cloud metadata' };
  const range = inner.range();
  if (range !== 'unicast') return { allowed: false, range };
  if (inner instanceof ipaddr.IPv6 && !holds(GLOBAL_IPV6, inner))
    return { allowed: false, range: 'reserved' };
  return ALLOWED;
}

/**
 * An IPv6 address whose end is written as an IPv4 one, in hexadecimal: ipaddr.js would read `::8.8.8.8`, which reaches
 * nobody knows where, as if it were `::ffff:8.8.8.8`.
 */
function withoutDots(address: string): string {
  const [, start, zone, ...bytes] = /^(.*:)(?=[\d.]+(%.*)?$)(\d+)\.(\d+)\.(\d+)\.(\d+)/.exec(address) ?? [];
  if (start === undefined) return address;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  return `${start}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}${zone ?? ''}`;
}

function holds([base, prefix_bits]: Cidr, address: Address): boolean {
  if (base instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(base, prefix_bits);
  return address instanceof ipaddr.IPv6 && address.match(base, prefix_bits);
}
