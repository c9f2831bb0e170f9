/**
 * A page that is written by hand with a part that is made from the code, between two comments that name it:
 * `<!-- made: faults -->` and `<!-- made: end of faults -->`.
 * @returns the page with the part as it is now.
 * @throws when it has no such comments.
 */
export function withMadePart(page: string, name: string, part: string): string {
  const [begin, end] = [`<!-- made: ${name} -->\n`, `<!-- made: end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the page has no "${begin.trim()}" with "${end}" after it`);
  return `${page.slice(0, from + begin.length)}\n${part.trim()}\n\n${page.slice(to)}`;
}

/** A table in Markdown with its columns aligned, as the formatter of the pages written by hand wants it. */
export function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), rule, ...rest.map(line)].join('\n');
}
