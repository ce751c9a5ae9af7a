/** What a hyper-parameter can be; plain JSON. */
export type ParameterValue = string | number | boolean | null | readonly Member[];

/** One algorithm of an ensemble. Given as a name, as `{algorithm, hyperparameters?}`, or as text: names with commas, or JSON. */
export interface Member {
  readonly algorithm: string;
  readonly hyperparameters: Readonly<Record<string, ParameterValue>>;
}

/** Members, given as names, objects, or text (names with commas, or JSON); undefined for anything else and for none. */
export function membersFrom(value: unknown, single = false): readonly Member[] | undefined {
  const members = listOf(value)?.map(memberFrom);
  if (!members || members.length === 0 || (single && members.length > 1)) return undefined;
  return members.every((member) => member !== undefined) ? members : undefined;
}

/** A list as it is, JSON text parsed, other text cut at its commas, and anything else as a list of one. */
function listOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  if (!/^\s*[[{]/.test(value)) return value.split(',').map((text) => text.trim());
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    // Text that begins like JSON and isn't is refused like any other value, with what would be right.
    return undefined;
  }
}

function memberFrom(value: unknown): Member | undefined {
  if (typeof value === 'string') return /^[a-z][a-z0-9_]*$/.test(value) ? { algorithm: value, hyperparameters: {} } : undefined;
  if (!isRecord(value) || typeof value.algorithm !== 'string') return undefined;
  const { algorithm, hyperparameters = {}, ...rest } = value;
  if (!isRecord(hyperparameters) || Object.keys(rest).length > 0) return undefined;
  return { algorithm, hyperparameters: hyperparameters as Record<string, ParameterValue> };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
