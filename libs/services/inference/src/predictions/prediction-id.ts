import { randomFillSync } from 'node:crypto';

const bytesEach = 10;
/** Random bytes are drawn for many ids at once: a call costs more than the bytes. */
const pool = Buffer.alloc(bytesEach * 1024);
let used = pool.length;

/** A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits. */
export function predictionId(now: number = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const time = now.toString(16).padStart(12, '0');
  pool[used] = (pool[used] & 0x0f) | 0x70;
  pool[used + 2] = (pool[used + 2] & 0x3f) | 0x80;
  const random = pool.toString('hex', used, used + bytesEach);
  used += bytesEach;
  return `${time.slice(0, 8)}-${time.slice(8)}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8)}`;
}
