/**
 * Mutants are made in the TypeScript of core, all of them at once; the sandbox is built once, and each mutant is
 * switched on while the specs that run over its line are repeated. Run by run.mjs, in the root of the repository.
 */
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: [at('node_modules/@stryker-mutator/mocha-runner/dist/src/index.js')],
  mutate: [
    'pipeline/verify.ts',
    'pipeline/dedupe.ts',
    'turn/binding.ts',
    'turn/in-flight.ts',
    'crypto/*.ts',
    'pipeline/run.ts',
    'turn/turn.ts',
    'late/*.ts',
    'store/*.ts',
  ].map((file) => `packages/core/src/${file}`),
  // What a text says and which fields a line of the log has is not what a spec should repeat.
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral'] },

  // Specs find core at #src and at @wechatbot/core; both must be the mutated one, so node_modules is not linked as
  // a whole: sandbox.mjs links our packages into the sandbox, and all others are found in the folders above it.
  tempDirName: '.cache/mutation',
  symlinkNodeModules: false,
  ignorePatterns: ['dist', 'coverage', 'docs', '.cache', '.github', 'test/bench'],
  buildCommand: 'node test/mutation/sandbox.mjs',

  // Stryker would rewrite it with the compiler's API, which TypeScript 7 has not.
  tsconfigFile: 'none',

  testRunner: 'mocha',
  mochaOptions: {
    'no-config': true,
    'no-package': true,
    require: [at('limit.mjs')],
    spec: [
      'packages/core/test/dist/**/!(*.system).spec.js',
      'packages/simulator/test/dist/contract.spec.js',
      'test/dist/retries.spec.js',
      'test/dist/late.spec.js',
      'test/dist/overlap.spec.js',
      'test/dist/api-late.spec.js',
      'test/dist/api-late-failures.spec.js',
      'test/dist/growth.spec.js',
      'test/dist/promises.spec.js',
      'test/dist/streams.spec.js',
      'test/dist/stream-sources.spec.js',
    ],
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // For loops without an end only: a spec that waits ends by limit.mjs, and a busy machine is slow.
  timeoutMS: 60_000,

  reporters: ['json', 'html', 'progress-append-only'],
  jsonReporter: { fileName: '.cache/mutation/report.json' },
  htmlReporter: { fileName: '.cache/mutation/report.html' },
  cleanTempDir: 'always',
  allowConsoleColors: false,
  // It warns of each spec, for they are built in the sandbox.
  logLevel: 'error',
}
