import { type CalendarDay, calendarDay, dayMilliseconds, dayOf, firstOf, weekdayOf } from './days.js';
import type { FeatureNote } from './feature.js';
import type { HolidayCalendar } from './holidays.js';
import { type ZoneOffset, zoneOffset } from './time-zone.js';
import { type CompleteTemporalPlan, includedGroups, type TemporalGroup } from './plan.js';

/** Days that a search for the nearest holiday goes either way. */
const holidayReach = 400;
/** The last instant that a JavaScript date can hold, in milliseconds either way. */
const latest = 8.64e15;
const integer = (suffix: string, description: string): FeatureNote => [suffix, 'integer', description];
const flag = (suffix: string, description: string): FeatureNote => [suffix, 'boolean', description];
const float = (suffix: string, description: string): FeatureNote => [suffix, 'float', description];

export const datePartFeatures: readonly FeatureNote[] = [
  integer('year', 'Year.'),
  integer('quarter', 'Quarter, 1 to 4.'),
  integer('month', 'Month, 1 to 12.'),
  integer('week', 'ISO week, 1 to 53.'),
  integer('iso_year', 'Year that the ISO week belongs to.'),
  integer('day', 'Day of the month.'),
  integer('day_of_week', 'Day of the week, Monday 0 to Sunday 6.'),
  integer('day_of_year', 'Day of the year, 1 to 366.'),
  integer('week_of_month', 'Week of the month, its first seven days 1.'),
  integer('days_in_month', 'Days of the month.'),
  flag('is_month_start', 'First day of a month.'),
  flag('is_month_end', 'Last day of a month.'),
  flag('is_quarter_start', 'First day of a quarter.'),
  flag('is_quarter_end', 'Last day of a quarter.'),
  flag('is_year_start', 'First of January.'),
  flag('is_year_end', 'Last of December.'),
  flag('is_leap_year', 'The year has 366 days.'),
  flag('is_weekend', 'Saturday or Sunday.'),
  integer('hour', 'Hour, 0 to 23.'),
  integer('minute', 'Minute, 0 to 59.'),
];

export const cyclicFeatures: readonly FeatureNote[] = [
  ...circle('month', 'month in the year'),
  ...circle('day', 'day in its month'),
  ...circle('day_of_week', 'day in the week'),
  ...circle('day_of_year', 'day in its year'),
  ...circle('hour', 'time in the day'),
];

function circle(name: string, of: string): FeatureNote[] {
  return [float(`${name}_sin`, `Sine of the ${of} as an angle.`), float(`${name}_cos`, `Cosine of the ${of} as an angle.`)];
}

export function calendarFeatures(withHolidays: boolean): readonly FeatureNote[] {
  const always = [
    flag('is_weekday', 'Monday to Friday.'),
    flag('is_business_day', 'A weekday that is no public holiday.'),
    integer('working_days_in_month', 'Business days of the month.'),
    integer('working_day_of_month', 'Business days of the month up to this day.'),
  ];
  if (!withHolidays) return always;
  return [
    ...always,
    flag('is_holiday', 'A public holiday.'),
    flag('is_holiday_eve', 'The day before a public holiday.'),
    integer('days_to_holiday', 'Days until the next public holiday, 0 on one.'),
    integer('days_since_holiday', 'Days since the last public holiday, 0 on one.'),
  ];
}

export function fourierFeatures({ weekly, annual }: CompleteTemporalPlan['fourier']): readonly FeatureNote[] {
  return [...waves('week', weekly), ...waves('year', annual)];
}

function waves(name: string, orders: number): FeatureNote[] {
  return Array.from({ length: orders }, (_, at) => at + 1).flatMap((order) => [
    float(`fourier_${name}_sin_${order}`, `Sine that turns ${order} times a ${name}.`),
    float(`fourier_${name}_cos_${order}`, `Cosine that turns ${order} times a ${name}.`),
  ]);
}

/**
 * Features of a date alone. Those of the day are worked out once for each day, those of the time of day for each row.
 * They lie in the order of the feature list.
 */
export class DateFeatures {
  readonly #days = new Map<number, Float64Array>();
  readonly #months = new Map<number, number>();
  readonly #on: Readonly<Record<TemporalGroup, boolean>>;
  readonly #offset: ZoneOffset | null;
  readonly count: number;

  constructor(
    private readonly plan: CompleteTemporalPlan,
    private readonly holidays: HolidayCalendar,
  ) {
    this.#on = includedGroups(plan);
    this.#offset = zoneOffset(plan.time_zone);
    this.count = this.#day(0).length;
  }

  /** Writes the features of an instant (milliseconds since 1970 UTC) to `out[from…]`; missing (NaN) for a date that is none. */
  write(out: Float64Array, from: number, instant: number): void {
    const milliseconds =
      this.#offset !== null && Math.abs(instant) < latest - 2 * dayMilliseconds ? instant + this.#offset(instant) : instant;
    if (!(Math.abs(milliseconds) <= latest)) {
      out.fill(Number.NaN, from, from + this.count);
      return;
    }
    const day = dayOf(milliseconds);
    out.set(this.#day(day), from);
    const time = milliseconds - day * dayMilliseconds;
    if (time !== 0) this.#writeTime(out, from, day, time);
  }

  /** Overwrites what depends on the time of day: the last of the parts, of the angles, and the waves. */
  #writeTime(out: Float64Array, from: number, day: number, time: number): void {
    const put = (end: number, values: readonly number[]) => out.set(values, from + end - values.length);
    let end = 0;
    if (this.#on.date_parts) put((end += datePartFeatures.length), timeOf(time));
    if (this.#on.cyclic) put((end += cyclicFeatures.length), angles(time / dayMilliseconds, 1));
    if (this.#on.fourier) put(this.count, this.#fourier(day + time / dayMilliseconds));
  }

  #day(day: number): Float64Array {
    let features = this.#days.get(day);
    if (features) return features;
    const date = calendarDay(day);
    features = Float64Array.from([
      ...(this.#on.date_parts ? partsOf(date, weekdayOf(day)) : []),
      ...(this.#on.cyclic ? anglesOf(date, weekdayOf(day)) : []),
      ...(this.#on.calendar ? this.#calendar(date, day) : []),
      ...(this.#on.fourier ? this.#fourier(day) : []),
    ]);
    this.#days.set(day, features);
    return features;
  }

  #calendar(date: CalendarDay, day: number): number[] {
    const first = day - date.day + 1;
    const always = [Number(isWeekday(day)), this.#isWorking(day), this.#workingDays(first, date), this.#working(first, day)];
    if (this.plan.country === null) return always;
    const holiday = (at: number) => Number(this.holidays.isHoliday(at));
    return [...always, holiday(day), holiday(day + 1), this.#distance(day, 1), this.#distance(day, -1)];
  }

  #isWorking(day: number): number {
    return Number(isWeekday(day) && !this.holidays.isHoliday(day));
  }

  #working(from: number, to: number): number {
    let count = 0;
    for (let day = from; day <= to; day++) count += this.#isWorking(day);
    return count;
  }

  #workingDays(first: number, { year, month }: CalendarDay): number {
    let count = this.#months.get(first);
    if (count === undefined) {
      count = this.#working(first, firstOf(year, month + 1) - 1);
      this.#months.set(first, count);
    }
    return count;
  }

  #distance(day: number, step: number): number {
    for (let away = 0; away <= holidayReach; away++) if (this.holidays.isHoliday(day + step * away)) return away;
    return Number.NaN;
  }

  #fourier(days: number): number[] {
    const { weekly, annual } = this.plan.fourier;
    // Weeks are counted from a Monday: 1970-01-05 is day 4.
    return [...angles((days - 4) / 7, weekly), ...angles(days / 365.25, annual)];
  }
}

function isWeekday(day: number): boolean {
  return weekdayOf(day) < 5;
}

function partsOf(date: CalendarDay, weekday: number): number[] {
  const { year, month, day, daysInMonth, dayOfYear, daysInYear } = date;
  const monthStart = day === 1;
  const monthEnd = day === daysInMonth;
  const flags = [
    monthStart,
    monthEnd,
    monthStart && month % 3 === 1,
    monthEnd && month % 3 === 0,
    dayOfYear === 1,
    dayOfYear === daysInYear,
    daysInYear === 366,
    weekday > 4,
  ].map(Number);
  const numbers = [year, Math.ceil(month / 3), month, date.isoWeek, date.isoYear, day, weekday, dayOfYear, Math.ceil(day / 7), daysInMonth];
  return [...numbers, ...flags, ...timeOf(0)];
}

function timeOf(milliseconds: number): number[] {
  const minutes = Math.floor(milliseconds / 60_000);
  return [Math.floor(minutes / 60), minutes % 60];
}

function anglesOf({ month, day, daysInMonth, dayOfYear, daysInYear }: CalendarDay, weekday: number): number[] {
  const turns = [(month - 1) / 12, (day - 1) / daysInMonth, weekday / 7, (dayOfYear - 1) / daysInYear, 0];
  return turns.flatMap((turn) => angles(turn, 1));
}

/** Sine and cosine of an angle given in turns, and of its multiples up to `orders`. */
function angles(turn: number, orders: number): number[] {
  return Array.from({ length: orders }, (_, at) => {
    const multiple = turn * (at + 1);
    const angle = 2 * Math.PI * (multiple - Math.floor(multiple));
    return [Math.sin(angle), Math.cos(angle)];
  }).flat();
}
