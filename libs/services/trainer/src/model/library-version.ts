import { readFileSync } from 'node:fs';

/** The version that manifests name as their maker: all libraries of the workspace have one. */
export const libraryVersion = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
).version;
