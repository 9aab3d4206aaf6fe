// The floors of docs/architecture.md: imports go down only, and rooms of one floor are strangers.
const floor = (name, from, to, why) => ({ name, severity: 'error', comment: why, from, to })

module.exports = {
  forbidden: [
    floor('no-cycle', {}, { circular: true }, 'a cycle has no floor'),
    floor('no-orphan', { orphan: true, pathNot: '\\.d\\.ts$' }, {}, 'a file nobody imports'),
    floor(
      'ground-imports-nothing',
      { path: '^src/core/[^/]+\\.ts$' },
      { pathNot: '^src/core/[^/]+\\.ts$' },
      'floor 0 stands on nothing',
    ),
    floor(
      'language-is-pure',
      { path: '^src/core/(clone|frame|lift|schedule)/' },
      { pathNot: '^src/core/(clone|frame|lift|schedule)/|^src/core/[^/]+\\.ts$' },
      'floor 1 knows bytes and values only',
    ),
    floor(
      'core-knows-no-host',
      { path: '^src/core/' },
      { pathNot: '^src/core/' },
      'core runs on every host',
    ),
    floor(
      'hosts-are-strangers',
      { path: '^src/(transports/[^/]+|loaders)/' },
      { path: '^src/(transports/[^/]+|loaders)/', pathNot: '^src/$1/' },
      'one host never knows another',
    ),
    floor(
      'hosts-do-not-climb',
      { path: '^src/(transports|loaders)/' },
      { path: '^src/[^/]+\\.ts$' },
      'imports go down only',
    ),
    floor(
      'no-runtime-dependency',
      { path: '^src/', pathNot: '^src/(polyfill|rollup)\\.ts$' },
      { path: 'node_modules', pathNot: 'node_modules/@types/node' },
      'the library has none; what the polyfill and the plugin take is bundled',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'] },
  },
}
