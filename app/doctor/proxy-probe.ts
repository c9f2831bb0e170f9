import type { Finding, Ports, Probe } from './probe.ts';
import { toldError } from './told-error.ts';

/** The proxy that pages are asked for by, where one is set. */
export const PROXY_PROBE: Probe = {
  name: 'proxy',
  why: 'no page can be read: everything is asked for by the proxy',
  remedy: 'see whether SITEPACK_PROXY is right, and whether the proxy can be reached from here',
  run: askedProxy,
};

async function askedProxy({ askProxy }: Ports): Promise<Finding | string> {
  if (askProxy === undefined) return 'none is set';
  try {
    return await askProxy();
  } catch (error) {
    return { state: 'failed', seen: toldError(error) };
  }
}
