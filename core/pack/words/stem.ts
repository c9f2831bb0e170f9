import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as armenian } from '@orama/stemmers/armenian';
import { stemmer as bulgarian } from '@orama/stemmers/bulgarian';
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as hindi } from '@orama/stemmers/indian';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as indonesian } from '@orama/stemmers/indonesian';
import { stemmer as irish } from '@orama/stemmers/irish';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as lithuanian } from '@orama/stemmers/lithuanian';
import { stemmer as nepali } from '@orama/stemmers/nepali';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as serbian } from '@orama/stemmers/serbian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as tamil } from '@orama/stemmers/tamil';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian';

import { accented } from './accented.ts';
import { plainText } from './plain-text.ts';

/** By the first part of a language's tag (BCP 47). */
const STEMMERS: ReadonlyMap<string, (word: string) => string> = new Map([
  ['ar', arabic],
  ['bg', bulgarian],
  ['da', danish],
  ['de', german],
  ['el', greek],
  ['en', english],
  ['es', spanish],
  ['fi', finnish],
  ['fr', french],
  ['ga', irish],
  ['hi', hindi],
  ['hu', hungarian],
  ['hy', armenian],
  ['id', indonesian],
  ['it', italian],
  ['lt', lithuanian],
  ['nb', norwegian],
  ['ne', nepali],
  ['nl', dutch],
  ['nn', norwegian],
  ['no', norwegian],
  ['pt', portuguese],
  ['ro', romanian],
  ['ru', russian],
  ['sr', serbian],
  ['sv', swedish],
  ['ta', tamil],
  ['tr', turkish],
  ['uk', ukrainian],
]);

/** Of a document that is in none that is known. */
const ASSUMED = 'en';
/** Shorter words are their own stems, and longer ones are no words. */
const FEWEST_CHARS = 3;
const MOST_CHARS = 40;
const LETTERS = /^[\p{L}\p{M}]+$/u;

/** The language by whose rules words of a document are inflected. @param tag BCP 47, or empty. @returns undefined where no rules are known. */
export function stemLanguage(tag: string): string | undefined {
  const [language = ''] = tag.toLowerCase().split('-');
  if (language === '' || language === 'und') return ASSUMED;
  return STEMMERS.has(language) ? language : undefined;
}

/**
 * What the forms of a word have in common, by the rules of Snowball; as the index has words, without accents.
 * @param word as the index has it.
 * @param language one of {@link stemLanguage}.
 */
export function stemOf(word: string, language: string): string {
  const isWord = word.length >= FEWEST_CHARS && word.length <= MOST_CHARS && LETTERS.test(word);
  const stemmer = isWord ? STEMMERS.get(language) : undefined;
  return stemmer === undefined ? word : plainText(stemmer(accented(word, language)));
}
