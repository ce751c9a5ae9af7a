import { describe, expect, it, jest } from '@jest/globals';
import { metricsTable } from './metrics.js';
import { barsVisible, ProgressBar } from './progress.js';
import { table } from './table.js';

describe('table', () => {
  it('is as wide as its widest cells, numbers to the right', () => {
    expect(
      table(
        ['name', 'rows'],
        [
          ['a', 1],
          ['longer', 12_345],
        ],
      ).split('\n'),
    ).toEqual(['  name      rows', '  ──────  ──────', '  a            1', '  longer  12,345']);
  });

  it('shows four digits, and a dash for what is not there', () => {
    expect(
      table(['x'], [[0.123456], [null], [undefined]])
        .split('\n')
        .slice(2),
    ).toEqual(['  0.1235', '       –', '       –']);
    expect(table(['x'], [])).toBe('  x\n  ─');
  });
});

describe('metricsTable', () => {
  it('has the single numbers, what one looks at first on top', () => {
    const text = metricsTable({
      log_loss: 0.3,
      accuracy: 0.9,
      confusion_matrix: [
        [1, 0],
        [0, 1],
      ],
      roc_auc: null,
    });
    expect(text.split('\n').slice(2)).toEqual(['  accuracy              0.9', '  log_loss              0.3']);
  });
});

describe('ProgressBar', () => {
  const progress = { iteration: 1, total: 2, phase: 'fitting', metrics: { loss: 0.5 }, eta_seconds: 3.2 };

  it('draws nothing where nobody watches', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const bar = new ProgressBar(false);
    bar.show(progress);
    bar.end();
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });

  it('is for terminals, not for programs', () => {
    expect(barsVisible(true)).toBe(false);
    expect(barsVisible(false)).toBe(process.stdout.isTTY === true);
  });
});
