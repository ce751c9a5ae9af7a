const { findUnsupervised, findEstimator, resolveParameters, unsupervised } = await import(
  process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js'
);

/** Our answers for a seed's test rows, as reference.py's: probabilities or values, or for the training rows strangeness or squared distances. */
export async function fitOurs({ algorithm, parameters, table: kind }, table, seed) {
  const all = table.read(kind);
  const held = new Set(table.tests[seed]);
  const rows = table.y.map((_, row) => row);
  const [train, test] = [rows.filter((row) => !held.has(row)), rows.filter((row) => held.has(row))];
  const x = (part) => matrix(table, kind, all, part);
  if (unsupervised.has(algorithm)) {
    const found = findUnsupervised(algorithm);
    const fitted = await found.fit(
      { x: x(train) },
      { parameters: resolveParameters(algorithm, found.parameters, parameters), seed, threads: 1 },
    );
    const scores = fitted.scores(x(train));
    if (found.kind === 'anomalies') return scores;
    return train.map((_, i) => Math.min(...scores.subarray(i * fitted.width, (i + 1) * fitted.width)) ** 2);
  }
  const task = table.classes > 0 ? 'classification' : 'regression';
  const { estimator, parameters: values } = bound(algorithm, parameters, task);
  const set = { x: x(train), y: Float64Array.from(train, (row) => table.y[row]) };
  const fitted = await estimator.fit(set, { task, classes: table.classes, parameters: values, seed, threads: 1 });
  return table.classes > 0 ? fitted.predictProba(x(test)) : fitted.predict(x(test));
}

/** An ensemble takes in its members first. */
function bound(algorithm, given, task) {
  const estimator = findEstimator(algorithm, task);
  const parameters = resolveParameters(algorithm, estimator.parameters, given);
  return estimator.specialise ? estimator.specialise(parameters, task) : { estimator, parameters };
}

function matrix({ names, sizes }, kind, all, part) {
  const columns = names.length;
  const data = new Float32Array(part.length * columns);
  part.forEach((row, i) => data.set(all.subarray(row * columns, (row + 1) * columns), i * columns));
  return { rows: part.length, columns, data, names, ...(kind === 'categories' && { categories: Int32Array.from(sizes) }) };
}
