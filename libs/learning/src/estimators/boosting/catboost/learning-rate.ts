/** Coefficients of CatBoost's rule: rate = exp(size · ln rows + constant) · (iterations / 1000)^decay, at most 0.5. */
interface RateRule {
  readonly size: number;
  readonly constant: number;
  readonly decay: number;
}

/** For the CPU, by loss and by whether a validation set chooses the best iteration (options_helper.cpp, TAutoLRParamsGuesser). */
const rules: Readonly<Record<string, { readonly plain: RateRule; readonly best: RateRule }>> = {
  Logloss: { plain: { size: 0.427, constant: -7.525, decay: -0.917 }, best: { size: 0.247, constant: -5.158, decay: -0.435 } },
  MultiClass: { plain: { size: 0.051, constant: -2.889, decay: -0.845 }, best: { size: 0.02, constant: -2.364, decay: -0.382 } },
  RMSE: { plain: { size: 0.158, constant: -4.287, decay: -0.813 }, best: { size: 0.157, constant: -4.062, decay: -0.61 } },
};

/** The learning rate that CatBoost takes where none is given; 0.03 for losses without a rule. */
export function automaticLearningRate(loss: string, rows: number, iterations: number, choosesBest: boolean): number {
  const rule = rules[loss]?.[choosesBest ? 'best' : 'plain'];
  if (!rule) return 0.03;
  const rate = Math.exp(rule.size * Math.log(rows) + rule.constant) * (iterations / 1000) ** rule.decay;
  return Math.round(Math.min(rate, 0.5) * 1e6) / 1e6;
}
