import { Data } from './resources/data.js';
import { Datasets } from './resources/datasets.js';
import { Features } from './resources/features.js';
import { Models } from './resources/models.js';
import { Monitoring } from './resources/monitoring.js';
import { Notes } from './resources/notes.js';
import { TemporalFeatures } from './resources/temporal-features.js';
import { Training } from './resources/training.js';
import { type ConnectionOptions, Transport } from './transport.js';

/**
 * The TypeScript client of Atelier's REST API, for Node and browsers.
 *
 * @example
 * const atelier = new AtelierClient({ url: 'http://127.0.0.1:4600', key });
 * const table = await atelier.datasets.upload({ content, fileName: 'clients.csv', targetColumn: 'churned' });
 */
export class AtelierClient {
  readonly datasets: Datasets;
  readonly data: Data;
  readonly temporalFeatures: TemporalFeatures;
  readonly training: Training;
  readonly models: Models;
  readonly monitoring: Monitoring;
  readonly features: Features;
  readonly notes: Notes;
  private readonly transport: Transport;

  constructor(options: ConnectionOptions) {
    this.transport = new Transport(options);
    this.datasets = new Datasets(this.transport);
    this.data = new Data(this.transport);
    this.temporalFeatures = new TemporalFeatures(this.transport);
    this.training = new Training(this.transport);
    this.models = new Models(this.transport);
    this.monitoring = new Monitoring(this.transport);
    this.features = new Features(this.transport);
    this.notes = new Notes(this.transport);
  }

  /** Algorithms with their tasks and hyper-parameters. */
  async algorithms(): Promise<readonly Algorithm[]> {
    const answer = await this.transport.json<{ algorithms: Algorithm[] }>('GET', '/api/ml/algorithms');
    return answer.algorithms;
  }
}

export interface Algorithm {
  readonly name: string;
  readonly summary: string;
  readonly tasks: readonly string[];
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly default: unknown; readonly doc: string }>>;
}
