import type { EventType, ServiceName } from '@atelier/contracts';
import { applyDecorators, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** Lets a handler's error reach the inbox as it was thrown; Nest's own filter would log it and give "Internal server error" on. */
@Catch()
class PassErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * The method handles these events for the service: `@OnEvent('registry', 'training.completed')`. It is given `@Payload() event: AtelierEvent<…>` and
 * `@Ctx() context: EventContext`; all that it stores goes through `context.manager`. If it throws, nothing of it is kept and it is tried again;
 * errors that say "unavailable" without end, others a few times before the event becomes a dead letter.
 */
export function OnEvent(service: ServiceName, ...types: [EventType, ...EventType[]]): MethodDecorator {
  return applyDecorators(EventPattern(types.map((type) => eventPattern(service, type))), UseFilters(new PassErrors()));
}

export const eventPattern = (service: ServiceName, type: EventType): string => `${service}/${type}`;
