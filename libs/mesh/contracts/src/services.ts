/** The bounded contexts. Each has a Nest module, a database schema and an outbox of this name (dashes become underscores in SQL). */
export const serviceNames = ['ingestion', 'feature-store', 'trainer', 'registry', 'inference', 'monitoring'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Who calls: the key's project is the tenant, and whatever belongs to another project does not exist for it. */
export interface Principal {
  readonly project: string;
  readonly role: Role;
  readonly keyId: string;
}

/** Each role may do all that the roles before it may. */
export const roles = ['viewer', 'trainer', 'deployer', 'admin'] as const;
export type Role = (typeof roles)[number];
