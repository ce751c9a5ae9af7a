import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createGraph } from '@atelier/learning';
import { openEncoder } from './foreign-encoder.js';

const root = mkdtempSync(join(tmpdir(), 'atelier-encoder-'));
let folder = '';
let made = 0;
beforeEach(() => {
  folder = join(root, String(made++));
  mkdirSync(folder);
  write('tokenizer.json', JSON.stringify(tokenizer()));
  write('model.onnx', model('last_hidden_state'));
});
afterAll(() => rmSync(root, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

/** WordPiece of a few words; [CLS] and [SEP] stand around each text, as in BERT's. */
function tokenizer() {
  const vocab = Object.fromEntries(['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'gold', '##en', 'ring', 'bag'].map((token, id) => [token, id]));
  const special = (token: string, id: number) => ({
    id,
    content: token,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  return {
    version: '1.0',
    added_tokens: [special('[PAD]', 0), special('[UNK]', 1), special('[CLS]', 2), special('[SEP]', 3)],
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
  };
}

/** Each token's row of a table of eight; [CLS], [SEP] and [PAD] must not count, or the mean is another. */
const table = Float32Array.from([9, 9, 0, 1, 0, 0, 0, 0, 3, 0, 1, 0, 0, 4, 2, 2]);

function model(output: string, ids = 'input_ids'): Uint8Array {
  const graph = createGraph('encoder');
  const tokens = graph.input(ids, 'int64', 'm');
  graph.input('attention_mask', 'int64', 'm');
  const rows = graph.node('Gather', [graph.constant('float', [8, 2], table), tokens], { axis: { int: 0 } });
  if (output === 'sentence_embedding') {
    graph.output('tokens', rows, 'float', ['n', 'm', 2]);
    const sum = graph.node('ReduceSum', [rows, graph.constant('int64', [1], [1])], { keepdims: { int: 0 } });
    graph.output(output, sum, 'float', ['n', 2]);
  } else graph.output(output, rows, 'float', ['n', 'm', 2]);
  return graph.toBytes();
}

const rounded = (rows: Float32Array) => Array.from(rows, (value) => Math.round(value * 1e4) / 1e4);

describe('a sentence encoder of others', () => {
  it('gives the mean of tokens by the attention mask, of length 1, whatever stands beside a text', async () => {
    const encoder = await openEncoder(folder);
    expect(encoder.dimensions).toBe(2);
    // gold ##en → (3, 0) + (1, 0); ring → (0, 4); an unknown word → (0, 1); a text without words has [CLS] and [SEP] alone, which are 0.
    const rows = await encoder.encode(['Golden', 'ring', '', 'golden ring', 'xyz']);
    expect(rounded(rows)).toEqual([1, 0, 0, 1, 0, 0, 0.7071, 0.7071, 0, 1]);
    expect(rounded(await encoder.encode(Array.from({ length: 40 }, () => 'ring')))).toEqual(Array.from({ length: 80 }, (_, i) => i % 2));
  });

  it('gives sentence_embedding where there is one', async () => {
    write('model.onnx', model('sentence_embedding'));
    expect(rounded(await (await openEncoder(folder)).encode(['ring bag']))).toEqual([0.3162, 0.9487]);
  });

  it('reads no more tokens than its tokenizer says', async () => {
    write('tokenizer_config.json', JSON.stringify({ model_max_length: 3 }));
    expect(rounded(await (await openEncoder(folder)).encode(['ring golden']))).toEqual([0.6, 0.8]);
  });

  it.each<[string, () => void, RegExp]>([
    ['no tokenizer', () => rmSync(join(folder, 'tokenizer.json')), /tokenizer\.json: there is no such file/],
    ['no model', () => rmSync(join(folder, 'model.onnx')), /model\.onnx: there is no such file/],
    ['a tokenizer that is no JSON', () => write('tokenizer.json', '{'), /tokenizer\.json: it is no JSON/],
    ['a tokenizer of no known kind', () => write('tokenizer.json', '{"model":{"type":"Other"}}'), /no tokenizer of a known kind/],
    ['a model that is none', () => write('model.onnx', 'x'), /onnxruntime can't open it/],
    ['a model of other inputs', () => write('model.onnx', model('y', 'pixels')), /wants the input pixels/],
  ])('with %s is refused', async (_, spoil, message) => {
    spoil();
    await expect(openEncoder(folder)).rejects.toMatchObject({ code: 'learning.model_invalid', message: expect.stringMatching(message) });
  });
});
