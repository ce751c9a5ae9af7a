import { describe, expect, it } from '@jest/globals';
import { createGraph } from './graph-writer.js';
import * as fc from 'fast-check';
import { hasExternalData } from './external-data.js';

/** A field of wire type 2 in Protocol Buffers; lengths below 128. */
const field = (number: number, ...content: readonly (number | readonly number[])[]): number[] => {
  const bytes = content.flat() as number[];
  const tag = number * 8 + 2;
  return [...(tag < 128 ? [tag] : [(tag & 0x7f) | 0x80, tag >> 7]), bytes.length, ...bytes];
};
const text = (value: string) => [...Buffer.from(value)];
const external = field(13, field(1, text('location')), field(2, text('/etc/passwd')));
const located = [14 * 8, 1];
const model = (...graph: readonly number[][]) => Uint8Array.from(field(7, ...graph));

describe('looking for data outside of an ONNX file', () => {
  it.each([
    ['an initializer', model(field(5, external))],
    ['an initializer by its location', model(field(5, located))],
    ['a sparse initializer', model(field(15, field(1, external)))],
    ['a constant of a node', model(field(1, field(5, field(5, external))))],
    ['a graph inside of a node', model(field(1, field(5, field(6, field(5, external)))))],
    ['a list of tensors in an attribute', model(field(1, field(5, field(10, external))))],
    ['a function', Uint8Array.from(field(25, field(7, field(5, field(5, external)))))],
  ])('finds it in %s', (_, bytes) => {
    expect(hasExternalData(bytes)).toBe(true);
  });

  it('finds none in what learning writes, nor in a tensor that says it is inside', () => {
    const graph = createGraph('g');
    const x = graph.input('x', 'float', 2);
    graph.output('y', graph.node('Add', [x, graph.constant('float', [2], [1, 2])]), 'float', ['n', 2]);
    expect(hasExternalData(graph.toBytes({ location: 'external_data' }))).toBe(false);
    expect(hasExternalData(model(field(5, [14 * 8, 0])))).toBe(false);
  });

  it('comes to an end on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => [true, false].includes(hasExternalData(bytes))));
    const deep = Array.from({ length: 400 }).reduce<number[]>((inner) => (inner.length < 110 ? field(6, inner) : inner), []);
    expect(typeof hasExternalData(model(deep))).toBe('boolean');
  });
});
