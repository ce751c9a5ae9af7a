import type { ServiceSchema } from '@atelier/database';
import { ApiKey } from './api-key.entity.js';
import { AuditEntry } from './audit-entry.entity.js';
import { CreateAccess1763700000000 } from './create-access.migration.js';

/** Keys and the audit log: part of every program's database. */
export const accessSchema: ServiceSchema = {
  service: 'access',
  entities: [ApiKey, AuditEntry],
  migrations: [CreateAccess1763700000000],
};
