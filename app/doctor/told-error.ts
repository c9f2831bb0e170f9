/**
 * An error in one line: its text, or what else names it. Several of one call, such as of each address of a host, count
 * as one.
 */
export function toldError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (message === '' && error instanceof AggregateError && error.errors.length > 0)
    return toldError(error.errors[0]);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const text = message === '' ? code : message;
  return (text === '' ? name : `${name}: ${text}`).replaceAll(/\s+/g, ' ').trim();
}
