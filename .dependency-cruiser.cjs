/**
 * Who may import whom (docs/architecture.md has the picture). Everything that is not listed is forbidden.
 * Tests, packages/testing, bench and scripts may import anything and are imported by tests only.
 */
const TEST = '(\\.test\\.ts$|^packages/testing/|^bench/|^scripts/|^test/|/testing/|engine-contract\\.ts$)';

/** `from` may import, inside the repository, only `to` (regular expressions on paths). */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  comment: `${name}: see the table in docs/architecture.md`,
  from: { path: from, pathNot: TEST },
  to: {
    pathNot: [...to, 'node_modules', '^node:', '^cloudflare:', '^\\$', '^virtual:'],
    dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional', 'unknown', 'undetermined'],
  },
});

module.exports = {
  forbidden: [
    only('contracts-import-zod-only', '^packages/contracts/', ['^packages/contracts/']),
    only('core-imports-contracts', '^packages/core/', ['^packages/(contracts|core)/']),
    only('live-imports-contracts', '^packages/live/', ['^packages/(contracts|live)/']),
    only('db-imports-contracts', '^db/', ['^packages/contracts/', '^db/']),
    only('objects-import-contracts-core-db', '^durable-objects/', [
      '^packages/(contracts|core)/',
      '^db/',
      '^durable-objects/',
    ]),
    only('api-imports-contracts-core-db', '^workers/api/', [
      '^packages/(contracts|core)/',
      '^db/',
      '^workers/api/',
      '^durable-objects/',
    ]),
    only('webhooks-imports-contracts-core', '^workers/webhooks/', [
      '^packages/(contracts|core)/',
      '^workers/webhooks/',
    ]),
    only('host-imports-contracts-core', '^session-host/', ['^packages/(contracts|core)/', '^session-host/']),
    only('web-imports-contracts-core-live', '^web/', ['^packages/(contracts|core|live)/', '^web/']),
    {
      name: 'contracts-know-zod-only',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: TEST },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'only-queries-write-sql',
      severity: 'error',
      comment: 'SQL for D1 stands in db/queries; the schema describes, everybody else calls a query.',
      from: { path: '^(packages|workers|durable-objects|session-host|web)/', pathNot: TEST },
      to: { path: 'node_modules/drizzle-orm/' },
    },
    {
      name: 'api-imports-objects-by-type-only',
      severity: 'error',
      comment: 'The classes live in waqtor-objects; importing one by value would bundle it into the API Worker.',
      from: { path: '^workers/api/', pathNot: TEST },
      to: { path: '^durable-objects/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'live-imports-contracts-by-type-only',
      severity: 'error',
      comment: 'The live client ships to browsers: zod must not come along.',
      from: { path: '^packages/live/src/', pathNot: TEST },
      to: { path: '^packages/contracts/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'simulator-is-a-stranger-to-the-host',
      severity: 'error',
      comment: 'The simulator plays WhatsApp: it must not share code with what it tests.',
      from: { path: '^session-host/simulator/', pathNot: TEST },
      to: { path: '^session-host/src/' },
    },
    {
      name: 'routes-do-not-import-each-other',
      severity: 'error',
      from: { path: '^workers/api/src/routes/([^/]+)/', pathNot: TEST },
      to: { path: '^workers/api/src/routes/', pathNot: '^workers/api/src/routes/$1/' },
    },
    {
      name: 'only-the-wwebjs-adapter-drives-a-browser',
      severity: 'error',
      comment: 'The library and puppeteer stay behind the engine port.',
      from: {
        path: '^(packages|db|workers|durable-objects|session-host|web)/',
        pathNot: ['^session-host/src/engine/wwebjs/', TEST],
      },
      to: { path: 'node_modules/(whatsapp-web\\.js|puppeteer)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'], viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: TEST }, to: { path: '\\.test\\.ts$' } },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^cloudflare:', '\\$', '^virtual:', '\\?', '^miniflare$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.svelte-kit', 'paraglide', '/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'svelte'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
    },
  },
};
