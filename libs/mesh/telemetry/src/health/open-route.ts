import { SetMetadata } from '@nestjs/common';

/** What `@Public()` of `@atelier/access` sets. Access stands on telemetry, so it cannot be imported here; access's tests hold the two together. */
export const OpenRoute = () => SetMetadata('atelier:public', true);
