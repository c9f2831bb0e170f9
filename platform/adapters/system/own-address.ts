import { networkInterfaces } from 'node:os';

/** The first address of this machine that others can reach, IPv4 before IPv6; the loopback address when it has none. */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const first = addresses.find(({ family }) => family === 'IPv4') ?? addresses[0];
  return first?.address ?? '127.0.0.1';
}
