/** Which floor may import which: docs/architecture.md as rules. test/contract/layers.test.ts plants a breach of each kind. */

/** Floor → what it may import of our own code. Everything else is a breach. */
const floors = {
  '^shared/': ['^shared/'],
  '^renderer/': ['^renderer/', '^shared/'],
  '^main/base/': ['^main/base/', '^shared/'],
  '^main/crypto/': ['^main/(crypto|base)/', '^shared/'],
  '^main/control-client/': ['^main/(control-client|crypto|base)/', '^shared/'],
  '^main/helper/': ['^main/(helper|base)/', '^shared/'],
  '^main/servers/': ['^main/(servers|control-client|crypto|base)/', '^shared/'],
  '^main/engine/': [
    '^main/(engine|control-client|crypto|base)/',
    '^main/servers/(serve|member-relay)[.]ts$',
    '^shared/',
  ],
  '^main/prometheus/': ['^main/(prometheus|engine|ipc|base)/', '^shared/'],
  '^main/ipc/': ['^main/(ipc|engine|base)/', '^shared/'],
  '^main/headless/': ['^main/(headless|prometheus|ipc|engine|crypto|base)/', '^shared/'],
  '^main/cli/': [
    '^main/(cli|headless|prometheus|ipc|engine|crypto|base)/',
    '^main/servers/serve[.]ts$',
    '^shared/',
  ],
  '^main/app/': ['^main/(app|prometheus|ipc|engine|base)/', '^shared/'],
  '^main/main[.]ts$': ['^main/(app|ipc|engine|base)/', '^shared/'],
};
const OWN_CODE = '^(main|preload|renderer|shared|build|test)/';

/** Inside the engine, from the ground up; a storey imports itself and what lies below. */
const engineStoreys = [
  'telemetry/metrics',
  'path',
  'meeting',
  'party',
  'link-test',
  'telemetry/insight',
  'telemetry/sampling',
  'diagnosis',
];

module.exports = {
  forbidden: [
    ...Object.entries(floors).map(([from, allowed]) => ({
      name: `floor ${from.replace(/[\^[\]$]/g, '')}`,
      severity: 'error',
      from: { path: from },
      to: { path: OWN_CODE, pathNot: allowed },
    })),
    {
      name: 'floor preload/',
      comment: 'Names at run time, types of the contract at most: the sandbox bundles no validator.',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: OWN_CODE, pathNot: ['^preload/', '^shared/ipc/', '^shared/result[.]ts$'] },
    },
    {
      name: 'preload bundles names only',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^shared/', pathNot: '^shared/ipc/channels[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    ...engineStoreys.map((storey, i) => ({
      name: `engine below ${storey}`,
      severity: 'error',
      from: { path: '^main/engine/[^/]+/', pathNot: `^main/engine/(${engineStoreys.slice(i).join('|')})/` },
      to: { path: `^main/engine/${storey}/` },
    })),
    {
      name: 'engine parts below engine.ts',
      severity: 'error',
      from: { path: '^main/engine/[^/]+/' },
      to: { path: '^main/engine/engine[.]ts$' },
    },
    {
      name: 'electron stays in the shell',
      severity: 'error',
      from: {
        path: '^(main|renderer|shared|build)/',
        pathNot: '^main/(app/|main[.]ts$|ipc/electron-ipc[.]ts$)',
      },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'runs anywhere',
      comment: 'shared, renderer and preload run in a browser: no Node modules.',
      severity: 'error',
      from: { path: '^(shared|renderer|preload)/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.](css|woff2|svg|png)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
