import { temporalGroups } from '@atelier/learning';
import { describe, expect, it } from '@jest/globals';
import { temporalPlanSchema } from './temporal.js';

describe('the plan of temporal features', () => {
  it('knows the families that learning makes, and no other', () => {
    const plan = (exclude: readonly string[]) => ({ date_column: 'day', value_columns: ['sales'], exclude });
    expect(temporalPlanSchema.safeParse(plan(temporalGroups)).success).toBe(true);
    expect(temporalPlanSchema.shape.exclude.unwrap().element.options).toEqual([...temporalGroups]);
    expect(temporalPlanSchema.safeParse(plan(['moon'])).success).toBe(false);
  });
});
