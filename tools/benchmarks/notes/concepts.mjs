// The concept model: training, detection of aliases that it never saw on another world, and reading notes without it, cold and warm.
// usage: node tools/benchmarks/notes/concepts.mjs [--clients 2000] [--epochs 30] [--threads 2]
import { option, printTable } from '../measure.mjs';

const [clients, epochs, threads] = [option('clients', 2000), option('epochs', 30), option('threads', 2)];
const { ConceptDetector, defaultConceptTraining, evaluateDetection, evaluateVectors, generateWorld, phraseSet, trainConceptModel } =
  await import('../../../libs/learning/dist/index.js');

/** CPU and wall seconds of some work, and what it gave. */
async function timed(work) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1e3 };
}

export async function run() {
  const [world, other] = [generateWorld({ clients, seed: 7 }), generateWorld({ clients: Math.ceil(clients / 2), seed: 99 })];
  const detector = new ConceptDetector(world.lexicon);
  const read = () => world.notes.slice(0, 10_000).map(({ text }) => detector.detect(text));
  const [cold, warm] = [await timed(read), await timed(read)];
  const options = { ...defaultConceptTraining, epochs };
  const { result: trained, cpu, wall } = await timed(() => trainConceptModel(world.lexicon, world.notes, options, { threads }));
  const truth = other.notes.map(({ affirmed, negated }) => new Set([...affirmed, ...negated.map((id) => `!${id}`)]));
  const { detection, keywords } = evaluateDetection(trained.model, world.lexicon, phraseSet(trained.split.judging), other.notes, truth);
  const bought = new Map(other.clients.map(({ clientId, purchased }) => [clientId, purchased]));
  const { purchase } = await evaluateVectors(trained.model, world.lexicon.concepts, other.notes, bought);
  const { training, heldOut } = trained.epochs[trained.epochs.length - 1];
  const seconds = ({ cpu: used, wall: passed }) => `${used.toFixed(2)} s CPU, ${passed.toFixed(2)} s`;
  const gain = ({ without, with: model }) => `${without.toFixed(3)} → ${model.toFixed(3)}`;
  return [
    [`concepts of ${cold.result.length} notes, cold`, seconds(cold)],
    ['the same, warm', seconds(warm)],
    [`training, ${clients} clients, ${epochs} epochs, ${threads} threads`, seconds({ cpu, wall })],
    ['loss, accuracy of aliases trained on', `${training.loss.toFixed(3)}, ${training.accuracy.toFixed(3)}`],
    ['loss, accuracy of aliases held out', `${heldOut.loss.toFixed(3)}, ${heldOut.accuracy.toFixed(3)}`],
    [
      `precision with ${detection.withheld} aliases unknown`,
      gain({ without: detection.without.precision, with: detection.with.precision }),
    ],
    ['recall', gain({ without: detection.without.recall, with: detection.with.recall })],
    ['F1', gain({ without: detection.without.f1, with: detection.with.f1 })],
    ['finds by the model, right of all', `${detection.found.right} of ${detection.found.right + detection.found.wrong}`],
    ['keywords that are aliases, ROC AUC', gain(keywords)],
    ['purchase by client vectors, ROC AUC', gain(purchase)],
  ];
}

if (process.argv[1]?.endsWith('concepts.mjs')) printTable(['what', 'measured'], await run());
