/**
 * Lint rules: the recommended ones, the layers of the architecture, and those rules of
 * docs/STYLE.md that a machine can hold. Formatting is prettier's.
 */
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom, by folder. `npm run boundaries` proves that each other import is refused.
 */
export const mayImport = {
  allocator: [],
  tracker: [],
  collections: [],
  pools: ['allocator', 'collections'],
  minecraft: ['allocator', 'collections', 'pools'],
  'profiler-bridge': ['tracker'],
  memory: ['allocator', 'tracker', 'collections', 'pools', 'minecraft', 'profiler-bridge'],
  prismarine: ['memory', 'minecraft'],
};

/** A layer stands on lower ones only; 5 are the private folders. */
const layerConstraints = [0, 1, 2, 3, 4].map((layer) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: Array.from({ length: layer }, (_, lower) => `layer:${lower}`),
}));

const scopeConstraints = Object.entries(mayImport).map(([folder, allowed]) => ({
  sourceTag: `scope:${folder}`,
  onlyDependOnLibsWithTags: allowed.map((target) => `scope:${target}`),
}));

const testFiles = ['packages/*/test/**/*.ts', 'tests/**/*.ts', '**/*.test.mjs'];

/**
 * Globals that QuickJS, which stands for Bedrock's engine, does not have: ask `globalThis` for
 * them.
 */
const notEverywhere = [
  'Atomics',
  'Buffer',
  'TextDecoder',
  'TextEncoder',
  'WebAssembly',
  'clearInterval',
  'clearTimeout',
  'console',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
];

const buffers =
  '/^(ArrayBuffer|SharedArrayBuffer|Buffer|DataView|(Big)?(Ui|I)nt(8|16|32|64)(Clamped)?Array|Float(32|64)Array)$/';

/**
 * Rules of style for published code; `no-restricted-syntax` cannot be merged, so each list is
 * complete.
 */
const styleOfSource = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals or branded constants.' },
  {
    selector: 'TSModuleDeclaration[declare!=true]',
    message: 'Use modules; `declare module` is for augmenting the types of others.',
  },
  {
    selector: `BinaryExpression[operator="instanceof"][right.name=${buffers}]`,
    message: 'Buffers of another realm fail `instanceof`: use ArrayBuffer.isView or a tag check.',
  },
];

const styleOfIndex = [
  ...styleOfSource,
  {
    selector:
      'Program > :not(ExportAllDeclaration, ExportNamedDeclaration), ExportNamedDeclaration[declaration]',
    message: 'index.ts only re-exports.',
  },
];

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/out/',
      '**/coverage/',
      '.nx/',
      '**/assemblyscript/', // its decorators stand where TypeScript has none
      'docs/api/',
      'node_modules/',
      '**/tmp/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  prettier,
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          banTransitiveDependencies: true,
          depConstraints: [
            ...layerConstraints,
            ...scopeConstraints,
            { sourceTag: 'layer:5', onlyDependOnLibsWithTags: ['*'] },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      // Walking up a tree starts with `let node = this`.
      '@typescript-eslint/no-this-alias': 'off',
      // Indexing a typed array yields `number | undefined` to the compiler; `!` says that the index
      // holds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-cond-assign': 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'no-fallthrough': 'error',
      'no-implied-eval': 'error',
      'no-loss-of-precision': 'error',
      'no-new-func': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    // These stand outside the layers: they read the root's settings.
    files: ['tools/**', '**/jest.config.mjs'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 500 }],
      // Prettier leaves comments as they are.
      'max-len': ['error', { code: 100, ignoreStrings: true, ignoreTemplateLiterals: true }],
      'no-restricted-syntax': ['error', ...styleOfSource],
    },
  },
  {
    files: ['packages/*/src/index.ts'],
    rules: { 'no-restricted-syntax': ['error', ...styleOfIndex] },
  },
  {
    // Written by tools/codegen from a template that is linted itself.
    files: ['packages/*/src/generated/**/*.ts'],
    rules: { 'max-lines': 'off', 'no-empty': 'off', 'prefer-const': 'off' },
  },
  {
    // Root entries of layers 0–3 run anywhere; what needs a runtime lies under /node or /browser.
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/*/src/{node,browser}/**', 'packages/prismarine/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: builtinModules, patterns: ['node:*'] }],
      'no-restricted-globals': ['error', ...notEverywhere],
    },
  },
  {
    files: testFiles,
    ignores: ['**/random.ts'], // the generators themselves, which may choose a seed and print it
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Use a seeded generator and print its seed.',
        },
      ],
    },
  },
);
