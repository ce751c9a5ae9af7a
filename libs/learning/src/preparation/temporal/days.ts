export const dayMilliseconds = 86_400_000;

/** Days since 1970-01-01 UTC of an instant in milliseconds. */
export function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / dayMilliseconds);
}

/** Day of the week, Monday 0 to Sunday 6; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** A day by its parts of the Gregorian calendar. */
export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly daysInMonth: number;
  readonly dayOfYear: number;
  readonly daysInYear: number;
  /** ISO 8601: weeks begin on Monday, the first holds the year's first Thursday. */
  readonly isoWeek: number;
  readonly isoYear: number;
}

export function calendarDay(day: number): CalendarDay {
  const date = new Date(day * dayMilliseconds);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  const first = firstOf(year, 1);
  const thursday = day - weekdayOf(day) + 3;
  const isoYear = new Date(thursday * dayMilliseconds).getUTCFullYear();
  return {
    year,
    month,
    day: date.getUTCDate(),
    daysInMonth: firstOf(year, month + 1) - firstOf(year, month),
    dayOfYear: day - first + 1,
    daysInYear: firstOf(year + 1, 1) - first,
    isoWeek: Math.floor((thursday - firstOf(isoYear, 1)) / 7) + 1,
    isoYear,
  };
}

/** The first day of a month (1 to 13) of any year, also of those before 100. */
export function firstOf(year: number, month: number): number {
  return dayOf(new Date(0).setUTCFullYear(year, month - 1, 1));
}
