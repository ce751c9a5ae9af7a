// What the job runs on: a Python with PySpark and XGBoost, and the jars by which Spark reads S3. Kept in .cache/spark.
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { find, require, run } from '../servers/child.mjs';

const root = join(import.meta.dirname, '..', '..');
export const job = join(root, 'deploy', 'spark');
const cache = join(root, '.cache', 'spark');
const requirements = join(job, 'requirements.txt');

/** The program of a Python that has what requirements.txt names: the machine's, else a virtual environment made here. */
export async function installPython() {
  const own = join(cache, `python-${hashOf(requirements)}`, 'bin', 'python');
  for (const program of [own, find('python3')]) if (program && (await suffices(program))) return program;
  const python = await require('python3', 'python3-venv', 'The Spark job');
  process.stderr.write('Installing PySpark and XGBoost into .cache/spark; this takes some minutes, once.\n');
  const folder = join(own, '..', '..');
  try {
    await run(python, ['-m', 'venv', '--clear', folder]);
    await run(own, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { timeout: 1_200_000 });
  } catch (error) {
    const how = `python3 -m venv ${folder} && ${own} -m pip install -r ${requirements}`;
    throw new Error(`PySpark is missing and could not be installed. By hand (Python 3.11 or later):\n  ${how}\n${error.message}`, {
      cause: error,
    });
  }
  return own;
}

/** Exactly the versions that the project names, so that a pass means the same everywhere. */
async function suffices(python) {
  const check = [
    'import sys',
    'from importlib.metadata import version',
    'assert sys.version_info >= (3, 11)',
    `for line in open(${JSON.stringify(requirements)}):`,
    '    name, _, wanted = line.strip().partition("==")',
    '    assert name.startswith("#") or version(name) == wanted, name',
  ];
  if (!existsSync(python)) return false;
  return run(python, ['-c', check.join('\n')]).then(
    () => true,
    () => false,
  );
}

export async function sparkSubmit(python) {
  const { stdout } = await run(python, ['-c', 'import os, pyspark; print(os.path.dirname(pyspark.__file__))']);
  return join(stdout.trim(), 'bin', 'spark-submit');
}

/** The jars of deploy/spark/pom.xml. */
export async function installJars() {
  const pom = join(job, 'pom.xml');
  const folder = join(cache, `jars-${hashOf(pom)}`);
  if (!existsSync(folder)) {
    const maven = await require('mvn', 'maven', 'Reading S3 from Spark');
    const draft = `${folder}.${process.pid}`;
    mkdirSync(draft, { recursive: true });
    copyFileSync(pom, join(draft, 'pom.xml'));
    await run(maven, ['-q', '-B', '-f', join(draft, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]);
    try {
      renameSync(draft, folder);
    } catch (error) {
      rmSync(draft, { recursive: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return globSync(join(folder, '*.jar'));
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}
