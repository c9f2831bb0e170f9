import { codeWordsIn } from './code-words.ts';
import { pathWords } from '../path-words.ts';
import { plainText } from './plain-text.ts';

/** Texts of a document by which it is found. */
export interface FoundTexts {
  readonly title: string;
  readonly headings: string;
  readonly description: string;
  readonly body: string;
  readonly path: string;
  readonly anchors: string;
}

/** The columns of the index of a document, each as FTS5 is to take it apart. */
export interface IndexTexts {
  readonly title: string;
  readonly headings: string;
  readonly description: string;
  readonly body: string;
  readonly path: string;
  readonly anchors: string;
  /** Names of code in the title and the headings. */
  readonly title_names: string;
  /** Those in the other texts. */
  readonly names: string;
}

/**
 * A word that no text has, nor any query: between lines that have nothing to do with each other, so that no phrase goes over their ends.
 * It does not count in the length of a document.
 */
export const LINE_END = '\ue000';
/** The columns that have it, for each line but the last. */
export const COLUMNS_OF_LINES = ['headings', 'anchors'] as const;

/** What is written into the index of a document. */
export function indexTexts({ title, headings, description, body, path, anchors }: FoundTexts): IndexTexts {
  const spelled = pathWords(path);
  return {
    title: plainText(title),
    headings: plainLines(headings),
    description: plainText(description),
    body: plainText(body),
    path: plainText(spelled),
    anchors: plainLines(anchors),
    title_names: codeWordsIn(title, headings).join(' '),
    names: codeWordsIn(description, body, spelled, anchors).join(' '),
  };
}

function plainLines(text: string): string {
  return plainText(text).replaceAll('\n', ` ${LINE_END} `);
}
