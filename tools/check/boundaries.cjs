// Which arrow may be drawn in the house (DESIGN, Directions): apps → services → mesh and learning; learning imports only itself; no cycles.
const services = 'ingestion|feature-store|trainer|registry|inference|monitoring';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'learning-imports-only-learning', severity: 'error', from: { path: '^libs/learning/', pathNot: '\\.(spec|suite)\\.ts$' }, to: { path: '^(libs/(mesh|services|sdk)|apps)/' } },
    {
      name: 'learning-is-pure',
      comment: 'No Nest, no I/O, no clock: worker threads stand behind one small folder.',
      severity: 'error',
      from: { path: '^libs/learning/', pathNot: '\\.(spec|suite)\\.ts$|^libs/learning/src/threads/' },
      to: { path: '^node_modules/(@nestjs|typeorm|pg|kafkajs|minio|@duckdb|onnxruntime)|^(node:)?(fs|child_process|net|http|https|worker_threads|timers|os)(/|$)' },
    },
    { name: 'mesh-imports-mesh-or-learning', severity: 'error', from: { path: '^libs/mesh/' }, to: { path: '^(libs/(services|sdk)|apps)/' } },
    {
      name: 'contracts-stand-alone',
      severity: 'error',
      from: { path: '^libs/mesh/contracts/', pathNot: '\\.(spec|suite)\\.ts$' },
      to: { path: '^libs/', pathNot: '^libs/mesh/contracts/' },
    },
    ...services.split('|').map((service) => ({
      name: `${service}-imports-no-other-service`,
      severity: 'error',
      from: { path: `^libs/services/${service}/`, pathNot: '\\.(spec|suite)\\.ts$' },
      to: { path: '^(libs/services|libs/sdk|apps)/', pathNot: `^libs/services/${service}/` },
    })),
    { name: 'sdk-stands-on-contracts', severity: 'error', from: { path: '^libs/sdk/' , pathNot: '\\.spec\\.ts$' }, to: { path: '^(libs/(learning|services|mesh)|apps)/', pathNot: '^libs/mesh/contracts/' } },
    { name: 'nobody-imports-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'one-entry-per-library',
      comment: 'Import a library by its package name; its src/index.ts says what it offers, and src/entries what a program may load alone (docs/decisions, entries).',
      severity: 'error',
      from: { path: '^(libs/(?:learning|sdk|mesh/[^/]+|services/[^/]+)|apps/[^/]+)/' },
      to: { path: '^(libs|apps)/', pathNot: ['^$1/', '/src/(index|entries/[a-z-]+)\\.ts$'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-dev-dependency-at-run-time', severity: 'error', from: { path: '^(libs|apps)/', pathNot: '\\.(spec|suite)\\.ts$|^apps/dashboard/' }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
