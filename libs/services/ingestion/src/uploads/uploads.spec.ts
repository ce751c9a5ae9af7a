import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IngestionOptions } from '../options.js';
import { datasetName, nameOfFile } from './names.js';
import { WorkFolders } from './work-folders.js';

describe('names', () => {
  it.each([
    ['Telco-Customer-Churn.csv', 'Telco-Customer-Churn'],
    ['a/b\\c.tsv.gz', 'c'],
    ['Größe (neu).parquet', 'Größe (neu)'],
    ['<x>|"y".csv', 'x___y_'],
    ['.csv', 'dataset'],
    ['', 'dataset'],
  ])('of the file %j is %j', (file, name) => {
    expect(nameOfFile(file)).toBe(name);
  });

  it.each(['../x.csv', 'a%2E%2e.csv', 'x\0.csv', 'C:..\\x.csv', 'c:x'])('of the file %j is refused', (file) => {
    expect(() => nameOfFile(file)).toThrow(/dataset\.name_invalid/);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', '%2e%2e', 'x\0', 'C:x', '<b>', 'x'.repeat(201), '-x'])('%j is no name for a dataset', (name) => {
    expect(() => datasetName(name)).toThrow(/dataset\.name_invalid/);
  });

  it('are trimmed', () => {
    expect(datasetName(' Clients 2026_v1.2 (new) ')).toBe('Clients 2026_v1.2 (new)');
  });
});

describe('the work folder', () => {
  it('is emptied of what dead processes left, and of nothing else', async () => {
    const workFolder = mkdtempSync(join(tmpdir(), 'atelier-work-'));
    try {
      const folders = new WorkFolders(new IngestionOptions({ workFolder }));
      for (const name of [`upload-${process.pid}-a`, 'upload-4194304-b', `upload-${process.ppid}-c`, 'other'])
        mkdirSync(join(workFolder, name, 'deep'), { recursive: true });
      await folders.onModuleInit();
      expect(readdirSync(workFolder).sort()).toEqual(['other', `upload-${process.ppid}-c`].sort());
      const failing = folders.with(async (folder) => {
        mkdirSync(join(folder, 'deep'));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(readdirSync(workFolder)).toHaveLength(2);
    } finally {
      rmSync(workFolder, { recursive: true });
    }
  });
});
