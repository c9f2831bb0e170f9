import { html } from 'hono/html';
import { formatBytes, formatCount, plural } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';

/** A figure with its unit, which is given in the singular. */
export function figure(value: number, unit: string): Html {
  return html`<b>${formatCount(value)}</b> <span class="unit">${plural(value, unit)}</span>`;
}

/** A rate, always with one decimal, so that it does not jump about. */
export function rate(per_s: number | null, unit: string): Html {
  if (per_s === null) return html`<b>–</b> <span class="unit">${unit}</span>`;
  return html`<b>${formatRate(per_s)}</b> <span class="unit">${unit}</span>`;
}

export function formatRate(per_s: number): string {
  return per_s.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

export function bytes(value: number): Html {
  const [figure = '', unit = ''] = formatBytes(value).split(' ');
  return html`<b>${figure}</b> <span class="unit">${unit}</span>`;
}

/** A moment that is past. The script says how long ago; without it the time of day is read. */
export function ago(at_ms: number | null): Html | '' {
  return at_ms === null ? '' : time(at_ms, 'ago');
}

/** A moment to come, counted down by the script. */
export function left(at_ms: number): Html {
  return time(at_ms, 'left');
}

function time(at_ms: number, kind: 'ago' | 'left'): Html {
  const at = new Date(at_ms);
  // Rows hold what a clock that was wrong may have written.
  if (Number.isNaN(at.getTime())) return html`at no time`;
  const iso = at.toISOString();
  const text = `${iso.slice(0, 19).replace('T', ' ')} UTC`;
  return html`<time datetime="${iso}" title="${text}" data-${kind}>${text.slice(11)}</time>`;
}

/** `good` and `busy` need nobody, `warn` wants a look, `bad` wants a hand. Each has a shape beside its colour. */
export type Mood = 'good' | 'busy' | 'idle' | 'warn' | 'bad';

export function state(mood: Mood, word: string): Html {
  return html`<span class="state ${mood}">${word}</span>`;
}

/** Shares of a whole side by side. Drawn by attributes: the page allows no style that is not in its file. */
export function bar(
  label: string,
  parts: readonly { readonly name: string; readonly share: number }[],
): Html {
  const sum = parts.reduce((total, { share }) => total + share, 0);
  let x = 0;
  const drawn = parts.map(({ name, share }) => {
    const width = sum === 0 ? 0 : (share / sum) * 100;
    const at = x;
    x += width;
    return html`<rect class="${name}" x="${at.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="1" />`;
  });
  return html`<svg
    class="bar"
    viewBox="0 0 100 1"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    ${drawn}
  </svg>`;
}

/** Where the script draws how a value went of late. @param series names it, across updates of the page. */
export function spark(series: string, value: number | null): Html {
  return html`<svg
    class="spark"
    data-spark="${series}"
    data-value="${value ?? ''}"
    aria-hidden="true"
  ></svg>`;
}
