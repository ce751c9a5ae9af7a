// One run of deploy/spark/train_xgboost.py on a local Spark, as a cluster's user would start it.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { job } from './install.mjs';

export class SparkJobs {
  #submit;
  #python;
  #jars;
  #folder;
  #environment;
  #count = 0;

  /** @param {{ submit: string, python: string, jars: string[], folder: string, environment: Record<string, string> }} places */
  constructor({ submit, python, jars, folder, environment }) {
    this.#submit = submit;
    this.#python = python;
    this.#jars = jars;
    this.#folder = folder;
    this.#environment = environment;
  }

  /**
   * @param {{ plan: object, data: string[], out: string, partColumn?: string, workers?: number }} task
   * @returns {Promise<{ code: number, error: string }>} exit code and the last line of the job's own complaint
   */
  async run({ plan, data, out, partColumn, workers = 2 }) {
    const folder = join(this.#folder, `job-${this.#count++}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    const settings = ['spark.ui.enabled=false', 'spark.sql.shuffle.partitions=3', 'spark.log.level=WARN', 'spark.driver.memory=1g'];
    const options = ['--master', 'local[2]', '--jars', this.#jars.join(',')];
    for (const setting of settings) options.push('--conf', setting);
    const program = [join(job, 'train_xgboost.py'), '--plan', join(folder, 'plan.json'), '--out', out, '--workers', String(workers)];
    const part = partColumn ? ['--part-column', partColumn] : [];
    const command = [...options, ...program, ...part, '--data', ...data];
    const code = await this.#spawn(command, folder);
    const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    if (code !== 0 && code !== 2) throw new Error(`spark-submit ended with ${code}; its log ends:\n${lines.slice(-25).join('\n')}`);
    return { code, error: lines.findLast((line) => line.startsWith('learning.')) ?? '' };
  }

  #spawn(command, folder) {
    const log = openSync(join(folder, 'log'), 'w');
    const env = {
      ...process.env,
      ...this.#environment,
      PYSPARK_PYTHON: this.#python,
      PYTHONDONTWRITEBYTECODE: '1',
      SPARK_LOCAL_IP: '127.0.0.1',
    };
    const child = spawn(this.#submit, command, { cwd: folder, env, stdio: ['ignore', log, log] });
    closeSync(log);
    return new Promise((done, fail) => {
      child.once('error', fail);
      child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
    });
  }
}
