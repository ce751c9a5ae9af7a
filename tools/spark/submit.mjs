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
   * @returns {Promise<{ code: number, error: string }>} exit code and the line of the job's own complaint
   */
  async run(task) {
    // Short-lived: the second compiler would never earn back what it costs.
    const java = ['--driver-java-options', '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'];
    const options = ['--master', 'local[2]', '--jars', this.#jars.join(','), ...java];
    const settings = ['spark.ui.enabled=false', 'spark.sql.shuffle.partitions=3', 'spark.log.level=WARN', 'spark.driver.memory=1g'];
    for (const setting of settings) options.push('--conf', setting);
    return await this.#start(this.#submit, options, task);
  }

  /** For what the job refuses before Spark starts. */
  async runWithoutSpark(task) {
    return await this.#start(this.#python, [], task);
  }

  async #start(program, options, { plan, data, out, partColumn, workers = 2 }) {
    const folder = join(this.#folder, `job-${this.#count++}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    const task = ['--plan', join(folder, 'plan.json'), '--out', out, '--workers', String(workers)];
    const part = partColumn ? ['--part-column', partColumn] : [];
    const code = await this.#spawn(program, [...options, join(job, 'train_xgboost.py'), ...task, ...part, '--data', ...data], folder);
    const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    if (code !== 0 && code !== 2) throw new Error(`the job ended with ${code}; its log ends:\n${lines.slice(-25).join('\n')}`);
    return { code, error: lines.findLast((line) => line.startsWith('learning.')) ?? '' };
  }

  #spawn(program, command, folder) {
    const log = openSync(join(folder, 'log'), 'w');
    const env = {
      ...process.env,
      ...this.#environment,
      PYSPARK_PYTHON: this.#python,
      PYTHONDONTWRITEBYTECODE: '1',
      SPARK_LOCAL_IP: '127.0.0.1',
    };
    const child = spawn(program, command, { cwd: folder, env, stdio: ['ignore', log, log] });
    closeSync(log);
    return new Promise((done, fail) => {
      child.once('error', fail);
      child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
    });
  }
}
