interface Entry {
  readonly level: number;
  readonly time: number | string;
  readonly msg?: string;
  readonly context?: string;
  readonly err?: { readonly stack?: string; readonly message?: string };
  readonly [field: string]: unknown;
}

const names: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const shown = new Set(['level', 'time', 'msg', 'context', 'err', 'service', 'version', 'pid', 'hostname']);

/** One readable line of a pino entry (`12:03:44 warn  [jobs] lease lost  job=…`); an error's stack follows it. */
export function formatLine(json: string): string {
  const entry = JSON.parse(json) as Entry;
  const clock = new Date(entry.time).toISOString().slice(11, 19);
  const context = entry.context ? `[${entry.context}] ` : '';
  const fields = Object.entries(entry).flatMap(([name, value]) => (shown.has(name) ? [] : [` ${name}=${plain(value)}`]));
  const stack = entry.err ? `\n${entry.err.stack ?? entry.err.message ?? ''}` : '';
  return `${clock} ${(names[entry.level] ?? String(entry.level)).padEnd(5)} ${context}${entry.msg ?? ''}${fields.join('')}${stack}\n`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
