/** The words of a document, in their order, by the numbers of their terms. */
export class Places {
  /** The first `title` ones are those of the title, then come those of the body. */
  words = new Uint32Array(1024);
  /** How many there are. */
  count = 0;
  /** Of those, how many are of the title. */
  title = 0;

  /** Reads them from what `PlacesWriter` wrote. */
  read(bytes: Uint8Array): void {
    let at = 0;
    let count = -1;
    // As many words as bytes, at most.
    if (this.words.length < bytes.length) this.words = new Uint32Array(bytes.length * 2);
    const { words } = this;
    while (at < bytes.length) {
      let byte = bytes[at] ?? 0;
      at += 1;
      let number = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at] ?? 0;
        at += 1;
        number |= (byte & 0x7f) << shift;
      }
      if (count < 0) this.title = number;
      else words[count] = number;
      count += 1;
    }
    this.count = Math.max(0, count);
  }
}
