/** The path of an index in the API. */
export function pathOf(index: string): string {
  return `/v1/indexes/${encodeURIComponent(index)}`;
}

/** Behind what is queued: when it will be done. */
export function hint(running: boolean): string {
  return running ? '' : ' Nothing runs on this data yet: it is done when "sitepack up" runs.';
}
