import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditHook } from './audit/audit-hook.js';
import { AuditLog } from './audit/audit-log.js';
import { AccessGuard, requestLimits } from './guard/access.guard.js';
import { AccessRules } from './guard/access-rules.js';
import { ApiKeys } from './keys/api-keys.js';
import { FirstKey } from './keys/first-key.js';
import { KeyVerifier } from './keys/key-verifier.js';
import { KeysController } from './keys/keys.controller.js';
import type { Rate } from './limits/rate-limiter.js';
import { RequestLimits } from './limits/request-limits.js';
import { RouteTable } from './routes/route-table.js';

export interface AccessOptions {
  /** Embedded: the first key is made and written here when there is none. */
  readonly firstKeyFile?: string;
  /** Mesh: a key that the operator chose (`atl_` and 32 random bytes in base64url); stored when it is not there. */
  readonly firstKey?: string;
  /** For each key, and ten times as much for each address. None: nothing is limited. */
  readonly rateLimit?: Rate;
  /** Whether this program serves `/api/ml/keys`; default true. Behind a gateway, the gateway does. */
  readonly keyRoutes?: boolean;
}

const accessOptions = Symbol('atelier:access');

/** Guards every route of the program, denying by default; keeps keys and the audit log. Needs `DatabaseModule` with `accessSchema`. */
@Module({})
export class AccessModule implements OnModuleInit {
  static forProgram(options: AccessOptions): DynamicModule {
    const { rateLimit, keyRoutes = true } = options;
    return {
      module: AccessModule,
      global: true,
      controllers: keyRoutes ? [KeysController] : [],
      providers: [
        { provide: accessOptions, useValue: options },
        { provide: requestLimits, useValue: rateLimit ? new RequestLimits(rateLimit) : null },
        { provide: APP_GUARD, useClass: AccessGuard },
        AccessRules,
        ApiKeys,
        AuditHook,
        AuditLog,
        FirstKey,
        KeyVerifier,
        RouteTable,
      ],
      exports: [ApiKeys, AuditLog, KeyVerifier, RouteTable, AccessRules, requestLimits],
    };
  }

  constructor(
    @Inject(accessOptions) private readonly options: AccessOptions,
    private readonly firstKey: FirstKey,
  ) {}

  /** Before the program listens: who finds it up finds the key. */
  async onModuleInit(): Promise<void> {
    if (this.options.firstKeyFile) await this.firstKey.writeTo(this.options.firstKeyFile);
    if (this.options.firstKey) await this.firstKey.accept(this.options.firstKey);
  }
}
