import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atelier } from './atelier.suite.js';

const folder = mkdtempSync(join(tmpdir(), 'atelier-client-models-'));
const at = (...names: string[]) => join(folder, ...names);
const [notes, labels, models] = [at('world', 'notes.csv'), at('world', 'labels.csv'), at('models')];
afterAll(() => rmSync(folder, { recursive: true }));

const answer = async (...words: string[]) => JSON.parse(await atelier('--json', 'notes', ...words));
const rowsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

describe('atelier notes train, evaluate, predict and segment, in an empty folder', () => {
  beforeAll(async () => {
    await atelier('notes', 'generate', '--clients', '60', '--seed', '5', '--out', at('world'));
    await atelier('notes', 'train', '--notes', notes, '--labels', labels, '--preset', 'maximum_speed', '--threads', '1', '--out', models);
  }, 60_000);

  it('trains models with what can be reached beside what was', async () => {
    const told = await answer('train', '--notes', notes, '--labels', labels, '--preset', 'fast', '--target', 'churned', '--out', at('one'));
    expect(told).toMatchObject({
      synthetic: true,
      labels: { source: 'given' },
      preset: 'fast',
      clients: 60,
      columns: 506,
      test_clients: 12,
      targets: [{ target: 'churned', best: 'random_forest', metric: 'roc_auc', attainable: expect.any(Number) }],
      left_out: [],
    });
    expect(existsSync(at('one', 'churned', 'random_forest', 'model.onnx'))).toBe(true);
    expect(existsSync(at('one', 'purchased'))).toBe(false);
  });

  it('marks labels that were made by rules wherever their models appear', async () => {
    const words = ['train', '--notes', notes, '--preset', 'fast', '--target', 'purchased', '--out', at('ruled')];
    expect(await atelier('notes', ...words)).toMatch(/generated from the notes by rules/);
    const told = await answer('predict', '--notes', notes, '--models', at('ruled'), '--out', at('ruled.csv'));
    expect(told).toMatchObject({ labels: { source: 'generated' }, warning: expect.stringContaining('by rules') });
    expect(JSON.parse(readFileSync(at('ruled', 'purchased', 'metadata.json'), 'utf8')).warning).toMatch(/by rules/);
  });

  it('judges by the clients that were held out', async () => {
    const { judged } = await answer('evaluate', '--models', models, '--notes', notes, '--labels', labels, '--each');
    expect(judged.map((each: { target: string; clients: number }) => [each.target, each.clients])).toEqual([
      ['purchased', 12],
      ['churned', 12],
      ['lifetime_value', 12],
    ]);
    const told = JSON.parse(readFileSync(join(models, 'purchased', 'metadata.json'), 'utf8'));
    expect(judged[0].evaluation.roc_auc).toBeCloseTo(told.models.random_forest.metrics.roc_auc, 12);
    expect(await atelier('notes', 'evaluate', '--models', models, '--notes', notes, '--labels', labels)).toMatch(
      /SYNTHETIC: 12 clients[^]*attainable/,
    );
  });

  it('scores all clients, and reports those without a note that can be used', async () => {
    const more = at('more.csv');
    writeFileSync(more, readFileSync(notes));
    appendFileSync(more, 'silent-1,2026-01-01,en,\nnew-1,2026-01-02,en,"Loves pearls, no budget limit."\n');
    const told = await answer('predict', '--notes', more, '--models', models, '--out', at('scores.csv'));
    expect(told).toMatchObject({ clients: 61, without_note: ['silent-1'], skipped: { text_empty: 1 } });
    const [header, ...rows] = rowsOf(at('scores.csv'));
    expect(header).toEqual(['client_id', 'purchased', 'churned', 'lifetime_value']);
    expect(rows).toHaveLength(62);
    expect(rows.at(-1)).toEqual(['silent-1', '', '', '']);
    expect(
      rows
        .find(([id]) => id === 'new-1')
        ?.slice(1, 3)
        .every((score) => Number(score) >= 0 && Number(score) <= 1),
    ).toBe(true);
    expect(await atelier('notes', 'predict', '--notes', more, '--models', models, '--target', 'churned', '--out', at('c.csv'))).toMatch(
      /Without a note that can be used, and so without scores: silent-1\./,
    );
    expect(rowsOf(at('c.csv'))[0]).toEqual(['client_id', 'churned']);
  });

  it('says in words where scores come from', async () => {
    const one = at('one.csv');
    writeFileSync(one, 'client_id,text\nnew-1,"No budget limit, looks for a gift."\nnew-2,\n');
    await atelier('notes', 'predict', '--notes', one, '--models', models, '--explain', '--out', at('why.csv'));
    const [header, first, second] = readFileSync(at('why.csv'), 'utf8').trim().split('\n');
    expect(header).toBe('client_id,purchased,churned,lifetime_value,purchased_why,churned_why,lifetime_value_why');
    expect(first).toMatch(/^new-1,[^$]* % rather than the \d+ % of a client without notes[^$]*\$[\d,]+ rather than the \$/);
    expect(second).toBe('new-2,,,,,,');
  });

  it('segments the same clients', async () => {
    const told = await answer('segment', '--notes', notes, '--labels', labels, '--k', '3', '--out', at('segments'));
    expect(told).toMatchObject({ clients: 60, segments: expect.any(Array) });
  });

  it('measures itself', async () => {
    const { timings } = await answer('benchmark', '--clients', '40', '--threads', '1');
    expect(timings).toHaveLength(6);
    expect(timings.every(({ seconds }: { seconds: number }) => seconds > 0)).toBe(true);
  });

  it('says what is missing and what to run', async () => {
    const predict = (...words: string[]) => atelier('notes', 'predict', '--notes', notes, '--out', at('x.csv'), ...words);
    await expect(predict('--models', at('none'))).rejects.toThrow(/no models in .*atelier notes train/);
    await expect(predict('--models', models, '--target', 'loyal')).rejects.toThrow(/no model of "loyal".*purchased, churned/);
    await expect(predict('--models', models, '--model', 'lightgbm')).rejects.toThrow(/no model purchased\/lightgbm.*random_forest/);
    await expect(atelier('notes', 'train', '--notes', notes, '--target', 'loyal', '--out', at('x'))).rejects.toThrow(
      /"loyal" is none of purchased/,
    );
    const few = at('few.csv');
    writeFileSync(few, 'client_id,text\na,hello\n');
    await expect(atelier('notes', 'train', '--notes', few, '--out', at('x'))).rejects.toThrow(/No data.*atelier notes generate/);
    await expect(atelier('notes', 'train', '--notes', notes, '--preset', 'best', '--out', at('x'))).rejects.toThrow(/Allowed choices/);
  });

  it('does not score by a model that is not what was written', async () => {
    const file = join(at('one'), 'churned', 'random_forest', 'pipeline.json');
    appendFileSync(file, ' ');
    await expect(atelier('notes', 'predict', '--notes', notes, '--models', at('one'), '--out', at('x.csv'))).rejects.toThrow(
      /not what was written/,
    );
  });
});
