import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { corrupt, finish } from './digest.js';
import { storageFailure } from './failures.js';

/**
 * The same bytes, ending in `artifact.corrupt` in place of the end when they do not match the digest: a reader that sees the
 * end has the right bytes. A failure of the source reaches the reader; a reader that leaves closes the source.
 */
export function verified(source: Readable, digest: string): Readable {
  // pipeline's outcome reaches the reader through the returned stream, so nothing is left to do in its callback.
  return pipeline(source, verifying(digest), () => undefined);
}

function verifying(digest: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(finish(hash) === digest ? null : corrupt(digest));
    },
    destroy(error, done) {
      done(error && storageFailure(error, `reading ${digest}`));
    },
  });
}
