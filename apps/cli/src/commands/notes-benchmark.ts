import { availableParallelism } from 'node:os';
import { clientPresetAliases, clientPresetNames, ClientScorer, generateWorld, clientsOfWorld, trainClientModels } from '@atelier/learning';
import { type Command, Option } from 'commander';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';
import { wholeNumber } from '../terminal/whole-number.js';

interface BenchmarkFlags {
  readonly clients: number;
  readonly preset: string;
  readonly threads: number;
  readonly seed: number;
}

interface Timing {
  readonly step: string;
  readonly seconds: number;
  readonly cpu_seconds: number;
  /** Clients a second of wall time. */
  readonly rate?: number;
}

/** Clients that are scored one by one. */
const singles = 200;

/** `atelier notes benchmark`. */
export function addBenchmarkCommand(notes: Command): void {
  notes
    .command('benchmark')
    .description('how fast this machine learns from notes and scores clients, on a synthetic world')
    .option('--clients <number>', 'how many clients', wholeNumber, 2000)
    .addOption(
      new Option('--preset <name>', 'how much work goes into it').choices([...clientPresetNames, ...clientPresetAliases]).default('fast'),
    )
    .option('--threads <number>', 'threads to learn with', wholeNumber, availableParallelism())
    .option('--seed <number>', 'of the world', wholeNumber, 7)
    .action(async (flags: BenchmarkFlags, command: Command) => {
      const timings = await measured(flags);
      print(command, { synthetic: true, ...flags, timings }, () =>
        [
          `SYNTHETIC: ${flags.clients.toLocaleString('en-US')} clients, preset ${flags.preset}, ${flags.threads} threads`,
          table(
            ['step', 'seconds', 'CPU seconds', 'clients/s'],
            timings.map(({ step, seconds, cpu_seconds, rate }) => [step, seconds, cpu_seconds, rate && Math.round(rate)]),
          ),
        ].join('\n\n'),
      );
    });
}

async function measured({ clients: count, preset, threads, seed }: BenchmarkFlags): Promise<Timing[]> {
  const clients = clientsOfWorld(generateWorld({ clients: count, seed }));
  const unseen = clientsOfWorld(generateWorld({ clients: count, seed: seed + 1 })).texts;
  const timings: Timing[] = [];
  const timed = async <Result>(step: string, rows: number | undefined, work: () => Promise<Result> | Result): Promise<Result> => {
    const [begun, cpu] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const seconds = (performance.now() - begun) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    timings.push({ step, seconds, cpu_seconds: (user + system) / 1e6, ...(rows && { rate: rows / seconds }) });
    return result;
  };
  const models = await timed('train: features and models of three targets', undefined, () =>
    trainClientModels(clients, { preset, seed, threads }),
  );
  const scorer = new ClientScorer(
    new Map(
      models.targets.flatMap(({ target, best, models: all }) =>
        all.filter(({ name }) => name === best).map(({ pipeline }) => [target, pipeline] as const),
      ),
    ),
  );
  const features = await timed('features of clients not seen before', count, () => scorer.features(unseen));
  await timed('three scores from features, first', count, () => scorer.scoreFeatures(features));
  await timed('three scores from features', count, () => scorer.scoreFeatures(features));
  await timed('three scores from notes read before', count, () => scorer.score(unseen));
  const some = unseen.slice(0, singles).map((text) => `${text}\n\nOne note more.`);
  await timed('three scores from notes, one client at a time', some.length, () => {
    for (const text of some) scorer.score([text]);
  });
  return timings;
}
