import { describe, expect, it } from '@jest/globals';
import type { Fleet } from '../models/fleet.js';
import type { Reconciler } from '../models/reconciler.js';
import { Predictor } from './predictor.js';

/** A predictor that has nothing loaded; it does not get as far as logging. */
function predictor(reconciler: Pick<Reconciler, 'isReady' | 'detailOf'>): Predictor {
  const fleet = { inProduction: () => undefined } as unknown as Fleet;
  const [writer, failures, metrics] = [null, null, null] as never[];
  return new Predictor(fleet, reconciler as Reconciler, writer, failures, metrics);
}

describe('a name that has no loaded model', () => {
  it('is not known to have none while the models of the start are still being loaded', () => {
    const starting = predictor({ isReady: () => false, detailOf: () => undefined });
    expect(() => starting.byName('shop', 'buyers')).toThrow(expect.objectContaining({ code: 'model.not_ready' }));
  });

  it('has none afterwards', () => {
    const started = predictor({ isReady: () => true, detailOf: () => undefined });
    expect(() => started.byName('shop', 'buyers')).toThrow(expect.objectContaining({ code: 'model.not_in_production' }));
  });

  it('says why its model could not be loaded', () => {
    const broken = predictor({ isReady: () => true, detailOf: () => 'artifact.corrupt' });
    expect(() => broken.byName('shop', 'buyers')).toThrow(/artifact.corrupt/);
  });
});
