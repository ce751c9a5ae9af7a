import { AtelierError, type FeastOnlineAnswer, type FeastOnlineRequest } from '@atelier/contracts';
import { OnlineFeatures, type ServiceDefinition } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { FeatureServices } from '../services/feature-services.js';

type Cells = FeastOnlineRequest['entities'][string];

/** What Feast's own answers have where there is no time. */
const noTime = '1970-01-01T00:00:00Z';
const freshMs = 1000;
const keptAtMost = 1000;

/** Online features in Feast's shapes (feast 0.67, `feature_server.py`): a list of `view:feature`, or a feature service. */
@Injectable()
export class FeastFeatures {
  private readonly resolved = new Map<string, { readonly service: ServiceDefinition; readonly until: number }>();

  constructor(
    private readonly services: FeatureServices,
    private readonly online: OnlineFeatures,
  ) {}

  /** Errors: `feature.view_not_found`, `feature.name_unknown`, `feature.service_not_found`, `feature.service_invalid`, `feature.key_invalid`. */
  async read(project: string, request: FeastOnlineRequest): Promise<FeastOnlineAnswer> {
    const columns = Object.entries(request.entities);
    const count = columns[0]?.[1].length ?? 0;
    const odd = columns.find(([, values]) => values.length !== count);
    if (odd) throw keyFault(`entities.${odd[0]}`, `has ${odd[1].length} values where "${columns[0][0]}" has ${count}`);
    const service = await this.serviceOf(project, request);
    const rows = Array.from({ length: count }, (_, at) => Object.fromEntries(columns.map(([name, values]) => [name, values[at]])));
    const values = await this.online.read(service, rows);
    const names = service.features.map(({ name }) => name);
    return {
      metadata: { feature_names: [...columns.map(([name]) => name), ...names], ...versionsOf(request, service) },
      results: [
        ...columns.map(([, cells]) => entityColumn(cells)),
        ...names.map((name) => ({
          values: values.map((row) => row[name].value),
          statuses: values.map((row) => row[name].status),
          event_timestamps: values.map((row) => row[name].timestamp ?? noTime),
        })),
      ],
    };
  }

  private async serviceOf(project: string, request: FeastOnlineRequest): Promise<ServiceDefinition> {
    const { feature_service: name, features, full_feature_names: full } = request;
    if (name && features.length > 0) throw both('Give either features or feature_service.');
    if (name) return await this.online.service(project, name, request.feature_service_version);
    if (features.length === 0) throw both('Give features, such as "clients:age", or a feature_service.');
    const key = JSON.stringify([project, features, full]);
    const kept = this.resolved.get(key);
    if (kept && kept.until > performance.now()) return kept.service;
    const service = { name: '', version: 0, ...(await this.services.resolve(project, features.map(reference), full)) };
    if (this.resolved.size >= keptAtMost) this.resolved.clear();
    this.resolved.set(key, { service, until: performance.now() + freshMs });
    return service;
  }
}

/** `view:feature`, or `view@v2:feature` for a version. */
function reference(text: string, at: number) {
  const parts = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:@v(\d{1,9}))?:(.+)$/.exec(text);
  if (!parts) throw both(`${JSON.stringify(text.slice(0, 100))} is not VIEW:FEATURE.`, `features.${at}`);
  return { view: parts[1], ...(parts[2] === undefined ? {} : { version: Number(parts[2]) }), features: [parts[3]] };
}

function entityColumn(values: Cells) {
  return { values, statuses: values.map(() => 'PRESENT' as const), event_timestamps: values.map(() => noTime) };
}

function versionsOf({ include_feature_view_version_metadata: include }: FeastOnlineRequest, { features }: ServiceDefinition) {
  if (!include) return {};
  const versions = new Map(features.map(({ view, version }) => [view, version]));
  return { feature_view_metadata: [...versions].map(([name, version]) => ({ name, version })) };
}

function both(message: string, path = 'features'): AtelierError {
  return new AtelierError('request.invalid', `${path}: ${message}`, [{ path, message }]);
}

function keyFault(path: string, message: string): AtelierError {
  return new AtelierError('feature.key_invalid', `${path} ${message}.`, [{ path, message }]);
}
