import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { batches, itemsOf, linePrefix, parseLine, spoolLine } from './logged-prediction.js';
import { PredictionWriter } from './prediction-writer.js';
import { Spool } from './spool.js';

const prefix = (project = 'shop') => linePrefix({ project, modelId: 'm', name: 'buyers "1"', version: '1.0.0' });
const values = {
  at: '2026-11-21T12:00:00.000Z',
  features: { age: 1 },
  prediction: 'yes',
  probabilities: [0.25, 0.75],
  latencyMs: 1.5,
  userId: null,
};
const line = (id: string, project?: string) => spoolLine(prefix(project), { ...values, id });
const all = (content: string) => {
  let broken = 0;
  const found = [...batches(content, () => broken++)];
  return { found, broken, ids: found.flatMap(({ lines }) => lines.map((text) => parseLine(text)!.prediction_id)) };
};

describe('the spool', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const content = (spool: Spool) =>
    spool
      .sealed()
      .map(({ path }) => readFileSync(path, 'utf8'))
      .join('');

  it('keeps lines in segments that are read in order and dropped', () => {
    const spool = new Spool(folder, 1e6);
    expect(spool.isEmpty).toBe(true);
    spool.write(line('a'));
    spool.write(line('b') + line('c'));
    spool.seal();
    spool.write(line('d'));
    spool.seal();
    spool.seal();
    expect(all(content(spool)).ids).toEqual(['a', 'b', 'c', 'd']);
    expect(spool.bytes).toBe(readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0));
    for (const segment of spool.sealed()) spool.drop(segment);
    expect([spool.isEmpty, readdirSync(folder)]).toEqual([true, []]);
  });

  it('finds after a crash all that was written, and leaves out what was torn', () => {
    const spool = new Spool(folder, 1e6);
    spool.write(line('a') + line('b'));
    const [name] = readdirSync(folder);
    appendFileSync(join(folder, name), line('torn').slice(0, 40));
    const next = new Spool(folder, 1e6);
    next.write(line('c'));
    next.seal();
    const read = next.sealed().map(({ path }) => all(readFileSync(path, 'utf8')));
    expect(read).toMatchObject([
      { ids: ['a', 'b'], broken: 1 },
      { ids: ['c'], broken: 0 },
    ]);
  });

  it('leaves out a last line without its end, even one that can be read', () => {
    expect(all(line('a') + line('b').trimEnd())).toMatchObject({ ids: ['a'], broken: 1 });
    expect(all('')).toMatchObject({ ids: [], broken: 0 });
  });

  it('refuses what goes beyond the limit, and takes more when there is room again', () => {
    const spool = new Spool(folder, 1000);
    const full = line('x'.repeat(500));
    spool.write(full);
    expect(() => spool.write(full)).toThrow(expect.objectContaining({ code: 'storage.full' }));
    spool.seal();
    spool.drop(spool.sealed()[0]);
    spool.write(full);
  });

  it('refuses when the folder cannot be written', () => {
    const spool = new Spool(folder, 1e6);
    rmSync(folder, { recursive: true });
    expect(() => spool.write(line('a'))).toThrow(expect.objectContaining({ code: 'storage.full' }));
  });

  it('writes the lines of one turn at once, and tells all of them when that fails', async () => {
    const spool = new Spool(folder, 2000);
    const writer = new PredictionWriter(spool);
    await Promise.all(['a', 'b', 'c'].map((id) => writer.append(line(id))));
    const outcomes = await Promise.allSettled(['d', 'e'].map((id) => writer.append(line(id.repeat(1000)))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await writer.append(line('f'));
    spool.seal();
    expect(all(content(spool)).ids).toEqual(['a', 'b', 'c', 'f']);
  });

  it('cuts lines into batches of one project, 1,000 rows and half a megabyte, and loses none', () => {
    const project = fc.constantFrom('p', 'q');
    const size = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(200_000));
    fc.assert(
      fc.property(fc.array(fc.tuple(project, size), { maxLength: 2200 }), (rows) => {
        const text = rows.map(([of, length], i) => line(`${i}-${'x'.repeat(length)}`, of)).join('');
        const { found, ids } = all(text);
        expect(ids.map((id) => Number.parseInt(id, 10))).toEqual(rows.map((_, i) => i));
        for (const batch of found) {
          const { project: of, lines } = batch;
          expect(lines.length).toBeLessThanOrEqual(1000);
          expect(new Set([of, ...lines.map((each) => parseLine(each)!.project)]).size).toBe(1);
          expect(lines.length === 1 || lines.join('').length <= 512 * 1024).toBe(true);
          const items = lines.map((each) => ({ project: of, ...JSON.parse(each) }));
          expect(JSON.parse(itemsOf(lines)).map((item: object) => ({ project: of, ...item }))).toEqual(items);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('a spooled line', () => {
  it('is read back as it was, whatever texts are in it', () => {
    const text = fc.string({ unit: 'binary' });
    const features = fc.dictionary(
      text,
      fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    );
    fc.assert(
      fc.property(text, features, text, (name, row, user) => {
        const model = { project: 'p', modelId: 'm', name, version: '1.0.0' };
        const one = spoolLine(linePrefix(model), { ...values, id: 'i', features: row, prediction: user, userId: user });
        const [{ lines }] = all(one).found;
        const prediction = parseLine(lines[0]);
        expect(prediction).toEqual({
          project: 'p',
          model_id: 'm',
          model_name: name,
          version: '1.0.0',
          prediction_id: 'i',
          at: values.at,
          features: JSON.parse(JSON.stringify(row)),
          prediction: user,
          probabilities: [0.25, 0.75],
          latency_ms: 1.5,
          user_id: user,
        });
      }),
    );
  });
});
