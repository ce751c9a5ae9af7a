import { type INestApplication, RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type AccessRule, AccessRules } from '../guard/access-rules.js';

/** A route as its controller's decorators declare it. */
export interface ControllerRoute {
  /** Method and path: `GET /api/ml/keys/{key_id}`. */
  readonly route: string;
  /** `KeysController.list` */
  readonly handler: string;
  readonly rule: AccessRule;
  /** What it answers when all is well. */
  readonly status: number;
  /** The schemas that check the body and the query, where there are any. */
  readonly body: unknown;
  readonly query: unknown;
}

/** Every route that a controller of the application handles. */
export function controllerRoutes(application: INestApplication): ControllerRoute[] {
  const rules = application.get(AccessRules, { strict: false });
  const controllers = [...application.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype, instance }) => {
    const controller = metatype as Function;
    const prototype = Object.getPrototypeOf(instance) as Record<string, Function>;
    const handlers = new MetadataScanner()
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]));
    return handlers.map((name) => routeOf(controller, name, prototype[name], rules));
  });
}

function routeOf(controller: Function, name: string, method: Function, rules: AccessRules): ControllerRoute {
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
  const parts = [controller, method].map((target) => String(Reflect.getMetadata(PATH_METADATA, target)).replaceAll(/^\/|\/$/g, ''));
  const path = parts.filter((part) => part !== '').join('/');
  return {
    route: `${verb} /${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    handler: `${controller.name}.${name}`,
    rule: rules.of(controller, method),
    status: (Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined) ?? (verb === 'POST' ? 201 : 200),
    body: schemaOf(controller, name, RouteParamtypes.BODY),
    query: schemaOf(controller, name, RouteParamtypes.QUERY),
  };
}

/** Nest keeps a parameter's schema under `TYPE:INDEX`. */
function schemaOf(controller: Function, name: string, type: RouteParamtypes): unknown {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, { schema?: unknown }>;
  return Object.entries(parameters).find(([key]) => key.startsWith(`${type}:`))?.[1].schema;
}
