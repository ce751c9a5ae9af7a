export { RegistryModule } from './registry.module.js';
export { RegistryOptions } from './options.js';
export { registrySchema } from './registry.schema.js';
export { MLModelVersion } from './versions/model-version.entity.js';
