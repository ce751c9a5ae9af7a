import type { Principal, Role } from '@atelier/contracts';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';

export const roleMetadata = 'atelier:role';
export const publicMetadata = 'atelier:public';

/** The least role that may call the route (or every route of the controller). A route with neither this nor `@Public` is refused to everyone. */
export const Allow = (role: Role) => SetMetadata(roleMetadata, role);

/** A route that needs no key: health, metrics, sign-in page. */
export const Public = () => SetMetadata(publicMetadata, true);

/** The caller, put on the request by the guard. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  return context.switchToHttp().getRequest<{ principal: Principal }>().principal;
});
