import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemporalPlan, type TemporalPlan, TemporalState } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { literal, readFrame, readSchema, readTemporalStates, TableDatabase, writeTemporalFeatures } from '../index.js';

const plan: TemporalPlan = { date_column: 'day', id_column: 'shop', value_columns: ['sales', 'guests'], country: 'FR' };
const rows = 2600;
const ids = 23;
/** Shops in turn, dates backwards and with ties, gaps in the values, a shop without a name. */
const source = `SELECT CASE WHEN i % ${ids} = 7 THEN NULL ELSE 'shop ' || (i % ${ids}) END AS shop,
  CASE WHEN i % 501 = 0 THEN NULL ELSE TIMESTAMP '2023-01-01' + INTERVAL ((${rows} - i) // ${ids * 2}) DAY + INTERVAL (i % 3) HOUR END AS day,
  CASE WHEN i % 11 = 0 THEN NULL ELSE 1000 + (hash(i) % 1000) / 7.0 END AS sales, (hash(i + 1) % 50)::BIGINT AS guests, i AS "Row" FROM range(${rows}) r(i)`;

let directory: string;
let database: TableDatabase;
const at = (name: string) => join(directory, name);
const limits = () => ({ directories: [directory], spillDirectory: directory, memoryMiB: 256 });
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'temporal-'));
  database = await TableDatabase.open(limits());
  await database.run(`COPY (${source}) TO ${literal(at('from.parquet'))} (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
});
afterAll(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

describe('temporal features of a table', () => {
  it('are bit by bit those that each id’s state gives its next row', async () => {
    const prepared = await prepareTemporalPlan(plan);
    await writeTemporalFeatures(limits(), prepared, { from: at('from.parquet'), to: at('made.parquet') });
    const made = await readFrame(at('made.parquet'));
    expect(made.names).toEqual(['shop', 'day', 'sales', 'guests', 'Row', ...prepared.features.map(({ name }) => name)]);
    expect(new Set(made.number('Row').values).size).toBe(rows);
    const shops = made.text('shop');
    const dates = made.number('day').values;
    const states = new Map<number, TemporalState>();
    let compared = 0;
    for (let row = 0; row < rows; row++) {
      const shop = shops.codes[row];
      if (shop < 0 || Number.isNaN(dates[row])) continue;
      const date = Math.round(dates[row] * 86_400_000);
      const state = states.get(shop) ?? new TemporalState(prepared);
      // Through JSON now and then, as serving keeps it.
      states.set(shop, row % 97 === 0 ? new TemporalState(prepared, JSON.parse(JSON.stringify(state))) : state);
      const features = (states.get(shop) as TemporalState).features(date);
      for (const { name } of prepared.features) {
        const value = made.number(name).values[row];
        const wanted = features[name] === null ? Number.NaN : Number(features[name]);
        if (!Object.is(value, wanted)) expect([name, row, value]).toEqual([name, row, wanted]);
        compared++;
      }
      const numbers = plan.value_columns.map((name) => made.number(name).values[row]);
      (states.get(shop) as TemporalState).push(date, numbers);
    }
    expect(compared).toBeGreaterThan(300_000);
  }, 60_000);

  it('are what DuckDB’s own window functions find', async () => {
    const prepared = await prepareTemporalPlan({ ...plan, value_columns: ['guests'], windows: [7], lags: [3], trend_windows: [7] });
    await database.run(`COPY (SELECT * EXCLUDE (day), "Row"::INTEGER // ${ids} AS place, TIMESTAMP '2023-01-01' + INTERVAL ("Row" // ${ids}) HOUR AS day
      FROM read_parquet(${literal(at('from.parquet'))}) WHERE shop IS NOT NULL) TO ${literal(at('plain.parquet'))} (FORMAT parquet)`);
    await writeTemporalFeatures(limits(), prepared, { from: at('plain.parquet'), to: at('windows.parquet') });
    const last = '(PARTITION BY shop ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING)';
    const before = '(PARTITION BY shop ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)';
    const pairs = [
      ['guests_lag_3', 'lag(guests, 3) OVER (PARTITION BY shop ORDER BY day)'],
      ['guests_rolling_mean_7', `avg(guests) OVER ${last}`],
      ['guests_rolling_std_7', `stddev_samp(guests) OVER ${last}`],
      ['guests_rolling_min_7', `min(guests) OVER ${last}`],
      ['guests_rolling_max_7', `max(guests) OVER ${last}`],
      ['guests_rolling_median_7', `median(guests) OVER ${last}`],
      ['guests_trend_slope_7', `CASE WHEN place > 1 THEN regr_slope(guests, place) OVER ${last} END`],
      ['guests_expanding_mean', `avg(guests) OVER ${before}`],
      ['guests_expanding_std', `stddev_samp(guests) OVER ${before}`],
      ['guests_trend_strength_global', `CASE WHEN place > 2 THEN regr_r2(guests, place) OVER ${before} END`],
      ['day_days_in_month', 'day(last_day(day))'],
      ['day_week', 'week(day)'],
      ['day_hour', 'hour(day)'],
    ];
    const compared = pairs.map(([name, sql], k) => `"${name}" AS m${k}, (${sql})::DOUBLE AS w${k}`).join(', ');
    const off = pairs.map(
      (_, k) =>
        `count(*) FILTER (WHERE m${k} IS DISTINCT FROM w${k} AND NOT coalesce(abs(m${k} - w${k}) <= 1e-9 * greatest(1, abs(w${k})), false))::INTEGER AS o${k}`,
    );
    const [found] = await database.rows(
      `SELECT ${off.join(', ')} FROM (SELECT ${compared} FROM read_parquet(${literal(at('windows.parquet'))}))`,
    );
    expect(Object.fromEntries(pairs.map(([name], k) => [name, found[`o${k}`]]))).toEqual(
      Object.fromEntries(pairs.map(([name]) => [name, 0])),
    );
  });

  it('go on from the state of each id after its last row', async () => {
    const prepared = await prepareTemporalPlan(plan);
    await database.run(
      `COPY (SELECT * FROM read_parquet(${literal(at('from.parquet'))}) WHERE day < TIMESTAMP '2023-02-01') TO ${literal(at('before.parquet'))}`,
    );
    const found = new Map<string | null, TemporalState>();
    for await (const { id, state } of readTemporalStates(database, prepared, at('before.parquet')))
      found.set(id, new TemporalState(prepared, JSON.parse(JSON.stringify(state))));
    expect(found.size).toBe(ids - 1);
    const first = await database.rows<Record<string, string | number | boolean | null>>(
      `SELECT DISTINCT ON (shop) shop, epoch_ms(day)::DOUBLE AS at, ${prepared.features.map(({ name }) => `"${name}"::DOUBLE AS "${name}"`).join(', ')}
        FROM read_parquet(${literal(at('made.parquet'))}) WHERE shop IS NOT NULL AND day >= TIMESTAMP '2023-02-01' ORDER BY shop, day`,
    );
    expect(first).toHaveLength(ids - 1);
    for (const { shop, at: date, ...wanted } of first) {
      const features = found.get(shop as string)?.features(date as number) ?? {};
      const numbers = Object.entries(features).map(([name, value]) => [name, value === null ? null : Number(value)]);
      expect(Object.fromEntries(numbers)).toEqual(wanted);
    }
  });

  it('have one state for a table without ids', async () => {
    const prepared = await prepareTemporalPlan({ ...plan, id_column: null });
    const states: unknown[] = [];
    for await (const { id, state } of readTemporalStates(database, prepared, at('from.parquet')))
      states.push([id, state.values[0].rows > 2000]);
    expect(states).toEqual([[null, true]]);
  });

  it('are stored in the types of the feature list', async () => {
    const prepared = await prepareTemporalPlan(plan);
    const { columns } = await readSchema(at('made.parquet'));
    const types = new Map(columns.map(({ name, storedType }) => [name, storedType]));
    const stored = { integer: 'BIGINT', float: 'DOUBLE', boolean: 'BOOLEAN' };
    for (const { name, type } of prepared.features) expect([name, types.get(name)]).toEqual([name, stored[type]]);
  });

  it.each<[string, Partial<TemporalPlan>, string, RegExp]>([
    ['a column that is not there', { value_columns: ['sale'] }, 'learning.column_missing', /"sales"/],
    ['a date column without dates', { date_column: 'guests', value_columns: ['sales'] }, 'learning.value_invalid', /"guests" holds BIGINT/],
    ['a value column of texts', { id_column: null, value_columns: ['shop'] }, 'learning.value_invalid', /"shop" holds VARCHAR/],
  ])('are refused for %s', async (_, change, code, message) => {
    const prepared = await prepareTemporalPlan({ ...plan, ...change });
    const writing = writeTemporalFeatures(limits(), prepared, { from: at('from.parquet'), to: at('refused.parquet') });
    await expect(writing).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('are refused a second time, because their names are taken', async () => {
    const again = writeTemporalFeatures(limits(), await prepareTemporalPlan(plan), { from: at('made.parquet'), to: at('refused.parquet') });
    await expect(again).rejects.toMatchObject({ code: 'learning.temporal_plan_invalid', where: 'day_year' });
  });
});
