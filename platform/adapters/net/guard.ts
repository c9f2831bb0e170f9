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
 * Where clouds tell their machines what they are, with keys and passwords. Most lie in ranges that are refused anyway; but
 * whoever allows such a range for a network of pages does not mean these, so each must be allowed by itself.
 */
const METADATA: ReadonlySet<string> = new Set([
  // AWS, Google, Azure, DigitalOcean, Hetzner, Oracle and others; containers and pods of AWS.
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  // Azure's other one, which is special to no registry.
  '168.63.129.16',
  // Alibaba, Oracle's old one, Tencent, Scaleway.
  '100.100.100.200',
  '192.0.0.192',
  '169.254.0.23',
  '169.254.42.42',
  'fd00:42::42',
]);
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
 * IPv6 one (`::ffff:127.0.0.1`) is judged as what it is; other ways to put one into the other (NAT64, 6to4, Teredo, ISATAP)
 * reach into networks that the address does not tell, and are refused. The address of a cloud's metadata is allowed by a
 * range of that address alone.
 *
 * @param address as a resolver writes it; a notation that is none (`0x7f.1`) is refused.
 */
export function judgeAddress(address: string, allowed: readonly Cidr[]): AddressVerdict {
  if (isIP(address) === 0) return { allowed: false, range: 'not an address' };
  const { inner } = parse(address);
  if (isNamed(address, allowed)) return ALLOWED;
  if (METADATA.has(inner.toString())) return { allowed: false, range: 'cloud metadata' };
  const range = inner.range();
  if (range !== 'unicast') return { allowed: false, range };
  if (inner instanceof ipaddr.IPv6 && !holds(GLOBAL_IPV6, inner))
    return { allowed: false, range: 'reserved' };
  return isIsatap(inner) ? { allowed: false, range: 'isatap' } : ALLOWED;
}

/** Whether an address is in one of the ranges that were allowed by hand. @param address a valid one. */
export function isNamed(address: string, allowed: readonly Cidr[]): boolean {
  const { parsed, inner } = parse(address);
  const alone = METADATA.has(inner.toString());
  return allowed.some((cidr) =>
    [parsed, inner].some((one) => holds(cidr, one) && (!alone || cidr[1] === bitsOf(one))),
  );
}

/** @returns the address as it is written, and as what it is. */
function parse(address: string): { parsed: Address; inner: Address } {
  // A zone says by which way to go, not where.
  const parsed = ipaddr.parse(withoutDots(address.replace(/%.*$/s, '')));
  const mapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress();
  return { parsed, inner: mapped ? parsed.toIPv4Address() : parsed };
}

function bitsOf(address: Address): number {
  return address instanceof ipaddr.IPv4 ? 32 : 128;
}

/** `<any network>:0:5efe:<IPv4>` (RFC 5214, section 6.1), the first with or without the bit for "global". */
function isIsatap(address: Address): boolean {
  if (!(address instanceof ipaddr.IPv6)) return false;
  const [, , , , fifth = 0, sixth] = address.parts;
  return (fifth & ~0x0200) === 0 && sixth === 0x5efe;
}

/**
 * An IPv6 address whose end is written as an IPv4 one, in hexadecimal: ipaddr.js would read `::8.8.8.8`, which reaches
 * nobody knows where, as if it were `::ffff:8.8.8.8`.
 */
function withoutDots(address: string): string {
  const [, start, ...bytes] = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address) ?? [];
  if (start === undefined) return address;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  return `${start}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function holds([base, prefix_bits]: Cidr, address: Address): boolean {
  if (base instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(base, prefix_bits);
  return address instanceof ipaddr.IPv6 && address.match(base, prefix_bits);
}
