/** A day or instant as files write it. */
export type WrittenDate =
  /** ISO 8601. */
  | { readonly date: string }
  /** 3/4/2025: which of the two numbers is the day has to be told from others. */
  | { readonly numbers: readonly [number, number]; readonly year: number };

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/u;
const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/u;
const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/u;

/** ISO 8601, 31.1.2025 (day first), 31/1/2025 or 1/31/2025. Undefined where it is none, or no day of the calendar. */
export function readDate(text: string): WrittenDate | undefined {
  const written = iso.exec(text);
  if (written) {
    const day = dayOf(Number(written[1]), Number(written[2]), Number(written[3]));
    if (day === undefined || written[4] === undefined) return day === undefined ? undefined : { date: day };
    const instant = `${day}T${written[4]}${written[5] ?? 'Z'}`;
    return Number.isNaN(Date.parse(instant)) ? undefined : { date: new Date(instant).toISOString() };
  }
  const european = dotted.exec(text);
  if (european) return dated(dayOf(Number(european[3]), Number(european[2]), Number(european[1])));
  const [, first, second, year] = slashed.exec(text) ?? [];
  if (first === undefined) return undefined;
  const numbers = [Number(first), Number(second)] as const;
  if (!dayOfNumbers(numbers, Number(year), true) && !dayOfNumbers(numbers, Number(year), false)) return undefined;
  return { numbers, year: Number(year) };
}

/** The day of two numbers, if it exists. */
export function dayOfNumbers([first, second]: readonly [number, number], year: number, dayFirst: boolean): string | undefined {
  return dayFirst ? dayOf(year, second, first) : dayOf(year, first, second);
}

function dated(date: string | undefined): WrittenDate | undefined {
  return date === undefined ? undefined : { date };
}

function dayOf(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return exists ? at.toISOString().slice(0, 10) : undefined;
}
