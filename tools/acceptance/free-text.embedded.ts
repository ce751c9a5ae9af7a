import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRandom } from '@atelier/learning';
import { EmbeddedProgram } from './embedded-program.js';

const good = ['I love it, it fits well', 'so soft and warm 😀', 'perfect, would buy again', 'molto bello, lo adoro', 'رائع جدا أحبه كثيرا'];
const bad = ['too small and itchy', 'I sent it back 😡', 'poor seams, it ripped', 'molto brutto, mai più', 'سيئ جدا لا أنصح به'];
const things = ['the blue dress', 'this top', 'my new coat', 'the shoes', 'these jeans'];

/** Reviews with line breaks, quotes and emoji; every 15th without a text. */
function reviews(rows: number): string {
  const random = createRandom(8);
  const pick = (list: readonly string[]) => list[random.integer(list.length)];
  const lines = Array.from({ length: rows }, (_, row) => {
    const likes = random.next() < 0.5;
    const text = `About ""${pick(things)}"": ${pick(likes ? good : bad)}.\nI wore it for ${random.integer(90)} days, ${pick(things)} too.`;
    return `${20 + random.integer(50)},"${row % 15 === 4 ? '' : text}",${likes ? 'yes' : 'no'}`;
  });
  return `age,review,liked\n${lines.join('\n')}\n`;
}

const smsFile = resolve('../shared/data/sms_spam/sms.tsv');

describe('free texts on the embedded platform', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  it('go from upload to explained predictions, by both protocols alike', async () => {
    const { client } = program;
    const { dataset_id } = await client.datasets.upload({
      content: new Blob([reviews(400)]),
      fileName: 'reviews.csv',
      targetColumn: 'liked',
    });
    const { schema: columns } = await client.datasets.get(dataset_id);
    expect(columns.find(({ name }) => name === 'review')).toMatchObject({ type: 'text', role: 'feature' });
    const task = { dataset_id, target_column: 'liked', task_type: 'classification' } as const;
    const { job_id } = await client.training.start({ ...task, algorithm: 'logistic', text: { embeddings: 5 } });
    const job = await client.training.finished(job_id);
    expect([job.error, job.status]).toEqual([undefined, 'completed']);
    expect(job.results?.training_summary.features_used).toEqual(['age', 'review']);
    expect(job.results?.evaluation.accuracy).toBeGreaterThan(0.85);
    expect(job.results?.feature_importance?.[0].feature).toBe('review');
    await client.models.deploy({ training_job_id: job_id, model_name: 'reviews', promote_to_production: true });
    const rows = [
      { age: 30, review: 'I love the blue dress, so soft' },
      { age: 30, review: 'poor seams, I sent it back' },
      { age: 30, review: null },
      { age: null, review: `${'unseen 漢字 🦄 '.repeat(70_000)}` },
    ];
    const answers = await Promise.all(rows.map((features) => client.models.predict({ model_name: 'reviews', features })));
    expect(answers.slice(0, 2).map(({ prediction }) => prediction[0])).toEqual(['yes', 'no']);
    const { outputs } = await client.models.infer('reviews', rows);
    const [labels] = outputs.filter(({ datatype }) => datatype === 'BYTES');
    expect(labels.data).toEqual(answers.map(({ prediction }) => prediction[0]));
    const { explanations } = await client.training.explain(job_id, { rows: rows.slice(0, 2) });
    expect(explanations.map(({ contributions }) => contributions[0].feature)).toEqual(['review', 'review']);
    await expect(client.training.start({ ...task, algorithm: 'logistic', text: { embedings: 5 } as never })).rejects.toThrow(/embedings/);
  }, 120_000);

  (existsSync(smsFile) ? it : it.skip)(
    'real messages without a header train with nothing said but data, target and algorithm',
    async () => {
      const { client } = program;
      const { dataset_id } = await client.datasets.upload({ content: new Blob([readFileSync(smsFile)]), fileName: 'sms.tsv' });
      const { schema: columns } = await client.datasets.get(dataset_id);
      expect(columns.map(({ type }) => type)).toEqual(['category', 'text']);
      const request = { dataset_id, target_column: columns[0].name, task_type: 'classification', algorithm: 'logistic' } as const;
      const job = await client.training.finished((await client.training.start(request)).job_id);
      expect([job.error, job.status]).toEqual([undefined, 'completed']);
      expect(job.results?.evaluation.accuracy).toBeGreaterThan(0.975);
    },
    120_000,
  );
});
