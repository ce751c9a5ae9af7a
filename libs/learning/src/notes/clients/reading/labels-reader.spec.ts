import { describe, expect, it } from '@jest/globals';
import { amountOf, LabelsReader, type LabelsRead } from './labels-reader.js';

function read(content: string, clients?: ReadonlySet<string>): LabelsRead {
  const reader = new LabelsReader(clients);
  reader.push(new TextEncoder().encode(content));
  return reader.end();
}

describe('labels from CSV', () => {
  it('are read for clients who have notes, each once; the rest is told', () => {
    const content = [
      'client_id,purchased,churned,lifetime_value',
      'a,true,0,1200.50',
      'a,false,0,7',
      'z,true,1,1',
      ',true,1,1',
      'b,maybe,No,much',
      'c,,YES,',
    ].join('\n');
    const result = read(content, new Set(['a', 'b', 'c']));
    expect(result.labels).toEqual([
      { clientId: 'a', purchased: true, churned: false, lifetimeValue: 1200.5 },
      { clientId: 'b', purchased: null, churned: false, lifetimeValue: null },
      { clientId: 'c', purchased: null, churned: true, lifetimeValue: null },
    ]);
    expect(result.columns).toEqual(['purchased', 'churned', 'lifetime_value']);
    expect(result.origin).toEqual({ source: 'given' });
    expect(result.faults.faults.map(({ kind, row, field, skipped }) => [kind, row, field, skipped])).toEqual([
      ['label_repeated', 2, 'client_id', true],
      ['client_unknown', 3, 'client_id', true],
      ['client_missing', 4, 'client_id', true],
      ['label_invalid', 5, 'purchased', false],
      ['label_invalid', 5, 'lifetime_value', false],
    ]);
  });

  it('stay marked as generated', () => {
    const { origin, columns } = read('client_id;churned;labels_origin\na;1;generated:atelier-notes-1:7\n');
    expect(origin).toEqual({ source: 'generated', rules: 'atelier-notes-1', seed: 7 });
    expect(columns).toEqual(['churned']);
  });

  it('are refused where there are none', () => {
    expect(() => read('client_id,name\na,b\n')).toThrow(expect.objectContaining({ code: 'learning.target_missing', where: 'labels.csv' }));
  });

  it.each([
    ['1234.5', 1234.5],
    ['$1,234.50', 1234.5],
    ['1.234,50 €', 1234.5],
    ['1 234,5', 1234.5],
    ["1'234'567", 1_234_567],
    ['1,234,567', 1_234_567],
    ['1,234', 1234],
    ['12,5', 12.5],
    ['-3.5e2', -350],
    ['.5', 0.5],
    ['1.2.3', undefined],
    ['abc', undefined],
    ['-', undefined],
    ['Infinity', undefined],
  ])('an amount of %j is %j', (written, amount) => expect(amountOf(written)).toBe(amount));
});
