import { AtelierError } from '@atelier/contracts';

export interface SemanticVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** What has changed between a version and the one before it: the strongest evidence decides the part that grows. */
export type VersionChange = 'major' | 'minor' | 'patch';

/** What a version is made from, as far as its number depends on it. */
export interface VersionEvidence {
  readonly signatureDigest: string;
  readonly dataDigest: string | null;
  readonly algorithm: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

const pattern = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** `MAJOR.MINOR.PATCH` without leading zeros (semver.org 2.0.0, core part). `model.version_invalid` otherwise. */
export function parseVersion(text: string): SemanticVersion {
  const parts = pattern.exec(text);
  if (!parts) {
    throw new AtelierError('model.version_invalid', `"${text.slice(0, 100)}" is not MAJOR.MINOR.PATCH, such as 1.2.0.`, [
      { path: 'version', message: 'is not MAJOR.MINOR.PATCH' },
    ]);
  }
  return { major: Number(parts[1]), minor: Number(parts[2]), patch: Number(parts[3]) };
}

export const formatVersion = ({ major, minor, patch }: SemanticVersion): string => `${major}.${minor}.${patch}`;

/** Below zero when a comes before b. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/**
 * Inputs or outputs differ: callers must change (major). Data, algorithm or its settings differ: answers change (minor).
 * Nothing of these: the same recipe was cooked again (patch).
 */
export function changeBetween(before: VersionEvidence, after: VersionEvidence): VersionChange {
  if (before.signatureDigest !== after.signatureDigest) return 'major';
  const sameRecipe =
    before.dataDigest === after.dataDigest &&
    before.algorithm === after.algorithm &&
    canonical(before.hyperparameters) === canonical(after.hyperparameters);
  return sameRecipe ? 'patch' : 'minor';
}

export const firstVersion: SemanticVersion = { major: 1, minor: 0, patch: 0 };

export function nextVersion(highest: SemanticVersion, change: VersionChange): SemanticVersion {
  if (change === 'major') return { major: highest.major + 1, minor: 0, patch: 0 };
  if (change === 'minor') return { ...highest, minor: highest.minor + 1, patch: 0 };
  return { ...highest, patch: highest.patch + 1 };
}

/** JSON with sorted keys: PostgreSQL's jsonb keeps no order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
