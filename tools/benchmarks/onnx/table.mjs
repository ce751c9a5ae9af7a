// A made-up table of 24 number and 4 text columns, with a class and a value that follow from them.
import { createRandom, Frame } from '@atelier/learning';

export function table(rows) {
  const random = createRandom(7);
  const numbers = Array.from({ length: 24 }, (_, i) => ({
    kind: 'number',
    name: `n${i}`,
    values: Float64Array.from({ length: rows }, () => (random.next() < 0.02 ? Number.NaN : random.normal())),
  }));
  const texts = Array.from({ length: 4 }, (_, i) => ({
    kind: 'text',
    name: `t${i}`,
    codes: Int32Array.from({ length: rows }, () => random.integer(6)),
    dictionary: ['a', 'b', 'c', 'd', 'e', 'f'],
  }));
  const score = Float64Array.from({ length: rows }, (_, row) => {
    const value = (column) => numbers[column].values[row] || 0;
    return value(0) + value(1) * value(2) + Math.abs(value(3)) + 0.5 * texts[0].codes[row] + 0.3 * random.normal();
  });
  const left = { kind: 'text', name: 'left', codes: Int32Array.from(score, (value) => Number(value > 2)), dictionary: ['no', 'yes'] };
  const frame = new Frame([...numbers, ...texts, left, { kind: 'number', name: 'worth', values: score }]);
  const columns = frame.columns.map(({ name, kind }) => ({ name, type: kind === 'text' ? 'category' : 'float' }));
  return { frame, columns };
}
