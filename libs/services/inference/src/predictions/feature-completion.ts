import type { Predicted } from '@atelier/contracts';
import type { FeatureServiceReference, RawRow } from '@atelier/learning';
import { type Cell, OnlineFeatures, type ServedValues } from '@atelier/online-features';
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

  /** One query for all rows. `feature.key_invalid` for a row that lacks features and does not tell its entity; `feature.date_invalid`, `feature.service_not_found`. */
  async complete(model: ServedModel, given: readonly RawRow[], path: RowPath): Promise<CompletedRows> {
    const { name, version } = model.featureService as FeatureServiceReference;
    const service = await this.online.service(model.project, name, version);
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
    const dates = service.views.flatMap(({ temporal }) => (temporal ? [temporal.date_column] : []));
    const told = new Set([...[...service.join_keys, ...service.request].map((column) => column.name), ...dates]);
    return { rows, features: wanted.filter((feature) => lacking.some((names) => names.includes(feature))), incomplete, told };
  }
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
