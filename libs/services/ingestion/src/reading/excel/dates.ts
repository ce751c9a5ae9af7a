const dayMilliseconds = 86_400_000;
/** The last serial of a date that Excel shows: 9999-12-31. */
const lastSerial = 2_958_466;
/** In the system of 1900 the 29 February 1900, which never was, is day 60. */
const imaginaryDay = 60;
const epoch1900 = Date.UTC(1899, 11, 30);
const epoch1904 = Date.UTC(1904, 0, 1);

/** Whether numbers under a number format are dates or times: one of the built-in ones (ECMA-376 part 1, §18.8.30), or a code with parts of a date. */
export function isDateFormat(id: number, code?: string): boolean {
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);
  // An elapsed time is a number of days. Texts in quotes, escaped characters, colours, conditions and locales say nothing.
  if (/\[[hms]+\]/i.test(code)) return false;
  const bare = code.split(';')[0].replace(/"[^"]*"?|\\.|[_*].|\[[^\]]*\]/g, '');
  return !/general|#/i.test(bare) && /[ymdhs]/i.test(bare.replace(/am\/pm|a\/p/gi, ''));
}

/**
 * A serial as `yyyy-mm-dd[ hh:mm:ss[.fff]]`, to the millisecond; a serial below one day as a time of day. undefined for a number that is no date.
 * In the system of 1900 days before March 1900 are off by one, because it believes in a 29 February 1900 (it becomes the 28th).
 */
export function dateOfSerial(serial: number, is1904: boolean): string | undefined {
  if (!(serial >= 0 && serial < lastSerial)) return undefined;
  const shift = !is1904 && serial >= 1 && serial < imaginaryDay ? 1 : 0;
  const date = new Date((is1904 ? epoch1904 : epoch1900) + Math.round((serial + shift) * dayMilliseconds));
  const [day, time] = date.toISOString().slice(0, -1).split('T');
  const shown = time.endsWith('.000') ? time.slice(0, 8) : time;
  if (serial < 1 && !is1904) return shown;
  return shown === '00:00:00' ? day : `${day} ${shown}`;
}
