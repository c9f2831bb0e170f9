import { VarintList } from '../impact/varint-list.ts';
import type { Titles } from '../impact/titles.ts';

/** The words of a document by the numbers of their terms. */
export class Places {
  readonly #text = new Words();
  readonly #headings = new Words();
  /** How many words its title has. */
  title = 0;
  /** Where those of its body begin. */
  body = 0;

  /** Title and body, in their order; behind the title and at the end there is 0, which is none. */
  get words(): Uint32Array {
    return this.#text.words;
  }

  /** Behind the last of them. */
  get end(): number {
    return this.#text.end;
  }

  /** Headings, with an end of the line between two, and 0 at the end. */
  get headings(): Uint32Array {
    return this.#headings.words;
  }

  get headings_end(): number {
    return this.#headings.end;
  }

  /** Reads those of a title. Of others there are none then. */
  readTitle(titles: Titles, document: number): void {
    this.#text.read(titles.of(document), 0);
    this.title = this.#text.end;
    this.body = this.title + 1;
    this.#text.read(NOTHING, this.body);
    this.#headings.read(NOTHING, 0);
  }

  /** Reads the others, behind the title. @param bytes as `PlacesWriter` wrote them. */
  readText(bytes: Uint8Array): void {
    const list = new VarintList(bytes);
    const headings = list.next();
    const body = list.at + headings;
    this.#headings.read(bytes.subarray(list.at, body), 0);
    this.#text.read(bytes.subarray(body), this.body);
  }
}

const NOTHING = new Uint8Array();

class Words {
  words = new Uint32Array(1024);
  end = 0;

  /** Reads some, those of a {@link VarintList}, and puts them at a place. */
  read(bytes: Uint8Array, from: number): void {
    // As many words as bytes, at most.
    const most = from + bytes.length + 2;
    if (this.words.length < most) {
      const more = new Uint32Array(most * 2);
      more.set(this.words.subarray(0, from));
      this.words = more;
    }
    const { words } = this;
    let place = from;
    for (let at = 0; at < bytes.length; place += 1) {
      let byte = bytes[at] ?? 0;
      at += 1;
      let number = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at] ?? 0;
        at += 1;
        number |= (byte & 0x7f) << shift;
      }
      words[place] = number;
    }
    words[place] = 0;
    this.end = place;
  }
}
