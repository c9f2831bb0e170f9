/**
 * The moments that a year, a month or a day (`2024`, `2024-03`, `2024-03-12`) covers in UTC, from 1970 on: Unix ms, the last one not
 * included. Undefined for what is none.
 */
export function dateSpan(text: string): { readonly from_ms: number; readonly before_ms: number } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/u.exec(text) ?? [];
  if (year === undefined) return undefined;
  const from = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  // A day that its month has not would be one of the next.
  const isThere =
    !Number.isNaN(from.getTime()) && from.toISOString().startsWith(`${year}-${month ?? '01'}-${day ?? '01'}`);
  if (!isThere || from.getTime() < 0) return undefined;
  const before = new Date(from);
  if (day !== undefined) before.setUTCDate(before.getUTCDate() + 1);
  else if (month !== undefined) before.setUTCMonth(before.getUTCMonth() + 1);
  else before.setUTCFullYear(before.getUTCFullYear() + 1);
  return { from_ms: from.getTime(), before_ms: before.getTime() };
}
