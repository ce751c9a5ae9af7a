/** How good answers are, more being better: ROC AUC (of several classes the mean of each against the rest), R², or minus the mean squared distance. */
export function measureFor({ table: kind }, { y, classes, tests, mixed }, seed) {
  const held = new Set(tests[seed]);
  if (kind === 'scaled') return (answers) => -answers.reduce((sum, value) => sum + value, 0) / answers.length;
  if (kind === 'strange') {
    const strange = new Set(mixed);
    const truth = y
      .map((_, row) => row)
      .filter((row) => !held.has(row))
      .map((row) => strange.has(row));
    return (answers) => areaUnder(answers, truth);
  }
  const truth = tests[seed].map((row) => y[row]);
  if (classes === 0) return (answers) => determination(answers, truth);
  const wanted = classes === 2 ? [1] : Array.from({ length: classes }, (_, code) => code);
  return (answers) =>
    wanted.reduce((sum, code) => {
      const own = truth.map((_, row) => answers[row * classes + code]);
      return (
        sum +
        areaUnder(
          own,
          truth.map((value) => value === code),
        ) /
          wanted.length
      );
    }, 0);
}

function determination(answers, truth) {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const squares = (of) => truth.reduce((sum, value, row) => sum + (value - of(row)) ** 2, 0);
  return 1 - squares((row) => answers[row]) / squares(() => mean);
}

/** Mann and Whitney's statistic, ties counting a half. */
function areaUnder(answers, isHit) {
  const order = Array.from(isHit.keys()).sort((a, b) => answers[a] - answers[b]);
  let [hits, ranks] = [0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && answers[order[to]] === answers[order[from]]) to++;
    for (let i = from; i < to; i++) {
      if (!isHit[order[i]]) continue;
      hits++;
      ranks += (from + 1 + to) / 2;
    }
  }
  return (ranks - (hits * (hits + 1)) / 2) / (hits * (order.length - hits));
}
