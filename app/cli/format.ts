/** Figures as people read them. */

export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** A noun as it stands behind a number; given in the singular. */
export function plural(value: number, noun: string): string {
  if (value === 1) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:[sx]|ch)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `1 page`, `2,000 pages`. @param noun in the singular. */
export function counted(value: number, noun: string): string {
  return `${formatCount(value)} ${plural(value, noun)}`;
}

/** Binary units, as disks and `ls -h` count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step] ?? ''}`;
}

/** `42 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${ms < 9950 ? (Math.max(0, ms) / 1000).toFixed(1) : seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `2024-03-12 14:05` in UTC; a dash for no time. */
export function formatTime(at_ms: number | null): string {
  return at_ms === null ? '-' : new Date(at_ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** Rows under a heading, columns padded to their widest cell; columns of figures to the right. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : cell)));
  const widths = heading.map((title, n) =>
    Math.max(title.length, ...cells.map((row) => row[n]?.length ?? 0)),
  );
  const line = (row: readonly string[], right: (n: number) => boolean): string =>
    widths
      .map((width, n) => (right(n) ? (row[n] ?? '').padStart(width) : (row[n] ?? '').padEnd(width)))
      .join('  ')
      .trimEnd();
  const isFigure = (n: number): boolean => rows.length > 0 && rows.every((row) => typeof row[n] === 'number');
  return [line(heading, isFigure), ...cells.map((row) => line(row, isFigure))].join('\n');
}
