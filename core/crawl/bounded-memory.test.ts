import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedMemory, charsOf } from './bounded-memory.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('a bounded memory', () => {
  it('forgets what was remembered first when there are too many', () => {
    const memory = new BoundedMemory<number>({ most: 2, most_chars: 1000 });
    memory.set('a', 1);
    memory.set('b', 2);
    memory.set('a', 3);
    memory.set('c', 4);
    expect(['a', 'b', 'c'].map((name) => memory.get(name))).toEqual([3, undefined, 4]);
    memory.delete('a');
    memory.set('d', 5);
    expect(['a', 'c', 'd'].map((name) => memory.has(name))).toEqual([false, true, true]);
  });

  it('forgets as many as a large one takes the room of', () => {
    const memory = new BoundedMemory<string>({ most: 100, most_chars: 1000 }, (text) => text.length);
    for (const name of ['a', 'b', 'c']) memory.set(name, 'x'.repeat(200));
    memory.set('d', 'x'.repeat(700));
    expect(['a', 'b', 'c', 'd'].map((name) => memory.has(name))).toEqual([false, false, true, true]);
    memory.set('d', '');
    memory.set('e', 'x'.repeat(600));
    expect(['c', 'd', 'e'].map((name) => memory.has(name))).toEqual([true, true, true]);
  });

  it('keeps nothing that is larger than it is', () => {
    const memory = new BoundedMemory<string>({ most: 100, most_chars: 1000 }, (text) => text.length);
    memory.set('a', 'x'.repeat(1000));
    expect(memory.has('a')).toBe(false);
    memory.set('b', '');
    expect(memory.has('b')).toBe(true);
  });

  it('has the last ones that fit, whatever is remembered and forgotten', () => {
    const bounds = { most: 5, most_chars: 300 };
    const step = fc.tuple(fc.constantFrom(...NAMES), fc.option(fc.nat({ max: 150 })));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const memory = new BoundedMemory<number>(bounds, (chars) => chars);
        let model: [name: string, chars: number][] = [];
        for (const [name, chars] of steps) {
          model = model.filter(([other]) => other !== name);
          if (chars === null) memory.delete(name);
          else {
            memory.set(name, chars);
            model.push([name, chars]);
          }
          const total = () => model.reduce((sum, [each, size]) => sum + charsOf([each]) + size, 0);
          while (model.length > bounds.most || total() > bounds.most_chars) model.shift();
          expect(NAMES.filter((each) => memory.has(each))).toEqual(model.map(([each]) => each).toSorted());
        }
      }),
    );
  });
});
