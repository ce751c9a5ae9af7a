import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetDetail, DatasetRows, DatasetUploaded, Principal } from '@atelier/contracts';
import { Frame } from '@atelier/learning';
import { programPath } from '@atelier/sandbox';
import { readFrame, writeParquet } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';
import { type Derivation, type DerivationInput, type DerivedTable, runDerivation } from './derivation.js';
import type { FirstRowsRequest } from './fixtures/first-rows.program.js';

const program = programPath(import.meta.url, './fixtures/first-rows.program.ts');
const clients = 'id,age,plan,churned\n1,34,basic,true\n2,,plus,false\n3,51,?,false\n';

describe('a derived dataset', () => {
  let ingestion: IngestionProgram;
  let key: string;
  let parent: DatasetUploaded;
  const caller: Principal = { keyId: 'k', project: 'shop', role: 'trainer' } as Principal;
  beforeAll(async () => {
    ingestion = await startIngestionProgram();
    key = await ingestion.key('shop', 'trainer');
    parent = (await ingestion.upload<DatasetUploaded>(key, { content: clients, fields: { name: 'clients', target_column: 'churned' } }))
      .body;
  });
  afterAll(() => ingestion.stop());

  const firstRows = (rows: number, name = 'first', project = 'shop') =>
    ingestion.derived.derive<FirstRowsRequest, { dropped: number }>({ ...caller, project }, parent.dataset_id, {
      program,
      request: { rows },
      names: (dataset) => [`${dataset.name} ${name}`],
    });
  const detail = async (id: string) => (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${id}`)).body;

  it('names its parent and its steps, keeps the digest of the raw bytes, and is announced', async () => {
    const { datasets, answer } = await firstRows(2);
    expect(answer).toEqual({ dropped: 1 });
    const made = await detail(datasets[0].datasetId);
    const before = await detail(parent.dataset_id);
    expect(made).toMatchObject({
      name: 'clients first',
      rows: 2,
      parent_dataset_id: parent.dataset_id,
      steps: [{ name: 'first_rows', parameters: { rows: 2 } }],
      target_column: 'churned',
      raw_digest: before.raw_digest,
      missing_values: { id: 0, age: 1, plan: 0, churned: 0 },
    });
    expect(made.schema).toEqual(before.schema);
    expect(made.parquet_digest).not.toBe(before.parquet_digest);
    expect(before).toMatchObject({ rows: 3, parent_dataset_id: null, steps: [] });
    const { rows } = (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${made.dataset_id}/rows`)).body;
    expect(rows[1]).toEqual({ id: 2, age: null, plan: 'plus', churned: false });
    expect((await ingestion.said()).at(-1)).toMatchObject({ dataset_id: made.dataset_id, parent_dataset_id: parent.dataset_id, rows: 2 });
  });

  it.each([
    ['nothing is left', () => firstRows(0), 'dataset.empty'],
    ['the name is none', () => firstRows(1, '../x'), 'dataset.name_invalid'],
    ['the parent is of another project', () => firstRows(1, 'x', 'other'), 'dataset.not_found'],
  ])('leaves nothing behind when %s', async (_, derive, code) => {
    const state = async () => [(await ingestion.said()).length, await ingestion.digests(), ingestion.leftovers()];
    const before = await state();
    await expect(derive()).rejects.toMatchObject({ code });
    expect(await state()).toEqual(before);
  });
});

describe('the columns of a derived table', () => {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-derivation-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const number = (name: string, ...values: number[]) => ({ kind: 'number' as const, name, values: Float64Array.from(values) });

  async function derived(frame: Frame, columns: DerivedTable['columns'] = []): Promise<string[]> {
    const file = join(directory, 'parent.parquet');
    await writeParquet(file, new Frame([number('a', 1, Number.NaN), number('b', 1, 2)]), { a: 'integer' });
    const parents = [
      { name: 'a', type: 'integer', role: 'target', missing_tokens: ['?'] },
      { name: 'b', type: 'float', role: 'ignored', missing_tokens: [] },
    ] as const;
    const parquets = [join(directory, 'made.parquet')];
    const before = parents.map((column) => ({ ...column, missing_tokens: [...column.missing_tokens] }));
    const input = { file, rows: 2, columns: before, targetColumn: 'a', directory, parquets, memoryMiB: 512, request: null };
    const handler = async ({ file: read, parquets: [target] }: DerivationInput<null>): Promise<Derivation<null>> => {
      expect((await readFrame(read)).rows).toBe(2);
      await writeParquet(target, frame, { a: frame.number('a').values.every(Number.isInteger) ? 'integer' : 'float' });
      return { tables: [{ steps: [], columns }], answer: null };
    };
    const { tables } = await runDerivation(handler, input);
    return tables[0].columns.map(({ name, type, role, missing_tokens }) => [name, type, role, ...missing_tokens].join(' '));
  }

  it("are the parent's where they fit what is stored", async () => {
    expect(await derived(new Frame([number('b', 1, 2), number('a', 1, 2)]))).toEqual(['b float ignored', 'a integer target ?']);
  });
  it('are typed anew where they do not', async () => {
    expect(await derived(new Frame([number('a', 1, 1.5), number('c', 1, 2)]))).toEqual(['a float target ?', 'c float feature']);
  });
  it('are as the program says', async () => {
    const columns = [{ name: 'c', type: 'integer', role: 'ignored' }] as const;
    expect(await derived(new Frame([number('a', 1, 1), number('c', 1, 2)]), columns)).toEqual(['a integer target ?', 'c integer ignored']);
  });
});
