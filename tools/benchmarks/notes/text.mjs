// Real texts as a plain training reads them (only a data set, its target and the algorithm): `node tools/benchmarks/notes/text.mjs OUT.json [--seeds 3] [--algorithms logistic] [--sets sms_spam]`
// writes accuracies with the test rows' numbers, which text.py learns and answers, too: `python3 tools/benchmarks/notes/text.py OUT.json`. The data lies in ../shared/data.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { Frame, trainPipeline } from '@atelier/learning';

const data = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/data');
const reviews = `read_csv('${fromData('womens_clothing_reviews', 'womens_clothing_ecommerce_reviews.csv')}', header = true, all_varchar = true)`;
const tweets = `read_csv('${fromData('multilingual_tweets', 'umsab_multilingual_sentiment.csv')}', header = true, all_varchar = true)`;
const sms = `read_csv('${fromData('sms_spam', 'sms.tsv')}', header = false, delim = '\\t', quote = '', names = ['label', 'text'], all_varchar = true)`;
const reviewColumns = [
  'Clothing ID',
  'Age',
  'Title',
  'Review Text',
  'Positive Feedback Count',
  'Division Name',
  'Department Name',
  'Class Name',
];
const typesOfReviews = {
  'Clothing ID': 'integer',
  Age: 'integer',
  'Positive Feedback Count': 'integer',
  Title: 'text',
  'Review Text': 'text',
};

const sets = {
  sms_spam: { from: sms, target: 'label', columns: ['text'] },
  multilingual_tweets: { from: tweets, target: 'label', columns: ['text'] },
  'reviews: Recommended IND': { from: reviews, target: 'Recommended IND', columns: ['Review Text'] },
  'reviews: Rating': { from: reviews, target: 'Rating', columns: ['Review Text'] },
  'reviews: Rating, all columns': { from: reviews, target: 'Rating', columns: reviewColumns },
};

function fromData(...path) {
  return join(data, ...path);
}

async function readSet({ from, target, columns }) {
  const connection = await (await DuckDBInstance.create()).connect();
  const names = [target, ...columns];
  const reader = await connection.runAndReadAll(`SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM ${from}`);
  const cells = reader.getColumns();
  return new Frame(names.map((name, at) => columnOf(name, cells[at], typesOfReviews[name] === 'integer')));
}

function columnOf(name, cells, isNumber) {
  if (isNumber) return { kind: 'number', name, values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) };
  const codes = new Map();
  const codeOf = (text) => {
    if (text === null) return -1;
    if (!codes.has(text)) codes.set(text, codes.size);
    return codes.get(text);
  };
  return { kind: 'text', name, codes: Int32Array.from(cells, codeOf), dictionary: [...codes.keys()] };
}

function planOf({ target, columns }, algorithm, seed) {
  const typed = columns.map((name) => ({ name, type: name === 'text' ? 'text' : (typesOfReviews[name] ?? 'category') }));
  return {
    target,
    task: 'classification',
    algorithm,
    hyperparameters: {},
    scaling: 'standard',
    testSize: 0.2,
    validationSize: 0.1,
    earlyStopping: false,
    patience: 10,
    seed,
    columns: [{ name: target, type: 'category' }, ...typed],
  };
}

const [out, ...options] = process.argv.slice(2);
const option = (name, otherwise) => (options.includes(`--${name}`) ? options[options.indexOf(`--${name}`) + 1] : otherwise);
const seeds = Number(option('seeds', '3'));
const algorithms = option('algorithms', 'logistic').split(',');
const asked = Object.entries(sets).filter(([name]) => name.startsWith(option('sets', '')));
const results = [];
for (const [name, set] of asked) {
  const frame = await readSet(set);
  for (const algorithm of algorithms) {
    for (let seed = 1; seed <= seeds; seed++) {
      const before = process.cpuUsage();
      const { evaluation, results: found, summary } = await trainPipeline(frame, planOf(set, algorithm, seed));
      const { user, system } = process.cpuUsage(before);
      const seconds = Math.round((user + system) / 1e5) / 10;
      const iterations = found.history.length;
      console.log(
        `${name}, ${algorithm}, seed ${seed}: ${evaluation.accuracy.toFixed(4)}, ${summary.matrix_columns} columns, ${iterations} iterations, ${seconds} s of CPU`,
      );
      results.push({
        name,
        algorithm,
        seed,
        accuracy: evaluation.accuracy,
        seconds,
        target: set.target,
        test: [...found.splits.test],
        validation: [...found.splits.validation],
      });
    }
  }
}
writeFileSync(out, JSON.stringify(results));
