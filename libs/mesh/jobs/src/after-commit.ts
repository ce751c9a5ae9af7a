import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** Runs effects once the transaction they belong to has committed; never when it is rolled back. */
export class AfterCommit {
  readonly #effects = new WeakMap<QueryRunner, Set<() => void>>();

  constructor(dataSource: DataSource) {
    dataSource.subscribers.push({
      afterTransactionCommit: ({ queryRunner }) => {
        // A released savepoint is announced as a commit too.
        if (!queryRunner.isTransactionActive) this.#run(queryRunner);
      },
      afterTransactionRollback: ({ queryRunner }) => {
        if (!queryRunner.isTransactionActive) this.#effects.delete(queryRunner);
      },
    });
  }

  /** Outside of a transaction the effect runs at once; the same effect twice runs once. */
  add(manager: EntityManager, effect: () => void): void {
    const { queryRunner } = manager;
    if (!queryRunner?.isTransactionActive) return effect();
    const known = this.#effects.get(queryRunner);
    if (known) known.add(effect);
    else this.#effects.set(queryRunner, new Set([effect]));
  }

  #run(queryRunner: QueryRunner): void {
    const effects = this.#effects.get(queryRunner) ?? [];
    this.#effects.delete(queryRunner);
    for (const effect of effects) effect();
  }
}
