import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atelier } from './atelier.suite.js';

const folder = mkdtempSync(join(tmpdir(), 'atelier-groups-'));
const file = (name: string) => join(folder, name);
const lines = (name: string) => readFileSync(file(name), 'utf8').trim().split('\n');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  await atelier('notes', 'generate', '--clients', '80', '--seed', '5', '--out', file('world'));
});

describe('atelier notes segment', () => {
  it('writes segments and clients, and tells of them in a table and in words', async () => {
    const flags = ['--notes', file('world/notes.csv'), '--labels', file('world/labels.csv'), '--k', '3', '--out', file('segments')];
    const told = await atelier('notes', 'segment', ...flags);
    expect(told).toMatch(
      /80 clients in 3 segments[^]*stability[^]*Mean silhouette by number of segments {2}3: 0\.\d+[^]*Such as: synthetic-/,
    );
    expect(lines('segments/clients.csv')).toHaveLength(81);
    expect(lines('segments/clients.csv')[0]).toBe('client_id,segment,name,distance,clearness');
    expect(readFileSync(file('segments/silhouette.svg'), 'utf8')).toContain('<title>Silhouette by number of segments</title>');
  });

  it('puts clients into segments that were made before', async () => {
    const flags = ['--notes', file('world/notes.csv'), '--model', file('segments/segments.json'), '--out', file('again')];
    const answer = JSON.parse(await atelier('--json', 'notes', 'segment', ...flags));
    expect(answer).toMatchObject({ clients: 80, files: ['clients.csv'], segments: { length: 3 }, skipped: {} });
    expect(lines('again/clients.csv')).toEqual(lines('segments/clients.csv'));
    expect(await atelier('notes', 'segment', ...flags)).toContain(`80 clients in 3 segments of ${file('segments/segments.json')}`);
  });

  it('says what of the files could not be used', async () => {
    writeFileSync(file('odd.csv'), `${lines('world/notes.csv').join('\n')}\n,2025-01-01,en,whose?\nsynthetic-00001,soon,en,golf\n`);
    const told = await atelier('notes', 'segment', '--notes', file('odd.csv'), '--k', '2', '--out', file('odd'));
    expect(told).toMatch(/Of the files:[^]*odd\.csv, row \d+ \(line \d+\), client_id[^]*"soon" is no date[^]*1 row was left out/);
  });

  it('refuses few notes and foreign models, naming the file', async () => {
    writeFileSync(file('few.csv'), 'client_id,date,text\na,2025-01-01,likes golf\n');
    await expect(atelier('notes', 'segment', '--notes', file('few.csv'), '--out', file('x'))).rejects.toThrow(
      /few\.csv has 1 notes.*atelier notes generate/,
    );
    const model = ['--notes', file('world/notes.csv'), '--out', file('x'), '--model', file('world/world.json')];
    await expect(atelier('notes', 'segment', ...model)).rejects.toThrow(/world\.json: These are no saved client segments/);
    await expect(atelier('notes', 'segment', '--notes', file('none.csv'), '--out', file('x'))).rejects.toThrow(/There is no file/);
  });
});

describe('atelier notes journeys', () => {
  it('learns from observed stages, and tells where clients stand and how they move', async () => {
    const flags = [
      '--notes',
      file('world/notes.csv'),
      '--stages',
      file('world/stages.csv'),
      '--as-of',
      '2026-06-30',
      '--out',
      file('journeys'),
    ];
    const told = await atelier('notes', 'journeys', ...flags);
    expect(told).toMatch(/Where 80 clients stand on 2026-06-30[^]*median days[^]*half leave within[^]*Judged by \d+ stages of 16 clients/);
    expect(told).not.toContain('generated');
    expect(lines('journeys/clients.csv')).toHaveLength(81);
    expect(lines('journeys/history.csv')[0]).toBe('client_id,stage,from,to,days,ended');
  });

  it('tells stages by a model that was made before', async () => {
    const flags = [
      '--notes',
      file('world/notes.csv'),
      '--model',
      file('journeys/journeys.json'),
      '--as-of',
      '2026-06-30',
      '--out',
      file('later'),
    ];
    const answer = JSON.parse(await atelier('--json', 'notes', 'journeys', ...flags));
    expect(answer).toMatchObject({
      as_of: '2026-06-30',
      origin: { source: 'given' },
      clients: 80,
      files: ['clients.csv', 'history.csv', 'transitions.csv'],
    });
    expect(lines('later/clients.csv')).toEqual(lines('journeys/clients.csv'));
  });

  it('marks stages by rules as generated, and passes over odd rows of observed ones', async () => {
    const notes = ['--notes', file('world/notes.csv')];
    expect(await atelier('notes', 'journeys', ...notes, '--out', file('rules'))).toContain(
      'These stages were generated from the notes by rules',
    );
    const odd = [
      'nobody,2025-02-01,new',
      'synthetic-00001,someday,new',
      'synthetic-00001,2025-02-01,',
      'synthetic-00001,2019-01-01,new',
      ',2025-02-01,new',
    ];
    writeFileSync(file('stages.csv'), [...lines('world/stages.csv'), lines('world/stages.csv')[1], ...odd].join('\n'));
    const told = await atelier('notes', 'journeys', ...notes, '--stages', file('stages.csv'), '--out', file('x'));
    for (const part of [
      'no note of client "nobody"',
      '"someday" is no date',
      'There is no stage',
      'a stage of this day already',
      "Whose stage it is isn't told",
      "before the client's first note",
    ])
      expect(told).toContain(part);
  });

  it('refuses what is no date', async () => {
    await expect(atelier('notes', 'journeys', '--notes', 'n.csv', '--as-of', 'today', '--out', 'x')).rejects.toThrow(/write 2025-01-31/);
  });
});
