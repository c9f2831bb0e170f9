import { readConfig } from '#config';
import { embedded } from '../../../test/embedded.ts';
import { examine, type Result } from '../examine.ts';
import type { Ports, Probe } from '../probe.ts';
import { PROBES } from '../probes.ts';

export const signal = new AbortController().signal;

export async function portsOf() {
  const ports = await embedded();
  return {
    ...ports,
    config: readConfig({ SITEPACK_DATA: ports.data, SITEPACK_PREFIX: 'test' }),
    embedded: ports,
  };
}

export async function run(ports: Ports, probes: readonly Probe[]): Promise<Result[]> {
  return Array.fromAsync(examine(ports, probes, { signal }));
}

export function probe(name: string): Probe {
  const found = PROBES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no probe "${name}"`);
  return found;
}

/** A port of which some methods are others. */
export function faulty<Port extends object>(port: Port, faults: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      if (Object.hasOwn(faults, name)) return Reflect.get(faults, name);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
