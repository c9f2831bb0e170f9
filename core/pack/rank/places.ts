import type { Titles } from '../impact/titles.ts';

/** The words of a document, in their order, by the numbers of their terms; behind the title and at the end there is 0, which is none. */
export class Places {
  words = new Uint32Array(1024);
  /** How many words its title has. */
  title = 0;
  /** Where those of its body begin. */
  body = 0;
  /** Behind the last of them. */
  end = 0;

  /** Reads those of a title. Of the body there are none then. */
  readTitle(titles: Titles, document: number): void {
    this.title = this.#read(titles.of(document), 0);
    this.body = this.title + 1;
    this.end = this.body;
    this.words[this.end] = 0;
  }

  /** Reads those of the body, behind the title. @param bytes as `PlacesWriter` wrote them. */
  readBody(bytes: Uint8Array): void {
    this.end = this.#read(bytes, this.body);
  }

  /** @returns where they end. */
  #read(bytes: Uint8Array, from: number): number {
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
    return place;
  }
}
