import type { FastifyReply } from 'fastify';

/** The server-sent events that pass through now. They have no end of their own, so a program that stops ends them; their readers connect again. */
export class EventStreams {
  private readonly open = new Set<FastifyReply>();

  add(reply: FastifyReply): void {
    this.open.add(reply);
    reply.raw.once('close', () => this.open.delete(reply));
  }

  endAll(): void {
    for (const reply of this.open) reply.raw.end();
  }
}
