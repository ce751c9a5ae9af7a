import type { Predicted } from '@atelier/contracts';
import type { FeatureServiceReference, RawRow } from '@atelier/learning';
import { type Cell, OnlineFeatures, type ServedValues, type ServiceDefinition } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import type { RowPath } from '../models/row-check.js';
import type { ServedModel } from '../models/served-model.js';

type Incomplete = NonNullable<Predicted['incomplete_features']>[number];

export interface CompletedRows {
  readonly rows: readonly RawRow[];
  /** Features that were read from the store for at least one row. */
  readonly features: readonly string[];
  /** Those that the store could not give a value of. */
  readonly incomplete: readonly Incomplete[];
  /** Columns of a row that tell its entity or the date of its features, or are inputs of computed features. */
  readonly told: ReadonlySet<string>;
}

/** Completes rows with the features of the service that a model was trained from. What is given is kept, whatever the store says. */
@Injectable()
export class FeatureCompletion {
  constructor(private readonly online: OnlineFeatures) {}

  /** Columns by which a request to the model may tell its entity. `feature.service_not_found`. */
  async told(model: ServedModel): Promise<ReadonlySet<string>> {
    return toldOf(await this.service(model));
  }

  private service({ project, featureService }: ServedModel): Promise<ServiceDefinition> {
    const { name, version } = featureService as FeatureServiceReference;
    return this.online.service(project, name, version);
  }

  /** One query for all rows. `feature.key_invalid` for a row that lacks features and does not tell its entity; `feature.date_invalid`, `feature.service_not_found`. */
  async complete(model: ServedModel, given: readonly RawRow[], path: RowPath): Promise<CompletedRows> {
    const service = await this.service(model);
    const known = new Set(model.signature.inputs.map((input) => input.name));
    const wanted = service.features.map((feature) => feature.name).filter((feature) => known.has(feature));
    const lacking = given.map((row) => wanted.filter((feature) => !Object.hasOwn(row, feature)));
    const asked = given.flatMap((_, at) => (lacking[at].length > 0 ? [at] : []));
    const values = await this.online.read(
      service,
      asked.map((at) => given[at] as Readonly<Record<string, Cell>>),
      (at) => path(asked[at]),
    );
    const rows = [...given];
    const incomplete: Incomplete[] = [];
    for (const [i, at] of asked.entries()) {
      rows[at] = completed(given[at], values[i], lacking[at]);
      incomplete.push(...missingOf(values[i], lacking[at], at));
    }
    return {
      rows,
      features: wanted.filter((feature) => lacking.some((names) => names.includes(feature))),
      incomplete,
      told: toldOf(service),
    };
  }
}

function toldOf({ views, join_keys, request }: ServiceDefinition): ReadonlySet<string> {
  const dates = views.flatMap(({ temporal }) => (temporal ? [temporal.date_column] : []));
  return new Set([...[...join_keys, ...request].map((column) => column.name), ...dates]);
}

function completed(row: RawRow, values: ServedValues, names: readonly string[]): RawRow {
  return { ...row, ...Object.fromEntries(names.map((name) => [name, values[name].value])) };
}

function missingOf(values: ServedValues, names: readonly string[], row: number): Incomplete[] {
  return names.flatMap((feature) => {
    const { status, timestamp } = values[feature];
    return status === 'PRESENT' ? [] : [{ row, feature, status, timestamp }];
  });
}
