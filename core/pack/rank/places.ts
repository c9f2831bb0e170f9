/** The words of a document, in their order, by the numbers of their terms; behind the title and at the end there is 0, which is none. */
export class Places {
  words = new Uint32Array(1024);
  /** How many words its title has. */
  title = 0;
  /** Where those of its body begin. */
  body = 0;
  /** Behind the last of them. */
  end = 0;

  /** Reads them from what `PlacesWriter` wrote. */
  read(bytes: Uint8Array): void {
    // As many words as bytes, at most.
    if (this.words.length < bytes.length + 2) this.words = new Uint32Array(bytes.length * 2);
    const { words } = this;
    let at = 0;
    const next = (): number => {
      let byte = bytes[at] ?? 0;
      at += 1;
      let number = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at] ?? 0;
        at += 1;
        number |= (byte & 0x7f) << shift;
      }
      return number;
    };
    this.title = next();
    let place = 0;
    while (place < this.title) words[place++] = next();
    words[place++] = 0;
    this.body = place;
    while (at < bytes.length) words[place++] = next();
    words[place] = 0;
    this.end = place;
  }
}
