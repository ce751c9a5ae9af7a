import { LearningError } from '../../errors.js';
import { nearestName } from '../../estimators/parameters.js';
import { dayOf } from './days.js';
import type { CompleteTemporalPlan } from './plan.js';

/** Public holidays of a place, by day since 1970-01-01. */
export interface HolidayCalendar {
  isHoliday(day: number): boolean;
}

/** Weekends alone. */
export const noHolidays: HolidayCalendar = { isHoliday: () => false };

/**
 * The public holidays of the plan's country and region by the package `date-holidays` (its data: CC BY 3.0, from Wikipedia and others). A
 * holiday of several days counts whole. Years are worked out when they are first asked for.
 * Throws `learning.temporal_plan_invalid` for a country or region that is not known, with the nearest.
 */
export async function loadHolidays({ country, region }: Pick<CompleteTemporalPlan, 'country' | 'region'>): Promise<HolidayCalendar> {
  if (country === null) return noHolidays;
  // Loaded when it is needed, because the world's holidays take 10 MB.
  const { default: Holidays } = await import('date-holidays');
  const place = country.toUpperCase();
  requireKnown('country', place, new Holidays().getCountries('en'));
  if (region === null) return new Years(new Holidays(place));
  requireKnown('region', region.toUpperCase(), new Holidays().getStates(place, 'en') ?? {});
  return new Years(new Holidays(place, region.toUpperCase()));
}

interface HolidaySource {
  getHolidays(year: number): readonly { readonly date: string; readonly start: Date; readonly end: Date; readonly type: string }[];
}

class Years implements HolidayCalendar {
  readonly #years = new Map<number, ReadonlySet<number>>();

  constructor(private readonly source: HolidaySource) {}

  isHoliday(day: number): boolean {
    const year = new Date(day * 86_400_000).getUTCFullYear();
    // A holiday of several days may have begun in the year before.
    return this.#of(year).has(day) || this.#of(year - 1).has(day);
  }

  #of(year: number): ReadonlySet<number> {
    let days = this.#years.get(year);
    if (!days) {
      days = new Set(this.source.getHolidays(year).flatMap((holiday) => (holiday.type === 'public' ? daysOf(holiday) : [])));
      this.#years.set(year, days);
    }
    return days;
  }
}

function daysOf({ date, start, end }: { date: string; start: Date; end: Date }): number[] {
  // The text holds the day as it is in the country; start and end are instants there.
  const [year, month, day] = date.slice(0, 10).split('-').map(Number);
  const first = dayOf(Date.UTC(year, month - 1, day));
  const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
  return Array.from({ length }, (_, at) => first + at);
}

function requireKnown(field: 'country' | 'region', code: string, known: Readonly<Record<string, string>>): void {
  if (Object.hasOwn(known, code)) return;
  const nearest = Object.entries(known).find(([, name]) => name.toUpperCase() === code)?.[0] ?? nearestName(code, Object.keys(known));
  const hint = nearest ? `; did you mean "${nearest}" (${known[nearest]})?` : '.';
  const message = `${field}: no holidays are known for ${JSON.stringify(code.slice(0, 50))}${hint}`;
  throw new LearningError('learning.temporal_plan_invalid', message, field);
}
