import type {
  FeastOnlineAnswer,
  MaterializationsAnswer,
  PushRequest,
  RegisterService,
  RegisterView,
  TrainingSetAnswer,
} from '@atelier/contracts';
import type { Command } from 'commander';
import { Argument, InvalidArgumentError } from 'commander';
import { connect } from '../connection.js';
import { fileText } from '../terminal/files.js';
import { jsonOf, rowsOfFile } from '../terminal/json-input.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

type Cell = string | number | boolean | null;

interface ViewFlags {
  readonly definition?: string;
  readonly dataset?: string;
  readonly entity?: string;
  readonly key?: string;
  readonly time?: string;
  readonly knownAt?: string;
  readonly columns?: readonly string[];
  readonly schema?: RegisterView['schema'];
  readonly ttl?: number;
  readonly stream?: boolean;
  readonly plan?: string;
}

/** `atelier features entity|view|views|service|services|delete|get|push|materialize|statistics|training-set`. */
export function addFeatureStoreCommands(features: Command): void {
  addDefinitions(features);
  addDeleting(features);
  addReading(features);
  addWriting(features);
  addTrainingSets(features);
}

function addDefinitions(features: Command): void {
  features
    .command('entity')
    .description('register what features are about')
    .argument('<name>')
    .argument('<join_keys>', 'such as client_id:integer, shop:text', typedNames)
    .action(async (name: string, keys: readonly Typed[], _: unknown, command: Command) => {
      const join_keys = keys as { name: string; type: 'integer' | 'text' }[];
      const entity = await connect(command).features.registerEntity({ name, join_keys });
      print(command, entity, () => `entity ${entity.name}: ${entity.join_keys.map((key) => key.name).join(', ')}`);
    });
  features
    .command('view')
    .description('register features: columns of a dataset, its past (--plan), pushed rows (--stream), or what a JSON file says')
    .argument('<name>')
    .option('--dataset <dataset_id>')
    .option('--entity <name>', 'a registered entity')
    .option('--key <column>', 'the key column, without an entity')
    .option('--time <column>', 'when a row was true')
    .option('--known-at <column>', 'since when a row was known')
    .option('--columns <names>', 'the features; all other columns otherwise', (text: string) => text.split(','))
    .option('--schema <columns>', 'of a stream view, such as clicks:integer,page:text', typedNames)
    .option('--stream', 'rows come by push, or from the bus')
    .option('--plan <file>', 'JSON: a temporal view, of what was known of each id before a date')
    .option('--ttl <seconds>', 'older values are not served', Number)
    .option('--definition <file>', 'JSON, as the route takes it; other options overrule it')
    .action(async (name: string, flags: ViewFlags, command: Command) => {
      const view = await connect(command).features.registerView(viewOf(name, flags));
      print(command, view, () => `view ${view.name} ${view.version}: ${view.features.join(', ')} (${view.status})`);
    });
  features
    .command('views')
    .description('list every version of the feature views')
    .action(async (_: unknown, command: Command) => {
      const views = await connect(command).features.views();
      const rows = views.map((v) => [v.name, v.version, v.kind, v.status, v.materialized_until, v.features.join(', ')]);
      print(command, views, () => table(['view', 'version', 'kind', 'status', 'until', 'features'], rows));
    });
  features
    .command('service')
    .description('register a named list of features; each version keeps the versions of its views')
    .argument('<name>')
    .argument('<features...>', 'VIEW, VIEW@VERSION, or VIEW:FEATURE,FEATURE')
    .option('--full-names', 'call them VIEW__FEATURE')
    .action(async (name: string, asked: readonly string[], { fullNames }: { fullNames?: boolean }, command: Command) => {
      const request = { name, features: asked.map(selection), full_feature_names: fullNames === true };
      const service = await connect(command).features.registerService(request);
      print(command, service, () => `service ${service.name} ${service.version}: ${service.features.map((each) => each.name).join(', ')}`);
    });
  features
    .command('services')
    .description('list the feature services')
    .action(async (_: unknown, command: Command) => {
      const services = await connect(command).features.services();
      const rows = services.map((s) => [s.name, s.version, s.join_keys.map((key) => key.name).join(', '), s.features.length]);
      print(command, services, () => table(['service', 'version', 'join keys', 'features'], rows));
    });
}

function addDeleting(features: Command): void {
  features
    .command('delete')
    .description('delete a view with its rows, or a service: all versions or one; refused while something relies on it')
    .addArgument(new Argument('<kind>').choices(['view', 'service']))
    .argument('<name>')
    .option('--version <version>', 'this one alone', Number)
    .option('--force', 'a service from which training sets were built')
    .action(async (kind: 'view' | 'service', name: string, flags: { version?: number; force?: boolean }, command: Command) => {
      const { features: store } = connect(command);
      const gone = kind === 'view' ? await store.deleteView(name, { version: flags.version }) : await store.deleteService(name, flags);
      print(command, gone, () => `deleted ${gone.kind} ${gone.name} ${gone.versions.join(', ')}`);
    });
}

function addReading(features: Command): void {
  features
    .command('get')
    .description('read features of entities')
    .argument('<features...>', 'VIEW:FEATURE, or the name of a feature service')
    .requiredOption(
      '--entities <json>',
      `columns of keys (and of what the service takes), such as '{"client_id": [7, 8]}'`,
      jsonOf<Record<string, Cell[]>>,
    )
    .option('--version <version>', 'of the service', Number)
    .action(async (names: readonly string[], flags: { entities: Record<string, Cell[]>; version?: number }, command: Command) => {
      const isService = names.length === 1 && !names[0].includes(':');
      const what = isService ? { feature_service: names[0], feature_service_version: flags.version } : { features: [...names] };
      const answer = await connect(command).features.get({ entities: flags.entities, ...what });
      print(command, answer, () => onlineTable(answer));
    });
  features
    .command('statistics')
    .description('distributions of the features of a view')
    .argument('<view>')
    .option('--version <version>', 'of the view', Number)
    .option('--from <day>', 'such as 2026-01-31')
    .option('--to <day>')
    .action(async (view: string, range: { version?: number; from?: string; to?: string }, command: Command) => {
      const answer = await connect(command).features.statistics(view, range);
      const rows = answer.features.map((f) => [f.name, f.count, f.missing, f.mean, f.std, f.min, f.quantiles?.['0.5'], f.max, f.distinct]);
      const text = () =>
        table(
          ['feature', 'count', 'missing', 'mean', 'std', 'min', 'median', 'max', 'distinct'],
          rows.map((row) => row.map((cell) => cell ?? '')),
        );
      print(command, answer, () => `${answer.rows} rows on ${answer.days} days\n${text()}`);
    });
}

function addWriting(features: Command): void {
  features
    .command('push')
    .description('push rows of a file of JSON lines to a view')
    .argument('<view>')
    .argument('<file>', 'JSON lines: keys, features, event_timestamp')
    .option('--version <version>', 'of the view', Number)
    .option('--to <where>', 'online, offline or online_and_offline')
    .action(async (view: string, file: string, options: { version?: number; to?: PushRequest['to'] }, command: Command) => {
      const answer = await connect(command).features.push(view, columnsOf(rowsOfFile<Record<string, Cell>>(file)), options);
      print(command, answer, () => `${answer.rows} rows pushed to ${answer.view} ${answer.version}`);
    });
  features
    .command('materialize')
    .description('load rows of batch views into the online table: a range of times, or what is new')
    .argument('[views...]', 'all batch views otherwise')
    .requiredOption('--to <time>', 'such as 2026-11-21T00:00:00Z')
    .option('--from <time>', 'without it, what came since the last time')
    .action(async (views: readonly string[], { from, to }: { from?: string; to: string }, command: Command) => {
      const range = {
        end_ts: to,
        ...(from === undefined ? {} : { start_ts: from }),
        ...(views.length > 0 ? { feature_views: views } : {}),
      };
      const answer = await connect(command).features.materialize(range);
      print(command, answer, () => materializedTable(answer));
    });
  features
    .command('add-data')
    .description('add a dataset of the same columns to the history of a view')
    .argument('<view>')
    .argument('<dataset_id>')
    .action(async (view: string, datasetId: string, _: unknown, command: Command) => {
      const answer = await connect(command).features.addDataset(view, { dataset_id: datasetId });
      print(command, answer, () => `${answer.name} ${answer.version} has the dataset; materialize it to serve its rows`);
    });
}

function addTrainingSets(features: Command): void {
  features
    .command('training-set')
    .description('join labels with the features that were true and known at their times')
    .argument('<dataset_id>', 'the labels: join keys, a time, the target')
    .requiredOption('--service <name>')
    .requiredOption('--time <column>', 'when each label was asked')
    .option('--version <version>', 'of the service', Number)
    .option('--target <column>')
    .option('--as-of <time>', 'nothing that became known later')
    .action(async (datasetId: string, flags: SetFlags, command: Command) => {
      const { features: store } = connect(command);
      const { service, time, version, target, asOf } = flags;
      const asked = { dataset_id: datasetId, service, version, timestamp_column: time, target_column: target, as_of: asOf };
      const { training_set_id: id } = await store.buildTrainingSet(asked);
      const set = await store.trainingSetBuilt(id);
      print(command, set, () => setText(set));
      if (set.status === 'failed') process.exitCode = 1;
    });
  features
    .command('rebuild')
    .description('build a training set again, and compare the bytes')
    .argument('<training_set_id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { features: store } = connect(command);
      const again = await store.rebuildTrainingSet(id);
      const set = await store.trainingSetBuilt(again.training_set_id);
      print(command, set, () => `${set.identical ? 'the same bytes' : 'other bytes'}: ${set.parquet_digest}`);
      if (!set.identical) process.exitCode = 1;
    });
}

interface SetFlags {
  readonly service: string;
  readonly time: string;
  readonly version?: number;
  readonly target?: string;
  readonly asOf?: string;
}

interface Typed {
  readonly name: string;
  readonly type: string;
}

/** `NAME:TYPE,NAME:TYPE`; the platform judges the types. */
function typedNames(text: string): Typed[] {
  return text.split(',').map((part) => {
    const at = part.lastIndexOf(':');
    if (at <= 0) throw new InvalidArgumentError('Write NAME:TYPE, separated by commas.');
    return { name: part.slice(0, at).trim(), type: part.slice(at + 1).trim() };
  });
}

function viewOf(name: string, flags: ViewFlags): RegisterView {
  const filed = flags.definition === undefined ? {} : jsonOf<Partial<RegisterView>>(fileText(flags.definition));
  const said = {
    kind: flags.stream ? ('stream' as const) : flags.plan === undefined ? undefined : ('temporal' as const),
    plan: flags.plan === undefined ? undefined : jsonOf<RegisterView['plan']>(fileText(flags.plan)),
    dataset_id: flags.dataset,
    entity: flags.entity,
    entity_column: flags.key,
    timestamp_column: flags.time,
    known_at_column: flags.knownAt,
    features: flags.columns && [...flags.columns],
    schema: flags.schema,
    ttl_seconds: flags.ttl,
  };
  return { ...filed, name, ...(JSON.parse(JSON.stringify(said)) as Partial<RegisterView>) };
}

function selection(text: string): RegisterService['features'][number] {
  const parts = /^([^@:]+)(?:@v?(\d+))?(?::(.+))?$/.exec(text);
  if (!parts) throw new Error(`${text}: write VIEW, VIEW@VERSION or VIEW:FEATURE,FEATURE.`);
  const [, view, version, names] = parts;
  return { view, ...(version ? { version: Number(version) } : {}), ...(names ? { features: names.split(',') } : {}) };
}

/** Rows as columns; a row that lacks one is missing there. */
function columnsOf(rows: readonly Readonly<Record<string, Cell>>[]): PushRequest['df'] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)]));
}

function onlineTable({ metadata, results }: FeastOnlineAnswer): string {
  const count = results[0]?.values.length ?? 0;
  const cell = (column: FeastOnlineAnswer['results'][number], row: number) =>
    column.statuses[row] === 'PRESENT' ? column.values[row] : column.statuses[row];
  return table(
    [...metadata.feature_names],
    Array.from({ length: count }, (_, row) => results.map((column) => String(cell(column, row)))),
  );
}

function materializedTable({ status, materializations }: MaterializationsAnswer): string {
  const rows = materializations.map((m) => [m.view, m.version, m.status, m.rows_read, m.until]);
  return `${status}\n${table(['view', 'version', 'status', 'rows', 'until'], rows)}`;
}

function setText(set: TrainingSetAnswer): string {
  if (set.error) return `failed: ${set.error.detail}`;
  const leaks = (set.leaks?.views ?? []).map((v) => [
    `${v.view} ${v.version}`,
    v.labels,
    v.latest_row_is_later,
    v.row_was_not_known ?? 'no known-at',
    v.rows_without_known_at,
  ]);
  const suspicious = (set.leaks?.suspicious ?? []).map(
    ({ feature, explains }) => `\nsuspicious: ${feature} alone tells ${explains} of the target`,
  );
  return [
    `training_set_id ${set.training_set_id}\nhash ${set.hash}\n${set.rows} rows, dataset_id ${set.dataset_id}\n`,
    table(['view', 'labels', 'latest row is later', 'row was not known', 'never known'], leaks),
    ...suspicious,
  ].join('');
}
