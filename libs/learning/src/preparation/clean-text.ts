/**
 * A text as it can cross into the graph: UTF-8 has no lone surrogates, and onnxruntime-node ends a text at NUL;
 * both become U+FFFD, in training and in serving alike.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** A category as it is compared: clean, and the empty text (missing) for blanks. */
export function categoryText(text: string): string {
  return text.trim() === '' ? '' : cleanText(text);
}
