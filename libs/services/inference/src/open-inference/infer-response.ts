import { AtelierError } from '@atelier/contracts';
import type { Label, Signature } from '@atelier/learning';
import type { LoggedAnswers } from '../predictions/predictor.js';

export interface OutputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly Label[];
}

export interface OutputDescription {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** What a model gives: its own labels and the probabilities in the order of the classes, or values, or scores; and the ids under which the answers are logged. */
export function outputDescriptions({ task, classes = [], scores }: Signature): OutputDescription[] {
  const answers: OutputDescription[] = task === 'regression' ? [column('value', 'FP32')] : [column('label', labelDatatype(classes))];
  if (scores !== undefined) answers.push({ name: 'scores', datatype: 'FP32', shape: [-1, scores] });
  else if (task === 'classification') answers.push({ name: 'probabilities', datatype: 'FP32', shape: [-1, classes.length] });
  return [...answers, column('prediction_id', 'BYTES')];
}

function column(name: string, datatype: string): OutputDescription {
  return { name, datatype, shape: [-1, 1] };
}

/** The outputs that were asked for, or all. `request.invalid` for one that the model does not have; asked before anything runs. */
export function chosenOutputs(signature: Signature, asked: readonly { readonly name: string }[] | undefined): OutputDescription[] {
  const all = outputDescriptions(signature);
  if (!asked || asked.length === 0) return all;
  return asked.map(({ name }, i) => {
    const output = all.find((candidate) => candidate.name === name);
    if (output) return output;
    const message = `"${name.slice(0, 100)}" is not an output of the model; it has ${all.map((candidate) => candidate.name).join(', ')}`;
    throw new AtelierError('request.invalid', `outputs.${i}.name: ${message}`, [{ path: `outputs.${i}.name`, message }]);
  });
}

export function outputTensors(outputs: readonly OutputDescription[], answers: LoggedAnswers): OutputTensor[] {
  const rows = answers.predictions.length;
  return outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape: [rows, shape[1]], data: dataOf(name, answers) }));
}

function dataOf(name: string, { predictions, probabilities, scores, ids }: LoggedAnswers): readonly Label[] {
  if (name === 'prediction_id') return ids;
  if (name === 'scores') return (scores ?? []).flat();
  return name === 'probabilities' ? (probabilities ?? []).flat() : predictions;
}

function labelDatatype(classes: readonly Label[]): string {
  if (classes.every((label) => typeof label === 'boolean')) return 'BOOL';
  if (classes.every(Number.isSafeInteger)) return 'INT64';
  return classes.every((label) => typeof label === 'number') ? 'FP64' : 'BYTES';
}
