/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelProtoSchema } from './generated/onnx-ml_pb.js';
import { createGraph } from './graph-writer.js';

const run = async (bytes: Uint8Array, feeds: Record<string, Tensor>) => (await InferenceSession.create(bytes)).run(feeds);

describe('createGraph', () => {
  it('writes a model that onnxruntime runs, with constants of every element type', async () => {
    const graph = createGraph('sum');
    const x = graph.input('x', 'float', 2);
    const shifted = graph.node('Add', [x, graph.constant('float', [1, 2], [0.5, -1])]);
    const double = graph.node('Add', [graph.node('Cast', [x], { to: { int: 11 } }), graph.constant('double', [1], [0.1])]);
    graph.output('shifted', shifted, 'float', ['n', 2]);
    graph.output('double', double, 'double', ['n', 2]);
    graph.output('int64', graph.constant('int64', [2], [-3, 2 ** 40]), 'int64', [2]);
    graph.output('int32', graph.constant('int32', [1], [-7]), 'int32', [1]);
    graph.output('bool', graph.constant('bool', [2], [0, 1]), 'bool', [2]);
    graph.output('string', graph.constant('string', [2], ['né', '']), 'string', [2]);
    const out = await run(graph.toBytes(), { x: new Tensor('float32', [1, 2], [1, 2]) });
    expect([...(out.shifted.data as Float32Array)]).toEqual([1.5, 1]);
    expect([...(out.double.data as Float64Array)]).toEqual([1.1, 2.1]);
    expect([...(out.int64.data as BigInt64Array)]).toEqual([-3n, 2n ** 40n]);
    expect([...(out.int32.data as Int32Array)]).toEqual([-7]);
    expect([...out.bool.data]).toEqual([0, 1]);
    expect([...out.string.data]).toEqual(['né', '']);
  });

  it('writes every kind of attribute', async () => {
    const graph = createGraph('encode');
    const text = graph.input('t', 'string', 1);
    const code = graph.node(
      'LabelEncoder',
      [text],
      { keys_strings: { strings: ['a', 'b'] }, values_int64s: { ints: [4, 5] }, default_int64: { int: -1 } },
      'ai.onnx.ml',
    );
    const x = graph.input('x', 'float', 2);
    const scaled = graph.node('Scaler', [x], { offset: { floats: [1, 2] }, scale: { floats: [0.5, 2] } }, 'ai.onnx.ml');
    const leaky = graph.node('LeakyRelu', [scaled], { alpha: { float: 0.25 } });
    const [top, where] = graph.nodes('TopK', [leaky, graph.constant('int64', [1], [1])], 2, { axis: { int: 1 } });
    const bits = graph.node(
      'BitShift',
      [graph.node('Cast', [where], { to: { int: 13 } }), graph.node('Cast', [graph.constant('int32', [1], [1])], { to: { int: 13 } })],
      {
        direction: { string: 'LEFT' },
      },
    );
    graph.output('code', code, 'int64', ['n', 1]);
    graph.output('top', top, 'float', ['n', 1]);
    graph.output('where', graph.node('Cast', [bits], { to: { int: 7 } }), 'int64', ['n', 1]);
    const out = await run(graph.toBytes(), {
      t: new Tensor('string', ['b', '?'], [2, 1]),
      x: new Tensor('float32', [3, 2, -1, 3], [2, 2]),
    });
    expect([...(out.code.data as BigInt64Array)]).toEqual([5n, -1n]);
    expect([...(out.top.data as Float32Array)]).toEqual([1, 2]);
    expect([...(out.where.data as BigInt64Array)]).toEqual([0n, 2n]);
  });

  it('keeps a tensor readable after it became an output, and may give it two names', async () => {
    const graph = createGraph('names');
    const x = graph.input('x', 'float', 1);
    const negative = graph.node('Neg', [x]);
    const back = graph.node('Neg', [negative]);
    graph.output('negative', negative, 'float', ['n', 1]);
    graph.output('back', back, 'float', ['n', 1]);
    graph.output('three', graph.node('Add', [back, graph.constant('float', [1], [1])]), 'float', ['n', 1]);
    graph.output('again', negative, 'float', ['n', 1]);
    graph.output('x again', x, 'float', ['n', 1]);
    const out = await run(graph.toBytes(), { x: new Tensor('float32', [2], [1, 1]) });
    expect([out.negative, out.back, out.three, out.again, out['x again']].map((tensor) => tensor.data[0])).toEqual([-2, 2, 3, -2, 2]);
  });

  it('writes whole numbers of any size and sign, and floats, as the schema reads them', () => {
    const ints = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER, -1, -128, Number.MIN_SAFE_INTEGER];
    const floats = [0, -1.5, Number.NaN, Number.POSITIVE_INFINITY, Math.fround(0.1)];
    const graph = createGraph('numbers');
    graph.node('Any', [], { ints: { ints }, floats: { floats }, none: { ints: [] } });
    const attributes = fromBinary(ModelProtoSchema, graph.toBytes()).graph?.node[0].attribute ?? [];
    expect(attributes.map(({ ints, floats }) => [ints, floats])).toEqual([
      [ints.map(BigInt), []],
      [[], floats],
      [[], []],
    ]);
  });

  it('keeps metadata and versions in the file', () => {
    const graph = createGraph('empty');
    graph.output('y', graph.input('x', 'float', 1), 'float', ['n', 1]);
    const model = fromBinary(ModelProtoSchema, graph.toBytes({ signature: '{}' }));
    expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual([['signature', '{}']]);
    expect(model.irVersion).toBe(10n);
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
      ['', 21n],
      ['ai.onnx.ml', 4n],
    ]);
  });

  it('gives inner tensors names that no column can take away', async () => {
    const graph = createGraph('clash');
    const x = graph.input('neg/0', 'float', 1);
    graph.output('y', graph.node('Neg', [graph.node('Neg', [x])]), 'float', ['n', 1]);
    const out = await run(graph.toBytes(), { 'neg/0': new Tensor('float32', [2], [1, 1]) });
    expect(out.y.data[0]).toBe(2);
  });

  it('refuses what could not be a graph', () => {
    const graph = createGraph('wrong');
    const x = graph.input('x', 'float', 1);
    expect(() => graph.node('Neg', ['y'])).toThrow('Neg reads the tensor "y", which nothing writes.');
    expect(() => graph.output('z', 'y', 'float', ['n', 1])).toThrow('nothing writes');
    expect(() => graph.input('x', 'string', 1)).toThrow('already has a tensor named "x"');
    expect(() => graph.output('x', x, 'float', ['n', 1])).toThrow('already has a tensor named "x"');
    expect(() => graph.constant('float', [2, 2], [1])).toThrow('has 1 values for the shape [2, 2]');
  });
});
