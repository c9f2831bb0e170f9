import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Titles, TitlesWriter } from '../impact/titles.ts';
import { VarintWriter } from '../impact/varint-writer.ts';
import { Places } from './places.ts';

it('words are read back, and nothing of the document before is left', () => {
  const numbers = fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { maxLength: 40 });
  const documents = fc.array(fc.record({ title: numbers, headings: numbers, body: numbers }), {
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(documents, (read) => {
      const places = new Places();
      for (const { title, headings, body } of read) {
        const writer = new VarintWriter();
        for (const number of headings) writer.write(number);
        const lines = writer.take();
        writer.write(lines.length);
        writer.append(lines);
        for (const number of body) writer.write(number);
        const titles = new TitlesWriter();
        for (const numbers of [[], title, [7]]) titles.add(numbers);
        places.readTitle(new Titles(titles.take(), 3), 2);
        expect(Array.from(places.words.slice(0, places.end + 1))).toEqual([...title, 0, 0]);
        places.readText(writer.take());
        expect(Array.from(places.headings.slice(0, places.headings_end + 1))).toEqual([...headings, 0]);
        const words = Array.from(places.words.slice(0, places.end + 1));
        expect(words).toEqual([...title, 0, ...body, 0]);
        expect([places.title, places.body]).toEqual([title.length, title.length + 1]);
      }
    }),
  );
});
