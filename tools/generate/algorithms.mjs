// docs/guide/algorithms.md, from the estimators' own declarations.
import { estimators, taskOfUnsupervised, unsupervised } from '@atelier/learning';
import { code, table } from './markdown.mjs';

const withoutTarget = [...unsupervised.values()].map((algorithm) => ({ ...algorithm, tasks: [taskOfUnsupervised(algorithm)] }));

export const algorithmsPage = () => `# Algorithms

<!-- Written by tools/generate/all.mjs from the declarations of the estimators: change those, not this page. -->

What \`atelier train --algorithm NAME\` and \`POST /api/ml/models/train\` know, with every hyper-parameter: named, typed and defaulted as in the library that the algorithm follows.
\`atelier algorithms NAME\` and \`GET /api/ml/algorithms\` say the same, and requests are checked by it. What an algorithm can't learn from is prepared for it: missing numbers are
imputed, categories become columns of 0 and 1, numbers are scaled, all inside the saved model.

${overview([...estimators.values(), ...withoutTarget])}

${[...estimators.values()].map(section).join('\n\n')}

# Without a target

Asked for with \`--task clustering\` or \`--task anomaly_detection\` and no \`--target\`: see [training](training.md#without-a-target).

${withoutTarget.map(section).join('\n\n')}
`;

function overview(algorithms) {
  return table(
    ['algorithm', 'tasks', 'missing numbers', 'categories', ''],
    algorithms.map(({ name, tasks, handlesMissing, handlesCategories, summary }) => [
      `[${name}](#${name})`,
      tasks.join(', '),
      handlesMissing ? 'learned from' : 'imputed',
      handlesCategories ? 'learned from' : '0 and 1',
      summary,
    ]),
  );
}

function section({ name, summary, parameters }) {
  const rows = Object.entries(parameters).map(([parameter, declared]) => [
    code(parameter),
    typeOf(declared),
    code(declared.default),
    declared.doc,
  ]);
  return `## ${name}\n\n${summary}\n\n${table(['hyper-parameter', 'type', 'default', ''], rows)}`;
}

function typeOf(declared) {
  switch (declared.type) {
    case 'choice':
      return `${declared.choices.map(String).join(', ')}${declared.orNumber ? `, or a number from ${declared.orNumber.min} to ${declared.orNumber.max}` : ''}`;
    case 'integer':
    case 'number':
      return `${declared.type}${rangeText(declared)}`;
    case 'members':
      return declared.single ? 'an algorithm' : 'algorithms';
    default:
      return declared.type;
  }
}

function rangeText({ min, max, exclusiveMin }) {
  const low = min === undefined ? '' : ` ${exclusiveMin ? 'above' : 'from'} ${min}`;
  return `${low}${max === undefined ? '' : ` to ${max}`}`;
}
