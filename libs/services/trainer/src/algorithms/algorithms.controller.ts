import { Allow } from '@atelier/access';
import {
  type Estimator,
  estimators,
  type ParameterSet,
  type Task,
  taskOfUnsupervised,
  type Unsupervised,
  type UnsupervisedTask,
  unsupervised,
} from '@atelier/learning';
import { Controller, Get } from '@nestjs/common';

export interface AlgorithmDescription {
  readonly name: string;
  readonly summary: string;
  readonly tasks: readonly (Task | UnsupervisedTask)[];
  readonly handles_missing: boolean;
  readonly handles_categories: boolean;
  readonly parameters: ParameterSet;
}

/** What can be trained: the estimators' own declarations, by which requests are checked and models are fitted too. */
@Controller('api/ml/algorithms')
export class AlgorithmsController {
  @Get()
  @Allow('viewer')
  list(): { readonly algorithms: readonly AlgorithmDescription[] } {
    return { algorithms: [...[...estimators.values()].map(describe), ...[...unsupervised.values()].map(describeUnsupervised)] };
  }
}

function describe({ name, summary, tasks, handlesMissing, handlesCategories = false, parameters }: Estimator): AlgorithmDescription {
  return { name, summary, tasks, handles_missing: handlesMissing, handles_categories: handlesCategories, parameters };
}

function describeUnsupervised(algorithm: Unsupervised): AlgorithmDescription {
  const { name, summary, handlesMissing, parameters } = algorithm;
  return { name, summary, tasks: [taskOfUnsupervised(algorithm)], handles_missing: handlesMissing, handles_categories: false, parameters };
}
