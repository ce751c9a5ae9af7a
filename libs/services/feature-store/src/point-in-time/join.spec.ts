import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Column, type ColumnType, Frame } from '@atelier/learning';
import { type Cell, readRows, readSchema, writeParquet } from '@atelier/tables';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { JoinedView, JoinInput } from './join-input.js';
import { joinPointInTime } from './join.js';
import { naiveJoin, type NaiveRow } from './naive-join.suite.js';

const folder = mkdtempSync(join(tmpdir(), 'atelier-point-in-time-'));
const hour = 3_600_000;
const origin = Date.parse('2026-01-01T00:00:00Z');
const never = '9999-01-01T00:00:00.000Z';
const dayOf = (ms: number | null) => (ms === null ? Number.NaN : ms / 86_400_000);
let serial = 0;

const times = (name: string, values: readonly (number | null)[]): Column => ({
  kind: 'number',
  name,
  values: Float64Array.from(values, dayOf),
});
const numbers = (name: string, values: readonly (number | null)[]): Column => ({
  kind: 'number',
  name,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});
function texts(name: string, values: readonly (string | null)[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return { kind: 'text', name, dictionary, codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))) };
}

async function table(columns: readonly Column[], types: Record<string, ColumnType> = {}): Promise<string> {
  const file = join(folder, `table-${serial++}.parquet`);
  await writeParquet(file, new Frame(columns), { id: 'integer', t: 'datetime', e: 'datetime', known: 'datetime', ...types });
  return file;
}

function input(labels: string, views: readonly JoinedView[], more: Partial<JoinInput> = {}): JoinInput {
  const workFolder = join(folder, `work-${serial++}`);
  mkdirSync(workFolder);
  return {
    labels: { file: labels, timeColumn: 't', targetColumn: null },
    views,
    computed: [],
    dropped: [],
    asOf: never,
    output: join(workFolder, 'set.parquet'),
    workFolder,
    memoryMiB: 200,
    threads: 2,
    ...more,
  };
}

async function joined(given: JoinInput) {
  const result = await joinPointInTime(given);
  const { names, rows } = await readRows(given.output, { limit: 10_000 });
  return { result, names, rows, digest: createHash('sha256').update(readFileSync(given.output)).digest('hex') };
}

function view(file: string | readonly string[], fields: Partial<JoinedView> & { knownAt?: boolean } = {}): JoinedView {
  const { knownAt = true, ...more } = fields;
  const features = more.features ?? [
    { name: 'x', type: 'integer' },
    { name: 'city', type: 'text' },
  ];
  return {
    view: 'clients',
    version: 1,
    keys: [
      { name: 'id', type: 'integer', labelColumn: 'id' },
      { name: 'shop', type: 'text', labelColumn: 'shop' },
    ],
    sources: [file].flat().map((each) => ({
      file: each,
      keys: ['id', 'shop'],
      eventTime: { column: 'e' },
      knownAt: knownAt ? 'known' : null,
      features: features.map(({ name }) => name),
    })),
    features,
    wanted: features.map(({ name }) => ({ feature: name, as: name })),
    ttlSeconds: null,
    ...more,
  };
}

const historyTable = (rows: readonly NaiveRow[]) =>
  table(
    [
      numbers(
        'id',
        rows.map(({ keys }) => (keys[0] === null ? null : Number(keys[0]))),
      ),
      texts(
        'shop',
        rows.map(({ keys }) => keys[1]),
      ),
      times(
        'e',
        rows.map(({ e }) => e),
      ),
      times(
        'known',
        rows.map(({ known }) => known),
      ),
      numbers(
        'x',
        rows.map(({ features }) => features[0] as number | null),
      ),
      texts(
        'city',
        rows.map(({ features }) => features[1] as string | null),
      ),
    ],
    { x: 'integer' },
  );

describe('a point-in-time join', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives what a nested loop gives, on any history', async () => {
    const time = fc.option(
      fc.integer({ min: 0, max: 12 }).map((hours) => origin + hours * hour),
      { freq: 12 },
    );
    const keys = fc.tuple(fc.option(fc.constantFrom('1', '2', '3'), { freq: 15 }), fc.option(fc.constantFrom('a', 'b😀'), { freq: 15 }));
    const row: fc.Arbitrary<NaiveRow> = fc.record({
      keys,
      e: time,
      known: time,
      features: fc.tuple<(number | string | null)[]>(
        fc.option(fc.integer({ min: -2, max: 2 })),
        fc.option(fc.constantFrom('', 'Z', 'é', '😀', '\uffee')),
      ),
    });
    const arbitrary = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 60 }),
      labels: fc.array(fc.record({ keys, t: time }), { minLength: 1, maxLength: 20 }),
      hasKnownAt: fc.boolean(),
      ttlHours: fc.option(fc.integer({ min: 1, max: 6 })),
      asOfHours: fc.integer({ min: 4, max: 14 }),
      cut: fc.integer({ min: 0, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ rows, labels, hasKnownAt, ttlHours, asOfHours, cut }) => {
        const parts = [rows.slice(0, cut), rows.slice(cut)].filter((part) => part.length > 0);
        const files = [];
        for (const part of parts) files.push(await historyTable(part));
        const labelFile = await table([
          numbers(
            'id',
            labels.map((label) => (label.keys[0] === null ? null : Number(label.keys[0]))),
          ),
          texts(
            'shop',
            labels.map((label) => label.keys[1]),
          ),
          times(
            't',
            labels.map(({ t }) => t),
          ),
        ]);
        const ttlSeconds = ttlHours === null ? null : ttlHours * 3600;
        const asOf = origin + asOfHours * hour;
        const found = await joined(
          input(labelFile, [view(files, { knownAt: hasKnownAt, ttlSeconds })], { asOf: new Date(asOf).toISOString() }),
        );
        const wanted = labels.map(
          ({ keys, t }): readonly Cell[] => naiveJoin(keys, t, { rows, hasKnownAt, ttlSeconds }, asOf) ?? [null, null],
        );
        expect(found.rows.map((cells) => cells.slice(3))).toEqual(wanted);
        expect(found.result.features.map(({ missing }) => missing)).toEqual(
          [0, 1].map((at) => wanted.filter((cells) => cells[at] === null).length),
        );
      }),
      { numRuns: 40 },
    );
  });

  const at = (hours: number) => origin + hours * hour;
  const rowsOf = (...rows: [string, number, number, number][]): NaiveRow[] =>
    rows.map(([key, e, known, x]) => ({ keys: [key, 'a'], e: at(e), known: at(known), features: [x, 'Z'] }));
  const labelsAt = (...hours: number[]) =>
    table([
      numbers(
        'id',
        hours.map(() => 1),
      ),
      texts(
        'shop',
        hours.map(() => 'a'),
      ),
      times('t', hours.map(at)),
      numbers('y', hours),
    ]);

  it('sees a late row once it is known, and a correction after its time, but never beyond `as of`', async () => {
    const history = await historyTable(rowsOf(['1', 1, 1, 10], ['1', 2, 6, 20], ['1', 3, 4, 30], ['1', 3, 5, 31]));
    const labels = await labelsAt(0, 1, 2, 3, 4, 5, 6);
    const xs = async (asOf: string) => (await joined(input(labels, [view(history)], { asOf }))).rows.map((cells) => cells[4]);
    expect(await xs(never)).toEqual([null, 10, 10, 10, 30, 31, 31]);
    expect(await xs(new Date(at(4.5)).toISOString())).toEqual([null, 10, 10, 10, 30, 30, 30]);
  });

  it('writes the same bytes again, in the order of the labels, from many views and many rows, within the memory it was given', async () => {
    const ids = Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 997);
    const labels = await table([
      numbers('id', ids),
      texts(
        'shop',
        ids.map(() => 'a'),
      ),
      times(
        't',
        ids.map((_, i) => at((i * 31) % 500)),
      ),
    ]);
    const views: JoinedView[] = [];
    for (let v = 0; v < 3; v++) {
      const rows = ids.map(
        (id, i): NaiveRow => ({ keys: [String(id), 'a'], e: at((i * 17 + v) % 480), known: at((i * 29) % 490), features: [i, 'Z'] }),
      );
      const wanted = [{ feature: 'x', as: `x${v}` }];
      views.push(view(await historyTable(rows), { view: `v${v}`, wanted }));
    }
    const first = await joined(input(labels, views));
    const second = await joined(input(labels, views, { threads: 1, memoryMiB: 120 }));
    expect(second.digest).toBe(first.digest);
    expect(first.result.rows).toBe(30_000);
    expect((await readSchema(labels)).rows).toBe(30_000);
    expect(first.rows.map(([id]) => id)).toEqual(ids.slice(0, 10_000));
    expect(first.names).toEqual(['id', 'shop', 't', 'x0', 'x1', 'x2']);
  });

  it('computes columns of the row, and leaves out what was only needed for them', async () => {
    const history = await historyTable(rowsOf(['1', 1, 1, 10], ['1', 4, 4, 0]));
    const labels = await labelsAt(2, 5);
    const computed = [
      { as: 'ratio', expression: 'y / x', inputs: { y: { column: 'y', type: 'float' }, x: { column: 'x', type: 'integer' } } },
      { as: 'age', expression: 'hour(t)', inputs: { t: { column: 't', type: 'datetime' } } },
    ] as const;
    const found = await joined(input(labels, [view(history)], { computed, dropped: ['x', 'city'] }));
    expect(found.names).toEqual(['id', 'shop', 't', 'y', 'ratio', 'age']);
    expect(found.rows.map((cells) => cells.slice(4))).toEqual([
      [0.2, 2],
      [null, 5],
    ]);
  });

  it('says what careless joins would have leaked, and which feature tells the target', async () => {
    const history = await historyTable([
      ...rowsOf(['1', 1, 1, 10], ['1', 2, 6, 20]),
      { keys: ['1', 'a'], e: at(1), known: null, features: [0, null] },
    ]);
    const ids = Array.from({ length: 40 }, () => 1);
    const y = ids.map((_, i) => (i % 2 === 0 ? 'yes' : 'no'));
    const labels = await table([
      numbers('id', ids),
      texts(
        'shop',
        ids.map(() => 'a'),
      ),
      times(
        't',
        ids.map((_, i) => at(i % 2 === 0 ? 1.5 : 7)),
      ),
      texts('y', y),
    ]);
    const targetColumn = 'y';
    const { result } = await joined(
      input(labels, [view(history), view(history, { view: 'bare', knownAt: false, wanted: [] })], {
        labels: { file: labels, timeColumn: 't', targetColumn },
      }),
    );
    expect(result.views).toEqual([
      {
        view: 'clients',
        version: 1,
        labels: 40,
        latest_row_is_later: 20,
        row_was_not_known: 0,
        rows_without_known_at: 1,
        known_at_is_missing: false,
      },
      {
        view: 'bare',
        version: 1,
        labels: 40,
        latest_row_is_later: 20,
        row_was_not_known: null,
        rows_without_known_at: 0,
        known_at_is_missing: true,
      },
    ]);
    expect(result.suspicious).toEqual([{ feature: 'x', explains: 1 }]);
    const late = await labelsAt(3, 4, 7);
    expect((await joined(input(late, [view(history)]))).result.views[0].row_was_not_known).toBe(2);
  });

  it('gives what Feast gives on its driver statistics', async () => {
    const {
      stats,
      labels,
      joined: wanted,
    } = JSON.parse(readFileSync(new URL('./fixtures/feast-driver-stats.json', import.meta.url), 'utf8')) as {
      stats: [string, number, number, number, number, string][];
      labels: [string, number, number][];
      joined: [number, number, number][];
    };
    const time = (iso: string) => Date.parse(iso);
    const history = await table(
      [
        times(
          'e',
          stats.map(([e]) => time(e)),
        ),
        numbers(
          'id',
          stats.map(([, id]) => id),
        ),
        ...['conv_rate', 'acc_rate', 'avg_daily_trips'].map((name, i) =>
          numbers(
            name,
            stats.map((row) => row[2 + i] as number),
          ),
        ),
        times(
          'known',
          stats.map((row) => time(row[5])),
        ),
      ],
      { avg_daily_trips: 'integer' },
    );
    const labelFile = await table([
      times(
        't',
        labels.map(([t]) => time(t)),
      ),
      numbers(
        'id',
        labels.map(([, id]) => id),
      ),
    ]);
    const features = [
      { name: 'conv_rate', type: 'float' },
      { name: 'acc_rate', type: 'float' },
      { name: 'avg_daily_trips', type: 'integer' },
    ] as const;
    const drivers = view(history, { features, keys: [{ name: 'id', type: 'integer', labelColumn: 'id' }], ttlSeconds: 86_400 });
    const sources = drivers.sources.map((source) => ({ ...source, keys: ['id'] }));
    expect((await joined(input(labelFile, [{ ...drivers, sources }]))).rows.map((cells) => cells.slice(2))).toEqual(wanted);
  });

  it('names the column that is not there', async () => {
    const labels = await labelsAt(1);
    const missing = view(await historyTable(rowsOf(['1', 1, 1, 1])), { features: [{ name: 'xx', type: 'float' }] });
    await expect(joined(input(labels, [missing]))).rejects.toMatchObject({ code: 'learning.column_missing' });
  });
});
