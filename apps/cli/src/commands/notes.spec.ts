import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { atelier } from './atelier.suite.js';

const folder = mkdtempSync(join(tmpdir(), 'atelier-notes-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('atelier notes generate', () => {
  it('writes the files of a synthetic world and says what can be reached', async () => {
    const out = join(folder, 'world');
    expect(await atelier('notes', 'generate', '--clients', '12', '--seed', '5', '--out', out)).toMatch(
      /SYNTHETIC: 12 clients[^]*purchased, ROC AUC +0\.\d+/,
    );
    expect(readFileSync(join(out, 'labels.csv'), 'utf8').trim().split('\n')).toHaveLength(13);
    expect(JSON.parse(readFileSync(join(out, 'world.json'), 'utf8'))).toMatchObject({ synthetic: true, seed: 5, concepts: 1253 });
  });

  it('answers as JSON', async () => {
    const answer = JSON.parse(await atelier('--json', 'notes', 'generate', '--clients', '3', '--out', folder));
    expect(answer).toMatchObject({ synthetic: true, clients: 3, attainable: expect.any(Object) });
    expect(answer.files).toContain('notes.csv');
  });

  it('refuses what is no number of clients', async () => {
    await expect(atelier('notes', 'generate', '--clients', 'many', '--out', folder)).rejects.toThrow(/whole number/);
    await expect(atelier('notes', 'generate', '--clients', '0', '--out', folder)).rejects.toThrow(/from 1/);
  });
});
