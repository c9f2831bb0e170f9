import type { Peer } from '#ports/peer.ts';
import { type Metering, meteredCall } from './metered-call.ts';

/** A peer whose calls are measured. */
export function meteredPeer(peer: Peer, metering: Metering): Peer {
  return {
    statistics: (endpoint, request, signal) =>
      meteredCall(metering, 'peer', 'statistics', () => peer.statistics(endpoint, request, signal)),
    near: (endpoint, request, signal) =>
      meteredCall(metering, 'peer', 'near', () => peer.near(endpoint, request, signal)),
    suggest: (endpoint, request, signal) =>
      meteredCall(metering, 'peer', 'suggest', () => peer.suggest(endpoint, request, signal)),
    search: (endpoint, request, signal) =>
      meteredCall(metering, 'peer', 'search', () => peer.search(endpoint, request, signal)),
    details: (endpoint, request, signal) =>
      meteredCall(metering, 'peer', 'details', () => peer.details(endpoint, request, signal)),
    close: () => peer.close(),
  };
}
