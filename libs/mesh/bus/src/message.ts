/** An event on its way: what the outbox stores, a broker carries and an inbox takes. `value` is the envelope as JSON text. */
export interface Message {
  readonly topic: string;
  /** Messages of one key stay in order. */
  readonly key: string;
  readonly type: string;
  readonly value: string;
  /** Set on dead letters: the reason and who gave up. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A topic's dead letters, with headers `reason`, `detail`, `service` and `tries`. */
export const deadTopic = (topic: string): string => `${topic}.dead`;

/** Larger events are refused when they are published: no broker would take them. */
export const largestEventBytes = 4_000_000;

/** A batch to read from a table of messages: at most this many rows, and of large ones fewer. */
export const batchRows = 500;
const batchBytes = 8_000_000;

/** SQL that reads the first batch of `table` (columns `sequence`, `value`, …) in order. */
export function firstBatch(table: string, columns: string, condition = 'true'): string {
  return `SELECT ${columns} FROM (
      SELECT *, sum(octet_length(value)) OVER (ORDER BY sequence) - octet_length(value) AS bytes_before
      FROM (SELECT * FROM ${table} WHERE ${condition} ORDER BY sequence LIMIT ${batchRows}) AS first
    ) AS measured WHERE bytes_before < ${batchBytes} ORDER BY measured.sequence`;
}
