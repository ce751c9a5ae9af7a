import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobQueue } from './job.js';
import { type JobQueueSettings, PostgresJobQueue } from './postgres-job-queue.js';

/** Gives the whole program one `JobQueue` (inject `JobQueue`) on the program's data source; the database needs `jobsSchema`. */
@Module({})
export class JobsModule implements OnModuleDestroy {
  constructor(@Inject(JobQueue) private readonly queue: PostgresJobQueue) {}

  static forProgram(settings: JobQueueSettings): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [
        {
          provide: JobQueue,
          inject: [DataSource],
          useFactory: async (dataSource: DataSource) => {
            const queue = new PostgresJobQueue(dataSource, settings);
            await queue.recover();
            return queue;
          },
        },
      ],
      exports: [JobQueue],
    };
  }

  /** While the database is still there. */
  async onModuleDestroy(): Promise<void> {
    await this.queue.stop();
  }
}
