import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { outline, qualityOf } from '../quality/quality.suite.js';
import { type Read, read } from './reading.suite.js';

const data = new URL('../../../../../../shared/data/', import.meta.url).pathname;

/** Types by column: the letters of integer, float, boolean, datetime, category, text, and k for a key (identifier). */
const letters = { integer: 'i', float: 'f', boolean: 'b', datetime: 'd', category: 'c', text: 't', identifier: 'k' } as const;

interface Expected {
  readonly file: string;
  readonly rows: number;
  readonly types: string;
  readonly missing?: Readonly<Record<string, number>>;
  readonly also?: (read: Read) => void;
}

const tables: readonly Expected[] = [
  {
    file: 'telco_churn/Telco-Customer-Churn.csv',
    rows: 7043,
    types: 'kcicciccccccccccccffc',
    missing: { TotalCharges: 11 },
    also: ({ frame, columns }) => {
      expect(frame.number('TotalCharges').values[488]).toBeNaN();
      expect(columns[0].role).toBe('identifier');
    },
  },
  {
    file: 'adult/adult_full_header.csv',
    rows: 48_842,
    types: 'iciciccccciiiccc',
    missing: { workclass: 2799, occupation: 2809, native_country: 857 },
    also: ({ columns }) => expect(columns[1].missing_tokens).toEqual(['?']),
  },
  { file: 'bank_marketing/bank-full.csv', rows: 45_211, types: 'icccciccciciiiicc' },
  { file: 'bank_marketing/bank-additional-full.csv', rows: 41_188, types: 'icccccccc'.concat('ciiiicfffffc') },
  { file: 'california_housing/housing.csv', rows: 20_640, types: 'fffffffffc', missing: { total_bedrooms: 207 } },
  {
    file: 'titanic/train.csv',
    rows: 891,
    types: 'kiitcfiicfcc',
    missing: { Age: 177, Cabin: 687, Embarked: 2 },
    also: ({ frame }) => expect(frame.text('Name').dictionary[0]).toBe('Braund, Mr. Owen Harris'),
  },
  { file: 'wine_quality/winequality-red.csv', rows: 1599, types: 'fffffffffffi' },
  { file: 'wine_quality/winequality-white.csv', rows: 4898, types: 'fffffffffffi' },
  { file: 'bike_sharing/hour.csv', rows: 17_379, types: 'idiiiiiiiiffffiii' },
  { file: 'bike_sharing/day.csv', rows: 731, types: 'idiiiiiiiffffiii' },
  {
    file: 'walmart/Walmart_Store_sales.csv',
    rows: 6435,
    types: 'idfifffff'.slice(0, 8),
    also: ({ columns, frame }) => {
      expect(columns[1]).toMatchObject({ format: 'dd-mm-yyyy', earliest: '2010-02-05T00:00:00Z', latest: '2012-10-26T00:00:00Z' });
      expect(frame.number('Date').values[1]).toBe(Date.UTC(2010, 1, 12) / 86_400_000);
    },
  },
  { file: 'elec2/elec2_full.csv', rows: 45_312, types: 'fiffffffc' },
  {
    file: 'online_retail/online_retail_2010_2011.csv.gz',
    rows: 541_909,
    types: 'ccc'.concat('idffc'),
    missing: { CustomerID: 135_080 },
    also: ({ columns }) => expect(columns[5].numeric).toMatchObject({ count: 541_909, min: -11_062.06, '50%': 2.08, max: 38_970 }),
  },
  { file: 'online_retail/online_retail_II_2009_2010.parquet', rows: 525_461, types: 'cccidffc', missing: { 'Customer ID': 107_927 } },
  {
    file: 'womens_clothing_reviews/womens_clothing_ecommerce_reviews.csv',
    rows: 23_486,
    types: 'kiittiiiccc',
    missing: { 'Review Text': 845, Title: 3810, 'Class Name': 14 },
    also: ({ frame }) => {
      expect(frame.names[0]).toBe('column_0');
      expect(frame.text('Review Text').dictionary.some((text) => text.includes('\n'))).toBe(true);
    },
  },
  { file: 'multilingual_tweets/umsab_multilingual_sentiment.csv', rows: 24_264, types: 'cctc' },
  {
    file: 'sms_spam/sms.tsv',
    rows: 5574,
    types: 'ct',
    also: ({ frame }) => {
      expect(frame.text('column_0').dictionary).toEqual(['ham', 'spam']);
      expect(frame.text('column_1').dictionary.some((text) => text.startsWith('"Happy valentines day" I know'))).toBe(true);
    },
  },
  { file: 'skin_segmentation/Skin_NonSkin.txt', rows: 245_057, types: 'iiii' },
];

describe('the real tables', () => {
  const has = existsSync(data);
  if (!has) it.skip(`need ${data}, which is not here`, () => undefined);
  for (const { file, rows, types, missing, also } of has ? tables : []) {
    it(`${file} has ${rows} rows of ${types}`, async () => {
      const table = await read({ file: data + file });
      expect(table.rows).toBe(rows);
      expect(table.frame.rows).toBe(rows);
      expect(table.columns.map(({ type }) => letters[type]).join('')).toBe(types);
      for (const [name, count] of Object.entries(missing ?? {}))
        expect(table.columns.find((column) => column.name === name)?.missing).toBe(count);
      also?.(table);
    });
  }
});

/** The flaws that a table is known for, as `kind columns count`; among others. */
const flaws: readonly (readonly [string, string | null, readonly string[]])[] = [
  ['bike_sharing/hour.csv', 'cnt', ['target_leakage registered,casual,cnt 2', 'time_gaps dteday,hr 165', 'correlated_pairs temp,atemp 1']],
  ['bike_sharing/day.csv', null, ['redundant_columns casual,cnt,registered 1']],
  [
    'bank_marketing/bank-full.csv',
    'y',
    ['target_leakage duration,y 1', 'sentinel_values pdays 36954', 'disguised_missing poutcome 36959', 'class_imbalance y 5289'],
  ],
  ['bank_marketing/bank-additional-full.csv', 'y', ['target_leakage duration,y 1', 'sentinel_values pdays 39673', 'duplicate_rows  12']],
  ['telco_churn/Telco-Customer-Churn.csv', 'Churn', ['missing_cells TotalCharges 11']],
  ['adult/adult_full_header.csv', 'income', ['missing_cells workclass 2799', 'redundant_columns education,education_num 1']],
  ['california_housing/housing.csv', 'median_house_value', ['capped_values median_house_value 965', 'missing_cells total_bedrooms 207']],
  ['titanic/train.csv', 'Survived', ['missing_cells Age 177', 'missing_cells Cabin 687', 'mixed_types Ticket 230']],
  ['wine_quality/winequality-white.csv', 'quality', ['duplicate_rows  937', 'rare_classes quality 5']],
  [
    'online_retail/online_retail_2010_2011.csv.gz',
    null,
    ['missing_cells CustomerID 135080', 'out_of_range Quantity 10624', 'mixed_types InvoiceNo 9291', 'duplicate_rows  5268'],
  ],
];

describe('the flaws of the real tables', () => {
  const has = existsSync(data);
  if (!has) it.skip(`need ${data}, which is not here`, () => undefined);
  for (const [file, target, expected] of has ? flaws : [])
    it(`of ${file} are found`, async () => {
      expect(outline(await qualityOf({ file: data + file }, target))).toEqual(expect.arrayContaining([...expected]));
    });
});
