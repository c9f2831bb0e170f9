import type { Random } from '#ports/random.ts';

/**
 * Where in a trace somebody is: W3C Trace Context (www.w3.org/TR/trace-context). What a client starts, and all that
 * comes of it on any machine, has one trace id.
 */
export interface Trace {
  /** 32 hexadecimal digits, not all zero. */
  readonly trace_id: string;
  /** Of this step: 16 hexadecimal digits, not all zero. */
  readonly span_id: string;
  /** Whether whoever began the trace has it recorded. */
  readonly sampled: boolean;
}

const SHAPE =
  /^(?<version>[0-9a-f]{2})-(?<trace_id>[0-9a-f]{32})-(?<span_id>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?$/s;
const SAMPLED = 1;

/**
 * Reads a `traceparent`, strictly: one that is wrong is none. Of a version to come, what this one knows is read and
 * what follows is let go, as the recommendation has it.
 */
export function parseTraceparent(text: string | undefined): Trace | undefined {
  const { version, trace_id, span_id, flags, more } = SHAPE.exec(text ?? '')?.groups ?? {};
  if (version === undefined || trace_id === undefined || span_id === undefined || flags === undefined)
    return undefined;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(trace_id) || /^0+$/.test(span_id)) return undefined;
  return { trace_id, span_id, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** A step that comes of another one; without that, the first of a new trace. */
export function childOf(parent: Trace | undefined, random: Random): Trace {
  // The last 16 digits of a random UUID are 62 random bits and two that are not zero.
  const span_id = random.uuid().replaceAll('-', '').slice(16);
  if (parent !== undefined) return { ...parent, span_id };
  return { trace_id: random.uuid().replaceAll('-', ''), span_id, sampled: true };
}

export function traceparentOf({ trace_id, span_id, sampled }: Trace): string {
  return `00-${trace_id}-${span_id}-${sampled ? '01' : '00'}`;
}
