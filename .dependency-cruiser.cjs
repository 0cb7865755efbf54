// The arrows of the house, as rules: web → schema; a feature → a feature above it; → platform → libs. No circles.

// The order of the features in src/. Each may use those before it.
const FEATURES = [
  'access',
  'places',
  'notifications',
  'programmes',
  'points',
  'merchants',
  'sign-in',
  'search',
  'coverage',
  'routing',
  'labels',
  'outbox',
  'parcels',
  'handovers',
  'ledger',
  'counter',
  'proposals',
  'exceptions',
  'assignment',
  'promises',
  'webhooks',
  'messages',
  'retention',
  'streams',
  'exports',
  'privacy',
  'backup',
  'demo',
];

const SPEC = '[.](spec|fixture)[.]ts$';

const featureRules = FEATURES.map((feature, index) => ({
  name: `src-${feature}-uses-only-what-is-above-it`,
  comment: `src/${feature} may import src/platform, libs and the features before it: ${FEATURES.slice(0, index).join(', ') || 'none'}.`,
  severity: 'error',
  from: { path: `^src/${feature}/` },
  to: { path: `^src/(${FEATURES.slice(index + 1).join('|') || 'nothing-comes-after'})/` },
}));

module.exports = {
  forbidden: [
    ...featureRules,
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'features-are-listed',
      comment: 'A new folder of src/ takes its place in the list of features at the top of .dependency-cruiser.cjs.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(platform|${FEATURES.join('|')})/` },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/platform/' },
    },
    {
      name: 'features-do-not-reach-up-to-the-start',
      comment: 'main, cli, service, app.module and commands gather the features; a feature never imports them.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+[.]ts$' },
    },
    {
      name: 'libs-know-the-business-not-the-machine',
      comment: 'A rule in libs/ is plain TypeScript: no npm package, no node module, nothing of src/.',
      severity: 'error',
      from: { path: '^libs/', pathNot: SPEC },
      to: { pathNot: '^libs/' },
    },
    {
      name: 'specs-of-libs-stay-in-libs',
      severity: 'error',
      from: { path: `^libs/.*${SPEC}` },
      to: { path: '^(src|migrations|seeds|test)/' },
    },
    {
      name: 'libs-have-one-entry',
      comment: 'A lib is used through #libs/<name>, which is its src/index.ts.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: '^libs/($1/|[^/]+/src/index[.]ts$)' },
    },
    {
      name: 'machinery-uses-libs-by-their-entry',
      severity: 'error',
      from: { path: '^(src|migrations|seeds|test|web)/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/src/index[.]ts$' },
    },
    {
      name: 'migrations-stand-alone',
      comment:
        'A migration runs years later, on the code of that day: it holds its SQL itself and imports nothing of ours.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|libs|seeds|test)/' },
    },
    {
      name: 'web-knows-the-schema-and-pure-rules',
      comment: 'A page asks the API; beside that it may use a rule of libs, and nothing of the machine.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|migrations|seeds|test)/' },
    },
    {
      name: 'faces-know-only-what-they-share',
      comment: 'What two faces of web/ use stands in web/lib.',
      severity: 'error',
      from: { path: '^web/([^/]+)/' },
      to: { path: '^web/', pathNot: '^web/($1|lib)/|^web/schema[.]ts$' },
    },
    {
      name: 'nothing-imports-pages',
      severity: 'error',
      from: { path: '^(src|libs|migrations|seeds)/' },
      to: { path: '^web/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(src|migrations|seeds|web)/', pathNot: SPEC },
      to: { path: `^test/|${SPEC}` },
    },
    {
      name: 'no-development-packages-in-the-service',
      severity: 'error',
      from: { path: '^(src|libs|migrations|seeds)/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'imports-exist',
      comment:
        'web/schema.ts is written from schema.graphql by tools/web-types.mjs, and need not be there; Vite knows what ?url is.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '(schema[.]js|[?]url)$' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist'] },
    exclude: { path: '^(web/)?dist/' },
    // Types too: an import that vanishes at run time still ties two features together.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: 'tools/resolve.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
