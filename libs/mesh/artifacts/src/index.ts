export * from './artifact-store.js';
export { ArtifactsModule, type ArtifactsOptions, openArtifacts, type OpenStore } from './artifacts.module.js';
export type { S3Options } from './s3-bucket.js';
