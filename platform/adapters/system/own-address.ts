import { networkInterfaces } from 'node:os';

/**
 * The first address of this machine that others can reach, IPv4 before IPv6; the loopback address when it has none.
 * Link-local ones are passed over: containers on AWS have one, for the metadata of their task.
 */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/.test(address));
  const first = addresses.find(({ family }) => family === 'IPv4') ?? addresses[0];
  return first?.address ?? '127.0.0.1';
}
