/** What is done before and after the request of a visit. */
const AROUND_MS = 5000;

/** For how long a request may be under way, in ms: as long as a response may take, and some more. */
export function flightLength(fetch_timeout_ms: number): number {
  return fetch_timeout_ms + AROUND_MS;
}

/** For how long a visit may claim its page, in ms. */
export function visitLength(fetch_timeout_ms: number): number {
  return flightLength(fetch_timeout_ms) * 2;
}
