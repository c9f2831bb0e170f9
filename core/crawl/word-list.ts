/** Whether a list of words with white space between, such as `rel`, has one (in lower case). */
export function hasWord(list: string, word: string): boolean {
  return list === word || list.toLowerCase().split(/\s+/).includes(word);
}
