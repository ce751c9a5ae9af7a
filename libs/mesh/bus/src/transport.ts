import { AtelierError, type EventType, eventTypes, type ServiceName, serviceNames } from '@atelier/contracts';
import type { INestApplicationContext } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { AtelierEvent, EventContext } from './event.js';
import type { EventHandler } from './inbox/inbox.js';
import { eventPattern } from './on-event.js';
import { BusRuntime } from './runtime.js';

/**
 * The Nest transport that carries `@OnEvent` handlers: `application.connectMicroservice({ strategy: busTransport(application) })`.
 * Nest only finds the handlers; calling them, acknowledging, retry and dead letters are the inbox's.
 */
export function busTransport(application: INestApplicationContext): BusTransport {
  return new BusTransport(application.get(BusRuntime, { strict: false }));
}

export class BusTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly found = new Map<ServiceName, Map<EventType, EventHandler[]>>();

  constructor(private readonly runtime: BusRuntime) {
    super();
  }

  override addHandler(pattern: unknown, callback: MessageHandler): void {
    const [service, type] = known(pattern);
    const handlers = this.found.get(service) ?? new Map<EventType, EventHandler[]>();
    this.found.set(service, handlers.set(type, [...(handlers.get(type) ?? []), direct(callback)]));
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.runtime.connect(this.found);
    } catch (error) {
      return callback(error);
    }
    callback();
  }

  close(): Promise<void> {
    return this.runtime.stop();
  }

  on(): never {
    throw new Error('The bus has no events of its own to listen to.');
  }

  unwrap<T>(): T {
    return this.runtime as T;
  }
}

const patterns = new Map(
  serviceNames.flatMap((service) => eventTypes.map((type) => [eventPattern(service, type), [service, type] as const])),
);

function known(pattern: unknown): readonly [ServiceName, EventType] {
  const meant = patterns.get(String(pattern));
  if (meant) return meant;
  throw new AtelierError('settings.invalid', `A handler for ${JSON.stringify(pattern)} is not declared with @OnEvent(service, type).`);
}

/** Awaits all that Nest's proxy may give back (a promise, an observable, a promise of one), so that its failure is ours. */
function direct(callback: MessageHandler): EventHandler {
  return async (event: AtelierEvent<EventType>, context: EventContext) => {
    const result: unknown = await callback(event, context);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  };
}
