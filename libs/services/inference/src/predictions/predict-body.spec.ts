import { describe, expect, it } from '@jest/globals';
import { predictRequestSchema } from '@atelier/contracts';
import * as fc from 'fast-check';
import { isPlainRequest, parsePredictBody } from './predict-body.js';
import { predictionId } from './prediction-id.js';

const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.constant(undefined),
  fc.dictionary(fc.string(), scalar, { maxKeys: 2 }),
);
const good = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const row = fc.dictionary(fc.string(), fc.oneof({ weight: 30, arbitrary: good }, anything), { maxKeys: 4 });
const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constant('x'.repeat(201)), anything);
const body = fc.oneof(
  fc.record(
    { model_id: name, model_name: name, features: row, rows: fc.array(row, { maxLength: 3 }), user_id: name, more: anything },
    { requiredKeys: [] },
  ),
  fc.record({ model_name: fc.constant('m'), features: row, user_id: name }, { requiredKeys: ['model_name', 'features'] }),
  anything,
);

describe('the body of a prediction', () => {
  it('is let through by the quick check only if the schema would', () => {
    let plain = 0;
    fc.assert(
      fc.property(body, (value) => {
        if (!isPlainRequest(value)) return;
        plain += 1;
        expect(predictRequestSchema.safeParse(value)).toEqual({ success: true, data: value });
      }),
      { numRuns: 3000 },
    );
    // About 130 of 3,000, so that the property is not empty; far below, because the bodies are drawn anew each time.
    expect(plain).toBeGreaterThan(20);
  });

  it('passes as it is when it has the common shapes', () => {
    const common = [
      { model_id: 'a', features: { age: 1, city: 'Lima', member: true, income: null } },
      { model_name: 'a', rows: [{}, { age: 1 }], user_id: 'ann' },
    ];
    for (const each of common) expect(parsePredictBody(each)).toBe(each);
  });

  it('says where it is wrong', () => {
    expect(() => parsePredictBody({ model_id: 'a', features: { age: [1] } })).toThrow(
      expect.objectContaining({ code: 'request.invalid', errors: [expect.objectContaining({ path: 'features.age' })] }),
    );
  });
});

describe('a prediction id', () => {
  it('is a UUID of version 7 of its moment, and unlike all others', () => {
    const now = Date.UTC(2026, 10, 21, 12);
    const ids = Array.from({ length: 5000 }, () => predictionId(now));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(ids[0].slice(0, 8) + ids[0].slice(9, 13), 16)).toBe(now);
    expect(new Set(ids).size).toBe(ids.length);
    expect(predictionId(now + 1) > predictionId(now)).toBe(true);
  });
});
