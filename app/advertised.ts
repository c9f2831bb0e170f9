import type { Config } from '#config';
import type { Surroundings } from './surroundings.ts';

/** Host name or address by which other processes reach what listens on the configured host. */
export function advertised(
  { advertise, host }: Pick<Config, 'advertise' | 'host'>,
  surroundings: Pick<Surroundings, 'ownAddress'>,
): string {
  if (advertise !== '') return advertise;
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === '0.0.0.0' || bare === '::' ? surroundings.ownAddress() : bare;
}
