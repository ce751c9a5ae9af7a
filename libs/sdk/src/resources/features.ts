import type {
  AddDataset,
  BuildTrainingSet,
  EntityAnswer,
  FeastOnlineAnswer,
  FeastOnlineRequest,
  FeaturesDeleted,
  FeatureServiceAnswer,
  FeatureStatistics,
  FeatureViewAnswer,
  MaterializationAnswer,
  MaterializationsAnswer,
  OnlineAnswer,
  OnlineRequest,
  Pushed,
  PushRequest,
  RegisterEntity,
  RegisterService,
  RegisterView,
  TrainingSetAnswer,
} from '@atelier/contracts';
import type { Transport } from '../transport.js';

const base = '/api/ml/features';

interface Page {
  readonly limit?: number;
  readonly cursor?: string;
}

/** The feature store: registered, filled, read; training sets that do not look ahead. */
export class Features {
  constructor(private readonly transport: Transport) {}

  registerEntity(entity: RegisterEntity): Promise<EntityAnswer> {
    return this.transport.json('POST', `${base}/entities`, { body: entity });
  }

  entities(): Promise<readonly EntityAnswer[]> {
    return this.transport.json('GET', `${base}/entities`);
  }

  /** The next version of the view; a batch view is loaded afterwards. */
  registerView(view: RegisterView): Promise<FeatureViewAnswer> {
    return this.transport.json('POST', `${base}/views`, { body: view });
  }

  /** Every version, the newest first. */
  views(page: Page = {}): Promise<readonly FeatureViewAnswer[]> {
    return this.transport.json('GET', `${base}/views`, { query: { ...page } });
  }

  /** More history for a batch view. */
  addDataset(view: string, request: AddDataset): Promise<FeatureViewAnswer> {
    return this.transport.json('POST', `${base}/views/${encodeURIComponent(view)}/datasets`, { body: request });
  }

  /** Distributions of a view's features over a range of days (`2026-01-31`), both included. */
  statistics(view: string, range: { version?: number; from?: string; to?: string } = {}): Promise<FeatureStatistics> {
    return this.transport.json('GET', `${base}/views/${encodeURIComponent(view)}/statistics`, { query: range });
  }

  registerService(service: Omit<RegisterService, 'full_feature_names'> & Partial<RegisterService>): Promise<FeatureServiceAnswer> {
    return this.transport.json('POST', `${base}/services`, { body: service });
  }

  services(): Promise<readonly FeatureServiceAnswer[]> {
    return this.transport.json('GET', `${base}/services`);
  }

  service(name: string, version?: number): Promise<FeatureServiceAnswer> {
    return this.transport.json('GET', `${base}/services/${encodeURIComponent(name)}`, { query: { version } });
  }

  /** All versions or one, with what was pushed, served and measured; refused (`feature.in_use`) while a service or a computed view names it. */
  deleteView(name: string, options: { version?: number } = {}): Promise<FeaturesDeleted> {
    return this.transport.json('DELETE', `${base}/views/${encodeURIComponent(name)}`, { query: options });
  }

  /** All versions or one; `force` also where training sets were built from it. */
  deleteService(name: string, { version, force }: { version?: number; force?: boolean } = {}): Promise<FeaturesDeleted> {
    const query = { version, force: force === undefined ? undefined : String(force) };
    return this.transport.json('DELETE', `${base}/services/${encodeURIComponent(name)}`, { query });
  }

  /** One view by its one key. */
  online(request: OnlineRequest): Promise<OnlineAnswer> {
    return this.transport.json('POST', `${base}/online`, { body: request });
  }

  /** Several views (`view:feature`), or a feature service, in Feast's shape. */
  get(request: Pick<FeastOnlineRequest, 'entities'> & Partial<FeastOnlineRequest>): Promise<FeastOnlineAnswer> {
    return this.transport.json('POST', `${base}/get-online-features`, { body: request });
  }

  /** Rows as columns, `{client_id: ['C1'], clicks: [3], event_timestamp: ['2026-11-21T12:00:00Z']}`. */
  push(view: string, df: PushRequest['df'], options: { version?: number; to?: PushRequest['to'] } = {}): Promise<Pushed> {
    return this.transport.json('POST', `${base}/push`, { body: { push_source_name: view, df, ...options } });
  }

  /** From … to, or, without a start, since each dataset's last one. */
  materialize(range: { start_ts?: string; end_ts: string; feature_views?: readonly string[] }): Promise<MaterializationsAnswer> {
    const route = range.start_ts === undefined ? 'materialize-incremental' : 'materialize';
    return this.transport.json('POST', `${base}/${route}`, { body: range });
  }

  materializations(page: Page = {}): Promise<readonly MaterializationAnswer[]> {
    return this.transport.json('GET', `${base}/materializations`, { query: { ...page } });
  }

  /** Asked for; `trainingSetBuilt` waits for it. */
  buildTrainingSet(request: BuildTrainingSet): Promise<TrainingSetAnswer> {
    return this.transport.json('POST', `${base}/training-sets`, { body: request });
  }

  trainingSets(page: Page = {}): Promise<readonly TrainingSetAnswer[]> {
    return this.transport.json('GET', `${base}/training-sets`, { query: { ...page } });
  }

  trainingSet(id: string): Promise<TrainingSetAnswer> {
    return this.transport.json('GET', `${base}/training-sets/${encodeURIComponent(id)}`);
  }

  rebuildTrainingSet(id: string): Promise<TrainingSetAnswer> {
    return this.transport.json('POST', `${base}/training-sets/${encodeURIComponent(id)}/rebuild`);
  }

  /** Looks until the set is built or has failed. */
  async trainingSetBuilt(id: string, pollMs = 300): Promise<TrainingSetAnswer> {
    for (;;) {
      const set = await this.trainingSet(id);
      if (set.status === 'completed' || set.status === 'failed') return set;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}
