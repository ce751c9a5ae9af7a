import type { FastifyReply } from 'fastify';

/** Work for a caller who waits for it: the signal is raised when the connection is closed before the answer, for then nobody waits any more. */
export async function whileCallerWaits<T>(reply: FastifyReply, work: (left: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const leave = () => controller.abort();
  reply.raw.once('close', leave);
  try {
    return await work(controller.signal);
  } finally {
    reply.raw.removeListener('close', leave);
  }
}
