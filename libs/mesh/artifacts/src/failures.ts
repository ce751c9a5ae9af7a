import { AtelierError } from '@atelier/contracts';

const full = new Set(['ENOSPC', 'EDQUOT', 'XMinioStorageFull', 'QuotaExceeded', 'XMinioAdminBucketQuotaExceeded']);
const missing = new Set(['ENOENT', 'NoSuchKey', 'NotFound']);

/** A failure's code: Node's for files and sockets, the store's for S3. */
function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** Whether the store says that there is no such object. */
export function isMissing(thrown: unknown): boolean {
  return missing.has(codeOf(thrown));
}

/** What went wrong below, in the words of the catalogue: full, or not available; errors of the catalogue stay as they are. */
export function storageFailure(thrown: unknown, doing: string): AtelierError {
  if (thrown instanceof AtelierError) return thrown;
  if (full.has(codeOf(thrown))) return new AtelierError('storage.full', `No space is left for ${doing}.`, [], { cause: thrown });
  return new AtelierError('artifact.unavailable', `The artifact store failed while ${doing}.`, [], { cause: thrown });
}
