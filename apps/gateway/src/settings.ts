import { assertSafeSecrets } from '@atelier/access';
import type { ServiceName } from '@atelier/contracts';
import { meshEnvironment } from '@atelier/program';
import { z } from 'zod';
import type { GatewayOptions } from './gateway.module.js';

const address = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

/** What the gateway reads from its environment: the mesh's settings and its own. */
export const gatewayEnvironment = {
  ...meshEnvironment,
  ATELIER_INGESTION_URL: address.describe('Where ingestion is'),
  ATELIER_FEATURE_STORE_URL: address.describe('Where the feature store is'),
  ATELIER_TRAINER_URL: address.describe('Where the trainer is'),
  ATELIER_REGISTRY_URL: address.describe('Where the registry is'),
  ATELIER_INFERENCE_URL: address.describe('Where inference is'),
  ATELIER_MONITORING_URL: address.describe('Where monitoring is'),
  ATELIER_FIRST_KEY: z
    .string()
    .regex(/^atl_[A-Za-z0-9_-]{43}$/, 'must be atl_ and 32 random bytes in base64url')
    .describe('An admin key of the project `default` that you choose: `atl_` and 43 letters, digits, dashes or underscores'),
  ATELIER_RATE_PER_SECOND: z.coerce
    .number()
    .min(0)
    .default(100)
    .describe('Requests a second for each key in the long run, ten times as many for each address; 0: no limit'),
  ATELIER_RATE_BURST: z.coerce.number().int().min(1).default(500).describe('Requests at once, likewise'),
  ATELIER_UPSTREAM_CONNECT_MS: z.coerce.number().int().min(1).default(2_000).describe('Milliseconds to connect to a service'),
  ATELIER_UPSTREAM_ANSWER_MS: z.coerce.number().int().min(1).default(600_000).describe('Milliseconds until its answer begins'),
} as const;

export type GatewaySettings = z.infer<z.ZodObject<typeof gatewayEnvironment>>;

export function gatewayOptions(settings: GatewaySettings): GatewayOptions {
  const upstreams: Record<ServiceName, string> = {
    ingestion: settings.ATELIER_INGESTION_URL,
    'feature-store': settings.ATELIER_FEATURE_STORE_URL,
    trainer: settings.ATELIER_TRAINER_URL,
    registry: settings.ATELIER_REGISTRY_URL,
    inference: settings.ATELIER_INFERENCE_URL,
    monitoring: settings.ATELIER_MONITORING_URL,
  };
  return { upstreams, limits: { connect: settings.ATELIER_UPSTREAM_CONNECT_MS, firstByte: settings.ATELIER_UPSTREAM_ANSWER_MS } };
}

/** The gateway is the one that keeps keys and limits; behind it the services guard their routes again. */
export function gatewayAccess(settings: GatewaySettings) {
  assertSafeSecrets({ ATELIER_FIRST_KEY: settings.ATELIER_FIRST_KEY.slice('atl_'.length) });
  const { ATELIER_FIRST_KEY: firstKey, ATELIER_RATE_PER_SECOND: perSecond, ATELIER_RATE_BURST: burst } = settings;
  return { firstKey, rateLimit: perSecond > 0 ? { perSecond, burst } : undefined };
}
