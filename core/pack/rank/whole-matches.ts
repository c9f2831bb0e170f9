import { PostingBlocks } from '../impact/postings.ts';
import type { FormList } from './units-in-pack.ts';
import { countedBytes } from './word-cursor.ts';

/** The documents that have all clauses of a query. */
export interface WholeMatches {
  /** Ascending. */
  readonly documents: Uint32Array;
  /** By clause, how often each of these documents has it: as a `WordCursor` counts. */
  readonly frequencies: readonly Float64Array[];
}

/**
 * Finds them from the clause with the shortest lists on: of the others those blocks alone are read in which one of them may be
 * (Culpepper, Moffat: Efficient Set Intersection for Inverted Indexing, 2010: "small versus small").
 * @param clauses one at least, of each the forms.
 * @param language_of by document, as `Columns` has it.
 */
export function wholeMatches(
  clauses: readonly (readonly FormList[])[],
  language_of: Uint8Array,
): WholeMatches {
  const order = clauses
    .map((forms, n) => ({ n, forms, count: forms.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((a, b) => a.count - b.count);
  const [shortest, ...others] = order;
  if (shortest === undefined) throw new RangeError('a query without a clause has no matches');
  let found = unionOf(shortest.forms, language_of);
  const frequencies: Float64Array[] = clauses.map(() => NONE);
  frequencies[shortest.n] = found.frequencies;
  let { documents } = found;
  for (const { n, forms } of others) {
    const its = new Float64Array(documents.length);
    for (const form of forms) addForm(form, language_of, documents, its);
    frequencies[n] = its;
    documents = keepThoseWith(its, documents, frequencies);
  }
  return { documents, frequencies: frequencies.map((its) => its.subarray(0, documents.length)) };
}

const NONE = new Float64Array();

/** What is found so far of one clause. */
interface Found {
  readonly documents: Uint32Array;
  readonly frequencies: Float64Array;
}

/** The documents that have any of some forms. */
function unionOf(forms: readonly FormList[], language_of: Uint8Array): Found {
  let union: Found = { documents: new Uint32Array(), frequencies: NONE };
  for (const form of forms) {
    const one = documentsOf(form, language_of);
    union = union.documents.length === 0 ? one : merged(union, one);
  }
  return union;
}

function documentsOf({ bytes, count, weight, language }: FormList, language_of: Uint8Array): Found {
  const documents = new Uint32Array(count);
  const frequencies = new Float64Array(count);
  const counted = countedBytes(weight);
  const blocks = new PostingBlocks(bytes, count);
  let size = 0;
  for (let block = 0; block < blocks.count; block += 1) {
    const length = blocks.read(block);
    for (let at = 0; at < length; at += 1) {
      const document = blocks.documents[at] ?? 0;
      if (language !== undefined && language_of[document] !== language) continue;
      documents[size] = document;
      frequencies[size] = counted[blocks.frequency(at)] ?? 0;
      size += 1;
    }
  }
  return { documents: documents.subarray(0, size), frequencies: frequencies.subarray(0, size) };
}

function merged(one: Found, other: Found): Found {
  const most = one.documents.length + other.documents.length;
  const documents = new Uint32Array(most);
  const frequencies = new Float64Array(most);
  let [a, b, to] = [0, 0, 0];
  for (; a < one.documents.length && b < other.documents.length; to += 1) {
    const first = one.documents[a] ?? 0;
    const second = other.documents[b] ?? 0;
    let frequency = 0;
    if (first <= second) frequency += one.frequencies[a++] ?? 0;
    if (second <= first) frequency += other.frequencies[b++] ?? 0;
    documents[to] = first < second ? first : second;
    frequencies[to] = frequency;
  }
  const [rest, from] = a < one.documents.length ? [one, a] : [other, b];
  documents.set(rest.documents.subarray(from), to);
  frequencies.set(rest.frequencies.subarray(from), to);
  to += rest.documents.length - from;
  return { documents: documents.subarray(0, to), frequencies: frequencies.subarray(0, to) };
}

/** Adds up how often each of some documents has a form. */
function addForm(
  { bytes, count, weight, language }: FormList,
  language_of: Uint8Array,
  documents: Uint32Array,
  frequencies: Float64Array,
): void {
  const counted = countedBytes(weight);
  const blocks = new PostingBlocks(bytes, count);
  const its = blocks.documents;
  let n = 0;
  for (let block = 0; n < documents.length; block += 1) {
    block = blocks.blockOf(documents[n] ?? 0, block);
    if (block >= blocks.count) return;
    const length = blocks.read(block);
    for (let at = 0; at < length && n < documents.length;) {
      const document = documents[n] ?? 0;
      const its_document = its[at] ?? 0;
      if (its_document < document) at += 1;
      else {
        if (its_document === document && (language === undefined || language_of[document] === language))
          frequencies[n] = (frequencies[n] ?? 0) + (counted[blocks.frequency(at)] ?? 0);
        n += 1;
      }
    }
  }
}

/** Leaves out, in place, the documents that do not have a clause. @returns those that do. */
function keepThoseWith(
  its: Float64Array,
  documents: Uint32Array,
  frequencies: readonly Float64Array[],
): Uint32Array {
  let kept = 0;
  for (let n = 0; n < documents.length; n += 1) {
    if (its[n] === 0) continue;
    if (kept < n) {
      documents[kept] = documents[n] ?? 0;
      for (const one of frequencies) if (one.length > 0) one[kept] = one[n] ?? 0;
    }
    kept += 1;
  }
  return documents.subarray(0, kept);
}
