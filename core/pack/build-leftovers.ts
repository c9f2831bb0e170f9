/** Files that lie beside the pack to be while it is built. A thread that died in the middle leaves them. */
export function buildLeftovers(out: string): string[] {
  return [assemblingOf(out), compactedOf(out)].flatMap((path) => [path, `${path}-journal`]);
}

export function assemblingOf(out: string): string {
  return `${out}.assembling`;
}

export function compactedOf(out: string): string {
  return `${out}.compacted`;
}
