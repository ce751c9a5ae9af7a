/** Python's model servers with the same ONNX file, one worker each, in the fastest set-up that their documentation has; see `peers/setup.sh`. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, sleep } from '../measure.mjs';

const virtualenvs = process.env.ATELIER_PEERS ?? join(tmpdir(), 'atelier-peers');
const code = join(import.meta.dirname, 'peers');
const longestStart = 90_000;

const peers = {
  mlserver: {
    prepare(folder, port, grpcPort) {
      // Without parallel workers the model runs in the server's own process: no hop between processes for each request.
      const settings = {
        host: '127.0.0.1',
        http_port: port,
        grpc_port: grpcPort,
        metrics_endpoint: null,
        parallel_workers: 0,
        debug: false,
      };
      writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
      writeFileSync(join(folder, 'model-settings.json'), JSON.stringify({ name: 'bench', implementation: 'mlserver_runtime.Runtime' }));
    },
    command: ({ bin, folder }) => [join(bin, 'mlserver'), 'start', folder],
    ready: '/v2/models/bench/ready',
    path: '/v2/models/bench/infer',
    body: (features, inputs) => ({
      inputs: inputs.map(({ name, kind }) => ({
        name,
        shape: [1, 1],
        datatype: kind === 'number' ? 'FP32' : 'BYTES',
        data: [features[name]],
      })),
    }),
    probabilities: ({ outputs }) => outputs.find(({ name }) => name === 'probabilities').data,
  },
  bentoml: {
    command: ({ bin, port }) => [
      join(bin, 'bentoml'),
      'serve',
      'bentoml_service:Bench',
      '--working-dir',
      code,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    ready: '/readyz',
    path: '/predict',
    body: (features) => ({ features }),
    probabilities: ({ prediction_proba }) => prediction_proba[0],
  },
  mlflow: {
    prepare(folder, _port, _other, { bin, model }) {
      runToEnd(join(bin, 'python'), [join(code, 'mlflow_save.py'), model, join(folder, 'saved')]);
    },
    command: ({ bin, folder, port }) => [
      join(bin, 'mlflow'),
      'models',
      'serve',
      '--model-uri',
      join(folder, 'saved'),
      '--port',
      String(port),
      '--env-manager',
      'local',
    ],
    ready: '/ping',
    path: '/invocations',
    body: (features, inputs) => ({ inputs: Object.fromEntries(inputs.map(({ name }) => [name, [[features[name]]]])) }),
    probabilities: ({ predictions }) => predictions.probabilities[0],
  },
};

export const peerNames = Object.keys(peers);

/** Starts a peer on the model in a folder (`model.onnx`, `manifest.json`, `features.json`). Throws, with the end of its log, when it can't be. */
export async function startPeer(name, model) {
  const bin = join(virtualenvs, name, 'bin');
  if (!existsSync(join(bin, 'python')))
    throw new Error(`it is not installed; run: sh tools/benchmarks/serving/peers/setup.sh ${virtualenvs}`);
  const peer = peers[name];
  const folder = join(model, name);
  mkdirSync(folder);
  const [port, other] = [await freePort(), await freePort()];
  peer.prepare?.(folder, port, other, { bin, model });
  const [command, ...args] = peer.command({ bin, folder, port });
  const log = join(folder, 'log');
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      PYTHONPATH: code,
      PYTHONDONTWRITEBYTECODE: '1',
      BENCH_MODEL: model,
      BENTOML_DO_NOT_TRACK: 'True',
      MLFLOW_DISABLE_TELEMETRY: 'true',
    },
    stdio: ['ignore', output, output],
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}${peer.ready}`, child, log);
  const features = JSON.parse(readFileSync(join(model, 'features.json'), 'utf8'));
  const { inputs } = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8')).signature;
  return {
    name,
    pid: child.pid,
    port,
    path: peer.path,
    key: null,
    body: JSON.stringify(peer.body(features, inputs)),
    probabilities: peer.probabilities,
    stop: () => process.kill(-child.pid, 'SIGTERM'),
  };
}

async function untilReady(url, child, log) {
  const end = performance.now() + longestStart;
  while (performance.now() < end && child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  throw new Error(`it did not get ready: …${readFileSync(log, 'utf8').slice(-1500)}`);
}

function runToEnd(command, args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}: …${stderr.slice(-1500)}`);
}
