import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  prepareTemporalPlan,
  type TemporalPlan,
  TemporalFold,
  temporalFeatures,
  TemporalState,
  type StoredTemporalState,
} from './index.js';

interface Fixture {
  readonly plan: Partial<TemporalPlan>;
  readonly id: readonly string[];
  readonly date: readonly number[];
  readonly value: readonly (number | null)[];
  readonly features: Readonly<Record<string, readonly (number | null)[]>>;
  readonly dates: readonly number[];
  readonly date_features: Readonly<Record<string, readonly number[]>>;
  readonly zones: Readonly<Record<string, { readonly dates: readonly number[]; readonly features: Fixture['date_features'] }>>;
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/pandas.json', import.meta.url), 'utf8')) as Fixture;
const day = 86_400_000;
const plan: TemporalPlan = { date_column: 'date', id_column: 'id', value_columns: ['value'] };
const near = (value: number, wanted: number, tolerance = 1e-9) =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));

/** The features of a history with one value column, as columns. */
async function history(given: TemporalPlan, rows: readonly { begins?: boolean; date: number; values: readonly (number | null)[] }[]) {
  const prepared = await prepareTemporalPlan(given);
  const width = prepared.features.length;
  const out = new Float64Array(rows.length * width);
  const values = given.value_columns.map((_, at) => rows.map((row) => row.values[at] ?? Number.NaN));
  const sorted = {
    count: rows.length,
    begins: rows.map(({ begins }) => Number(begins ?? false)),
    dates: rows.map(({ date }) => date),
    values,
  };
  new TemporalFold(prepared).write(sorted, out);
  const column = (at: number) => Float64Array.from(rows, (_, row) => out[row * width + at]);
  return Object.fromEntries(prepared.features.map(({ name }, at) => [name, column(at)]));
}

const daily = (values: readonly (number | null)[]) => values.map((value, at) => ({ date: at * day, values: [value] }));

describe('temporal features', () => {
  it('are what pandas makes of the rows before, over gaps and several ids', async () => {
    const rows = fixture.id.map((id, at) => ({ begins: id !== fixture.id[at - 1], date: fixture.date[at], values: [fixture.value[at]] }));
    const made = await history({ ...plan, ...fixture.plan }, rows);
    for (const [name, wanted] of Object.entries(fixture.features)) {
      for (const [row, value] of wanted.entries()) {
        const got = made[`value_${name}`][row];
        if (value === null) expect([name, row, Number.isFinite(got)]).toEqual([name, row, false]);
        // The level of the first id is a million: pandas' own sliding sums keep nine digits of its variance.
        else near(got, value, /std|slope|strength/.test(name) ? 1e-6 : 1e-9);
      }
    }
  });

  it('of a date are those of pandas, before 1970 and at the ends of years', async () => {
    const prepared = await prepareTemporalPlan({ date_column: 'd', value_columns: [] });
    for (const [row, date] of fixture.dates.entries()) {
      const made = new TemporalState(prepared).features(date);
      for (const [name, wanted] of Object.entries(fixture.date_features))
        expect([name, row, Number(made[`d_${name}`])]).toEqual([name, row, wanted[row]]);
    }
  });

  it('are over a hundred from one date, one id and one value, each with its name, type and sentence', () => {
    const features = temporalFeatures({ ...plan, country: 'DE' });
    expect(features.length).toBeGreaterThan(100);
    expect(features.filter(({ group }) => group === 'date_parts').length).toBeGreaterThanOrEqual(15);
    expect(features.filter(({ group }) => group === 'calendar').length).toBeGreaterThanOrEqual(5);
    for (const { name, description } of features) expect([name, description.endsWith('.')]).toEqual([name, true]);
  });

  it('leave out the groups that are switched off, and nothing else', () => {
    const all = temporalFeatures(plan);
    const left = temporalFeatures({ ...plan, exclude: ['rolling', 'fourier'] });
    expect(left).toEqual(all.filter(({ group }) => group !== 'rolling' && group !== 'fourier'));
  });
});

describe('a row', () => {
  const cell = fc.option(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, -0, 1, 1e300, -1e-300)), {
    nil: null,
  });
  // Few dates, so that many rows share theirs.
  const table = fc.array(fc.record({ days: fc.integer({ min: 0, max: 2 }), value: cell }), { minLength: 2, maxLength: 60 });
  const short: TemporalPlan = { ...plan, windows: [3, 5], trend_windows: [4], lags: [1, 6], change_windows: [2, 4], seasonal_periods: [3] };
  const rowsOf = (cells: readonly { days: number; value: number | null }[]) => {
    let date = 0;
    return cells.map(({ days, value }) => ({ date: (date += days * day), values: [value] }));
  };

  it('knows nothing of its own value, of its own date’s rows, or of what follows, by property', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.nat(), cell, async (cells, pick, other) => {
        const rows = rowsOf(cells);
        const at = pick % rows.length;
        const before = await history(short, rows);
        const after = await history(
          short,
          rows.map((row) => (row.date >= rows[at].date ? { ...row, values: [other] } : row)),
        );
        for (const name of Object.keys(before)) expect([name, after[name][at]]).toEqual([name, before[name][at]]);
      }),
      { numRuns: 60 },
    );
  });

  it('has the same features, bit by bit, from a state that was JSON in between, by property', async () => {
    const prepared = await prepareTemporalPlan(short);
    await fc.assert(
      fc.asyncProperty(table, async (cells) => {
        const rows = rowsOf(cells);
        const whole = await history(short, rows);
        let stored: string | undefined;
        for (const [at, { date, values }] of rows.entries()) {
          const state = new TemporalState(prepared, stored === undefined ? undefined : (JSON.parse(stored) as StoredTemporalState));
          const made = state.features(date);
          for (const { name, type } of prepared.features) {
            const value = whole[name][at];
            const wanted = Number.isFinite(value) ? (type === 'boolean' ? value === 1 : value) : null;
            expect([name, made[name]]).toEqual([name, wanted]);
          }
          state.push(date, values);
          stored = JSON.stringify(state);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has only the features of its date where its id is missing, and none where its date is', async () => {
    const prepared = await prepareTemporalPlan(plan);
    const width = prepared.features.length;
    const out = new Float64Array(3 * width);
    const rows = { count: 3, begins: [1, Number.NaN, 0], dates: [0, day, Number.NaN], values: [[1, 2, 3]] };
    new TemporalFold(prepared).write(rows, out);
    const known = (row: number) => prepared.features.filter((_, at) => Number.isFinite(out[row * width + at])).map(({ column }) => column);
    expect(new Set(known(1))).toEqual(new Set(['date']));
    expect(known(2)).toEqual([]);
  });

  it('with nothing but missing values before it has no statistics', async () => {
    const made = await history(plan, daily(Array.from({ length: 40 }, () => null)));
    expect(made.value_rolling_mean_7[39]).toBeNaN();
    expect(made.value_expanding_count[39]).toBe(0);
    expect(made.value_shift_score_7[39]).toBeNaN();
  });
});

describe('a time zone', () => {
  it.each(Object.entries(fixture.zones))(
    '%s: parts of dates as pandas has them on the clock of that place',
    async (time_zone, { dates, features }) => {
      const state = new TemporalState(await prepareTemporalPlan({ date_column: 'd', value_columns: [], time_zone }));
      for (const [row, date] of dates.entries()) {
        const made = state.features(date);
        for (const [name, wanted] of Object.entries(features))
          expect([name, date, Number(made[`d_${name}`])]).toEqual([name, date, wanted[row]]);
      }
    },
  );

  it('moves holidays and the waves of a day, but no value of the past, and takes any instant', async () => {
    const eve = Date.UTC(2024, 11, 31, 23, 30);
    const of = async (time_zone: string | null) => {
      const state = new TemporalState(await prepareTemporalPlan({ date_column: 'd', value_columns: ['v'], country: 'DE', time_zone }));
      state.push(eve - day, [4]);
      return state.features(eve);
    };
    expect(await of(null)).toMatchObject({ d_is_holiday: false, d_hour: 23, v_lag_1: 4 });
    expect(await of('Europe/Berlin')).toMatchObject({ d_is_holiday: true, d_year: 2025, d_hour: 0, v_lag_1: 4 });
    const berlin = await of('Europe/Berlin');
    const utc = new TemporalState(await prepareTemporalPlan({ date_column: 'd', value_columns: ['v'], country: 'DE' })).features(
      eve + 3_600_000,
    );
    for (const name of Object.keys(utc).filter((each) => each.startsWith('d_'))) expect([name, berlin[name]]).toEqual([name, utc[name]]);
    const far = new TemporalState(await prepareTemporalPlan({ date_column: 'd', value_columns: [], time_zone: 'Asia/Kolkata' }));
    for (const date of [-8.64e15, -7e13, 8.64e15]) expect(far.features(date).d_month).toEqual(expect.any(Number));
  });
});

describe('what temporal features say', () => {
  it('finds a season, its strength, and its next part', async () => {
    const wave = (at: number) => 10 * Math.sin((at * 2 * Math.PI) / 7);
    const made = await history(plan, daily(Array.from({ length: 140 }, (_, at) => 100 + wave(at))));
    near(made.value_seasonal_7[139], wave(139), 1e-6);
    near(made.value_seasonal_forecast_7[139], 100 + wave(139), 1e-6);
    expect(made.value_seasonal_strength_7[139]).toBeGreaterThan(0.99);
  });

  it('sees no season in a line, but its trend', async () => {
    const made = await history(plan, daily(Array.from({ length: 60 }, (_, at) => 5 - 2 * at)));
    near(made.value_trend_slope_30[59], -2);
    near(made.value_trend_slope_global[59], -2);
    expect([made.value_trend_strength_global[59], made.value_trend_direction_7[59]]).toEqual([expect.closeTo(1), -1]);
    expect(made.value_trend_direction_global[1]).toBeNaN();
  });

  it('notices a shift of the mean soon after, and forgets it', async () => {
    const noise = (at: number) => Math.sin(at * 12.9898) + Math.cos(at * 78.233);
    const made = await history(plan, daily(Array.from({ length: 200 }, (_, at) => noise(at) + (at < 100 ? 0 : 6))));
    expect(Math.max(...made.value_rows_since_change.subarray(0, 100))).toBe(99);
    expect(made.value_rows_since_change[110]).toBeLessThan(10);
    expect(made.value_shift_score_7[107]).toBeGreaterThan(5);
    expect(Math.abs(made.value_shift_score_7[150])).toBeLessThan(5);
  });

  it('calls a constant constant', async () => {
    const made = await history(plan, daily(Array.from({ length: 40 }, () => 0.1)));
    for (const name of ['rolling_std_30', 'expanding_std', 'ewm_std_7', 'shift_score_7', 'cusum_up', 'trend_slope_7'])
      expect([name, made[`value_${name}`][39]]).toEqual([name, 0]);
  });

  it('knows the holidays of a country and of its regions', async () => {
    const corpusChristi = Date.UTC(2024, 4, 30);
    const featuresOf = async (region: string | null, date: number) =>
      new TemporalState(await prepareTemporalPlan({ date_column: 'd', value_columns: [], country: 'de', region })).features(date);
    const bavaria = await featuresOf('by', corpusChristi);
    expect(bavaria).toMatchObject({ d_is_holiday: true, d_is_business_day: false, d_is_weekday: true, d_days_to_holiday: 0 });
    expect(bavaria).toMatchObject({ d_working_days_in_month: 19, d_days_since_holiday: 0, d_working_day_of_month: 18 });
    expect((await featuresOf(null, corpusChristi)).d_is_holiday).toBe(false);
    expect(await featuresOf(null, Date.UTC(2024, 11, 30, 14, 30))).toMatchObject({
      d_is_holiday_eve: false,
      d_days_to_holiday: 2,
      d_days_since_holiday: 4,
      d_hour: 14,
      d_minute: 30,
      d_hour_sin: expect.closeTo(Math.sin((14.5 / 24) * 2 * Math.PI), 12),
    });
    // A feast of four days in Saudi Arabia.
    const feast = await prepareTemporalPlan({ date_column: 'd', value_columns: [], country: 'SA' });
    expect([9, 10, 11, 12].map((date) => feast.holidays.isHoliday(Date.UTC(2024, 3, date) / day))).toEqual([true, true, true, true]);
  });
});

describe('a plan', () => {
  it.each<[string, Partial<TemporalPlan>, string, RegExp]>([
    ['a window of nothing', { windows: [7, 0] }, 'learning.temporal_plan_invalid', /windows: must be whole numbers from 1 to 3660, not 0/],
    ['half a lag', { lags: [1.5] }, 'learning.temporal_plan_invalid', /lags/],
    ['a lag of now', { lags: [0] }, 'learning.temporal_plan_invalid', /lags/],
    ['a window named twice', { windows: [7, 7] }, 'learning.temporal_plan_invalid', /twice/],
    ['an unknown field', { window: [7] } as Partial<TemporalPlan>, 'learning.temporal_plan_invalid', /Did you mean "windows"/],
    ['an unknown group', { exclude: ['trends' as 'trend'] }, 'learning.temporal_plan_invalid', /Did you mean "trend"/],
    ['a region without a country', { region: 'BY' }, 'learning.temporal_plan_invalid', /region/],
    [
      'an unknown time zone',
      { time_zone: 'Europe/Berlni' },
      'learning.temporal_plan_invalid',
      /time_zone: there is no time zone "Europe\/Berlni"/,
    ],
    ['an unknown country', { country: 'Germany' }, 'learning.temporal_plan_invalid', /did you mean "DE" \(Germany\)/],
    ['an unknown region', { country: 'DE', region: 'XX' }, 'learning.temporal_plan_invalid', /region: no holidays are known for "XX"/],
    ['the date as a value', { value_columns: ['date'] }, 'learning.temporal_plan_invalid', /"date" is the date column/],
    ['the id as a value', { value_columns: ['id'] }, 'learning.temporal_plan_invalid', /"id" is the id column/],
    ['a value named twice', { value_columns: ['value', 'value'] }, 'learning.temporal_plan_invalid', /named twice/],
    ['too many features', { max_features: 100 }, 'learning.temporal_plan_invalid', /makes \d+ features, 100 are allowed/],
  ])('is refused for %s', async (_, change, code, message) => {
    await expect(prepareTemporalPlan({ ...plan, ...change })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('is not taken for a state of another one, nor is a damaged state', async () => {
    const prepared = await prepareTemporalPlan(plan);
    const stored = new TemporalState(prepared).toJSON();
    const other = await prepareTemporalPlan({ ...plan, ewm_spans: [3] });
    const refused = { code: 'learning.value_invalid' };
    const state = (of: typeof prepared, json: unknown) => () => new TemporalState(of, json as StoredTemporalState);
    expect(state(other, stored)).toThrow(expect.objectContaining(refused));
    expect(state(prepared, { ...stored, version: 2 })).toThrow(expect.objectContaining(refused));
    expect(state(prepared, { ...stored, pending: ['x'] })).toThrow(expect.objectContaining(refused));
    expect(() => new TemporalState(prepared).push(0, [])).toThrow(expect.objectContaining(refused));
  });

  it('asks for rows in the order of their dates', async () => {
    const state = new TemporalState(await prepareTemporalPlan(plan));
    state.push(day, [1]);
    expect(() => state.push(0, [1])).toThrow(/1970-01-01T00:00:00.000Z comes after one of 1970-01-02/);
    expect(state.features(day).value_lag_1).toBeNull();
    expect(state.features(2 * day).value_lag_1).toBe(1);
    expect(() => state.features(day)).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
    expect(state.features(Number.NaN).date_year).toBeNull();
  });
});
