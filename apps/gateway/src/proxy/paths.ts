/** Dot segments in any spelling, backslashes, NUL and other control characters, and an empty segment: what could mean one path here and another behind. */
const tricks = /(^|\/)(\.|%2e){1,2}(\/|$|%2f|%5c)|%2f(\.|%2e){1,2}(\/|$|%2f)|\/\/|\\|%5c|%[01][0-9a-f]|%7f|\p{Cc}/iu;

/** Whether the raw path of a request line tries to be another path than it looks. */
export function isTrick(path: string): boolean {
  return tricks.test(path);
}
