import type { Role } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { publicMetadata, roleMetadata } from '../access.js';

/** Who may call a route: everyone, a role and those above it, or nobody. */
export type AccessRule = 'open' | 'nobody' | Role;

/** Reads the rule from a route's decorators, once for each route; the method's own decorator wins over its class's. */
@Injectable()
export class AccessRules {
  private readonly known = new Map<Function, Map<Function, AccessRule>>();

  constructor(private readonly reflector: Reflector) {}

  of(controller: Function, method: Function): AccessRule {
    const rule = this.known.get(controller)?.get(method);
    return rule ?? this.read(controller, method);
  }

  private read(controller: Function, method: Function): AccessRule {
    const rule = [method, controller].map((target) => this.declared(target)).find((each) => each !== undefined) ?? 'nobody';
    const methods = this.known.get(controller) ?? new Map<Function, AccessRule>();
    this.known.set(controller, methods.set(method, rule));
    return rule;
  }

  private declared(target: Function): AccessRule | undefined {
    if (this.reflector.get<boolean | undefined>(publicMetadata, target)) return 'open';
    return this.reflector.get<Role | undefined>(roleMetadata, target);
  }
}
