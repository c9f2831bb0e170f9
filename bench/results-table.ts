import type { SectionResult } from './figure.ts';

/** Below this, decimals are shown. */
const SMALL = 100;

/** A section as lines of text: figures, then ratios with their verdicts, in columns. */
export function sectionText(name: string, { about, figures, ratios, skipped }: SectionResult): string {
  const rows = [
    ...figures.map((figure) => [figure.name, number(figure.value), figure.unit]),
    ...ratios.map(({ name: of, value, target }) => [of, number(value), verdict(target)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([what = '', value = '', rest = '']) => {
    return `  ${what.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${rest}`.trimEnd();
  });
  return [`${name}: ${about}`, ...lines, ...skipped.map((reason) => `  skipped: ${reason}`)].join('\n');
}

function verdict(target: SectionResult['ratios'][number]['target']): string {
  if (target === undefined) return 'x';
  const bound = target.comparison === 'at_least' ? 'at least' : 'at most';
  return `x   ${target.met ? 'met' : 'MISSED'}: ${bound} ${target.value}`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < SMALL ? 2 : 0 });
}
