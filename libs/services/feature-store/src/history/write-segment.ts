import { dirname } from 'node:path';
import type { FeatureType, KeyType } from '@atelier/online-features';
import { literal, parquetOptions, schemaOf, TableDatabase } from '@atelier/tables';

export interface WriteSegmentInput {
  /** A JSON object for each row: keys, event time, known-at and features as `c0`, `c1` … */
  readonly lines: string;
  readonly keys: readonly KeyType[];
  readonly features: readonly FeatureType[];
  readonly output: string;
}

/** What the columns of a segment are called. */
export function segmentColumns(keys: number, features: number) {
  return {
    keys: Array.from({ length: keys }, (_, at) => `key_${at}`),
    event: 'event_time',
    known: 'known_at',
    features: Array.from({ length: features }, (_, at) => `feature_${at}`),
  };
}

const stored: Readonly<Record<FeatureType, string>> = {
  integer: 'BIGINT',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  text: 'VARCHAR',
};

/** Pushed rows as Parquet, typed as the view says, in the order of their coming. */
export async function writeSegment({ lines, keys, features, output }: WriteSegmentInput): Promise<{ rows: number }> {
  const types: FeatureType[] = [...keys, 'datetime', 'datetime', ...features];
  const { keys: keyNames, event, known, features: featureNames } = segmentColumns(keys.length, features.length);
  const names = [...keyNames, event, known, ...featureNames];
  using database = await TableDatabase.open({
    directories: [dirname(lines), dirname(output)],
    threads: 1,
    memoryMiB: 256,
    spillDirectory: dirname(lines),
  });
  const read = types.map((_, at) => `c${at}: 'VARCHAR'`).join(', ');
  const selected = types.map((type, at) => `${cast(`c${at}`, type)} AS ${names[at]}`).join(', ');
  await database.run(
    `COPY (SELECT ${selected} FROM read_json(${literal(lines)}, format = 'newline_delimited', columns = {${read}}))
     TO ${literal(output)} (${parquetOptions(names)})`,
  );
  return { rows: (await schemaOf(database, output)).rows };
}

function cast(column: string, type: FeatureType): string {
  return type === 'datetime' ? `(${column}::TIMESTAMPTZ)::TIMESTAMP` : `${column}::${stored[type]}`;
}
