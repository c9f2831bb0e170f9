import type { HeldSummary, VersionDiff } from './api-schemas.ts';
import { counted, formatCount, formatTime } from './format.ts';

/** A version that the publish gate holds, for a person: since when, and why, a line each. */
export function heldText({ held_at_ms, documents, reasons }: HeldSummary): string[] {
  return [
    `a version with ${counted(documents, 'document')}, since ${formatTime(held_at_ms)} UTC`,
    ...reasons.map(({ text }) => text),
  ];
}

/** That a version is held, why, and what to do about it. */
export function heldBlock(index: string, reasons: readonly { readonly text: string }[]): string {
  return [
    `\nA version of "${index}" is held, and the live one stays:`,
    ...reasons.map(({ text }) => `  ${text}`),
    'Try:',
    heldSteps(index),
  ].join('\n');
}

function heldSteps(index: string): string {
  return [
    `  sitepack index diff ${index}      what it would change`,
    `  sitepack index publish ${index}   publish it all the same`,
    `  sitepack index drop ${index}      keep what is live`,
  ].join('\n');
}

/** How two versions differ: counts, then documents with a sign before each. */
export function diffText({ from, to, counts, added, removed, changed }: VersionDiff): string {
  const name = (version: number | 'held'): string =>
    version === 'held' ? 'the held version' : `version ${version}`;
  const kinds = [
    { sign: '-', what: 'removed', count: counts.removed, named: removed },
    { sign: '+', what: 'added', count: counts.added, named: added },
    { sign: '~', what: 'changed', count: counts.changed, named: changed },
  ];
  const told = kinds.map(({ what, count }) => `${formatCount(count)} ${what}`).join(', ');
  const lines = [`From ${name(from)} to ${name(to)}: ${told}, ${formatCount(counts.unchanged)} unchanged`];
  for (const { sign, what, count, named } of kinds) {
    for (const { id, title } of named) lines.push(`${sign} ${id}${title === '' ? '' : `  ${title}`}`);
    if (count > named.length) lines.push(`  and ${formatCount(count - named.length)} more ${what}`);
  }
  return lines.join('\n');
}
