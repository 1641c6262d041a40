/**
 * What each `npm run` takes: read by tools/lib/arguments.mjs. The main job's options are its own.
 */

/** Those of Nx that are of use here; Nx gets them as they are. */
const nxOptions = {
  projects: {
    type: 'string',
    short: 'p',
    multiple: true,
    value: 'NAME,…',
    about: 'these projects alone',
  },
  exclude: { type: 'string', multiple: true, value: 'NAME,…', about: 'all but these' },
  parallel: { type: 'string', value: 'N', about: 'how many at once (default 2)' },
  'skip-nx-cache': { type: 'boolean', about: 'even if the result is in the cache' },
  verbose: { type: 'boolean', about: 'all that Nx has to say' },
};

/** For scripts that are also run on another folder, by their tests. */
const root = { root: { type: 'string', value: 'DIR', about: 'take the files under DIR' } };

/**
 * `options` are those of `parseArgs`, with what `--help` says of them; `positional` is the name of
 * the one argument that is no option; where there is none, `insteadOfArgument` says how else to get
 * what one may have hoped for.
 * @type {Map<string, { about: string, options?: Record<string, object>, positional?: string,
 *   insteadOfArgument?: string }>}
 */
export const commands = new Map([
  [
    'test',
    {
      about: 'Builds what has changed and runs the tests.',
      options: nxOptions,
      insteadOfArgument: 'some files alone: cd packages/NAME && npm test -- TEXT-IN-THEIR-NAMES',
    },
  ],
  ['build', { about: 'Builds what has changed.', options: nxOptions }],
  ['lint', { about: 'Layers of the architecture, and style.', options: nxOptions }],
  ['typecheck', { about: 'Types, tests included.', options: nxOptions }],
  ['format', { about: 'Formats all files.' }],
  ['format:check', { about: 'Names the files that are not formatted.' }],
  [
    'bench',
    {
      about: 'Runs a suite of benchmarks/ and prints a row a case.',
      positional: 'suite',
      options: {
        quick: { type: 'boolean', about: 'few rounds: to see that it runs' },
        json: {
          type: 'string',
          isValueOptional: true,
          value: '[FILE]',
          about: 'write the rows to FILE, or to benchmarks/results/<suite>.json',
        },
        filter: { type: 'string', value: 'TEXT', about: 'cases whose label contains TEXT' },
      },
    },
  ],
  ['numbers', { about: 'Writes the figures of benchmarks/results/ into the READMEs.' }],
  ['numbers:check', { about: 'Names the READMEs whose figures are not those of the results.' }],
  ['codegen', { about: 'Writes the generated sources.', options: root }],
  ['codegen:check', { about: 'Names the generated sources that are stale.', options: root }],
  ['package:check', { about: 'Contents, types and size of what would be published.' }],
  [
    'pack',
    { about: 'Packs all packages into out/packages, as npm would publish them, to try them.' },
  ],
  [
    'api',
    {
      about: 'Writes the public surfaces of the packages to packages/*/etc/.',
      options: {
        baseline: {
          type: 'boolean',
          about: 'note them as those of the present versions (release:version does)',
        },
      },
    },
  ],
  ['api:check', { about: 'Compares the public surfaces with packages/*/etc/.' }],
  [
    'neutral',
    { about: 'Runs the entries of layers 0–3 in QuickJS.', positional: 'part of an entry’s name' },
  ],
  ['fresh', { about: 'Tries the commands in a fresh clone of what is committed.' }],
  ['boundaries', { about: 'Plants imports and looks whether lint judges them rightly.' }],
  [
    'soak',
    {
      about: 'Runs the model tests for long and writes tests/soak/results.json.',
      options: {
        steps: {
          type: 'string',
          default: '1000000',
          value: 'N',
          about: 'operations a test (default 1000000)',
        },
        seeds: { type: 'string', default: '3', value: 'N', about: 'seeds to run with (default 3)' },
        package: {
          type: 'string',
          value: 'NAME',
          about: 'one package, and leave the rows of others',
        },
      },
    },
  ],
  ['release:rehearse', { about: 'Publishes to a registry on loopback and installs from there.' }],
  [
    'changeset',
    {
      about:
        'Asks what users will notice of a change, and for which packages; writes it to .changeset/.',
      options: { empty: { type: 'boolean', about: 'for a change that they will not notice' } },
    },
  ],
  [
    'release:version',
    { about: 'Turns the waiting changesets into versions and changelogs, and notes the surfaces.' },
  ],
  [
    'release:publish',
    {
      about: 'Publishes what the registry does not have. Rehearse first.',
      options: {
        otp: { type: 'string', value: 'CODE', about: 'one-time password of the registry' },
      },
    },
  ],
]);
