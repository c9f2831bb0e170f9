import { expect, it } from 'vitest';
import { wordsOf } from './plain-text.ts';
import { stemLanguage, stemOf } from './stem.ts';

it.each([
  ['en-GB', 'en'],
  ['DE', 'de'],
  ['', 'en'],
  ['und', 'en'],
  ['ja', undefined],
  ['zh-Hant', undefined],
])('words in %j are stemmed as %s', (tag, language) => {
  expect(stemLanguage(tag)).toBe(language);
});

it.each([
  ['en', 'looking', 'look'],
  ['en', 'log', 'log'],
  ['de', 'hauser', 'haus'],
  ['fr', 'chevaux', 'cheval'],
  ['en', 'utf8', 'utf8'],
  ['en', 'is', 'is'],
])('in %s the stem of %s is %s', (language, word, stem) => {
  expect(stemOf(word, language)).toBe(stem);
});

it.each([
  ['ar', 'مدرسة المدرسة'],
  ['bg', 'град градове'],
  ['da', 'åbningstid åbningstider', 'børn børnene', 'måned måneder'],
  ['de', 'Häuser Haus', 'Grüße Gruß', 'Öffnungszeit Öffnungszeiten', 'möglich mögliche'],
  ['el', 'πόλη πόλης πόλεις', 'άνθρωπος άνθρωποι ανθρώπους'],
  ['en', 'opening openings', 'city cities'],
  [
    'es',
    'información informaciones',
    'administración administrativo',
    'tecnología tecnológico',
    'hablábamos hablar',
  ],
  ['es', 'página páginas', 'niño niña niños', 'inglés inglesa ingleses', 'jardín jardines'],
  ['fi', 'kylä kylässä kylän', 'päivä päivän päivät', 'hyvä hyvää'],
  [
    'fr',
    'première premier premières',
    'situé située situer',
    'université universités',
    'nationalité national',
  ],
  ['fr', 'général générale', 'élève élèves'],
  ['hi', 'किताब किताबें', 'लड़का लड़के'],
  ['hu', 'ház házak házban házból', 'kérdés kérdések kérdésről', 'nyelv nyelvtől', 'város városnál'],
  ['hy', 'քաղաք քաղաքներ'],
  ['id', 'buku bukunya'],
  ['it', 'possibilità possibile', 'attività attivo', 'parlò parlare'],
  ['lt', 'miestas mieste miestą miestų', 'kalba kalbą kalbų', 'upė upės upių'],
  ['nb', 'åpningstid åpningstider', 'måned måneder'],
  ['ne', 'किताब किताबहरू'],
  ['nl', 'opening openingen'],
  ['pt', 'informação informações', 'decisão decisões', 'avião aviões', 'disponível disponíveis'],
  ['pt', 'administração administrativo', 'página páginas', 'irmão irmãos'],
  [
    'ro',
    'informație informații informației',
    'oraș orașe orașul',
    'acțiune acțiuni',
    'românesc românești',
    'țară țări',
  ],
  ['ru', 'ёлка ёлки', 'книга книги книгой'],
  ['sr', 'škola školi школа', 'čovek čoveka'],
  ['sv', 'öppettid öppettider', 'skola skolor'],
  ['ta', 'புத்தகம் புத்தகங்கள்'],
  [
    'tr',
    'okul okulları',
    'göz gözler gözleri',
    'gün günler',
    'kız kızları',
    'çocuk çocuğu çocuklar',
    'güzellik güzelliği',
  ],
  ['uk', 'місто міста місті', 'їжак їжаки'],
])('forms of a word in %s have one stem, as people write them: %s', (language, ...groups) => {
  for (const group of groups) {
    const stems = group.split(' ').map((word) => stemOf(wordsOf(word)[0] ?? '', language));
    expect(new Set(stems).size, `${group}: ${stems.join(' ')}`).toBe(1);
    expect(wordsOf(stems.join(' '))).toEqual(stems);
  }
});

it('other words keep stems of their own', () => {
  expect(stemOf('hablo', 'es')).toBe('habl');
  expect(stemOf('materia', 'es')).not.toBe(stemOf('matar', 'es'));
  expect(stemOf('visite', 'fr')).not.toBe(stemOf('vis', 'fr'));
});
