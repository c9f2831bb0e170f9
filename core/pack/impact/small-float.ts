/**
 * Whole numbers in a byte, of which four significant bits stay: exact below 16, and smaller by a ninth at most above. Order is
 * kept. As Lucene's SmallFloat.longToInt4 does it (https://github.com/apache/lucene, util/SmallFloat.java).
 */
export function toByte(number: number): number {
  if (number < 16) return number;
  const shift = 28 - Math.clz32(number);
  return ((shift + 1) << 3) + ((number >>> shift) & 7);
}

/** What {@link toByte} made of a number, by its byte: the smallest number that has it. */
export const FROM_BYTE: Float64Array = Float64Array.from({ length: 256 }, (_, byte) =>
  byte < 16 ? byte : (8 + (byte & 7)) * 2 ** ((byte >> 3) - 1),
);
