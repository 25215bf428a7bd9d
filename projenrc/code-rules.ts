import { Component, awscdk, javascript } from 'projen';

/** The rooms of the house and whom each of them must not know (see ARCHITECTURE.md). */
const FORBIDDEN_IMPORTS: ReadonlyArray<readonly [target: string, from: string[]]> = [
  ['private', ['.', 'foundation', 'stages', 'observability', 'github', 'sandbox', 'report', 'cli', 'runtime']],
  ['foundation', ['.', 'stages', 'observability', 'github', 'sandbox', 'report', 'cli', 'runtime']],
  ['observability', ['.', 'stages', 'github', 'sandbox', 'report', 'cli', 'runtime']],
  ['stages', ['.', 'observability', 'github', 'sandbox', 'report', 'cli', 'runtime']],
  ['github', ['.', 'stages', 'observability', 'sandbox', 'report', 'cli', 'runtime']],
  ['runtime', ['.', 'foundation', 'stages', 'observability', 'github', 'sandbox', 'report', 'cli', 'private']],
  ['sandbox', ['.', 'foundation', 'stages', 'observability', 'github', 'report', 'cli', 'runtime']],
  ['report', ['.', 'foundation', 'stages', 'observability', 'github', 'sandbox', 'cli', 'runtime']],
  // By the package's front door, as its users: `init` lets the construct judge the answers.
  ['cli', ['foundation', 'stages', 'observability', 'github', 'runtime']],
];

/** The rules of STYLE that a machine can check: import direction, cycles, function length, complexity. */
export class CodeRules extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const eslint = project.eslint;
    eslint?.addRules({
      '@typescript-eslint/no-explicit-any': 'error',
      'import/no-cycle': ['error'],
      'import/no-restricted-paths': ['error', { zones: FORBIDDEN_IMPORTS.map(([target, from]) => zone(target, from)) }],
      'import/no-extraneous-dependencies': ['error', { devDependencies: ['**/test/**', '**/integ/**', '**/projenrc/**', '**/site/**', '.projenrc.ts', '**/src/sandbox/**', '**/src/cli/**', '**/src/runtime/provisioning/**', '**/src/github/workflow/rendering/**'] }],
    });
    eslint?.addOverride({
      files: ['src/**/*.ts'],
      rules: {
        'complexity': ['error', 8],
        'max-lines': ['error', { max: 400 }],
        'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      },
    });
    // The addresses of a subnet are bits.
    eslint?.addOverride({ files: ['src/sandbox/engine-network.ts'], rules: { 'no-bitwise': 'off' } });
    new javascript.TypescriptConfig(project, {
      fileName: 'integ/tsconfig.json', extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']), include: ['**/*.ts'], compilerOptions: { noEmit: true, rootDir: '..' },
    });
    new javascript.TypescriptConfig(project, {
      fileName: 'site/tsconfig.json',
      extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']),
      include: ['**/*.ts', '.vitepress/**/*.ts', '.vitepress/config.mts'],
      compilerOptions: {
        noEmit: true, rootDir: '..', lib: ['es2023', 'dom', 'dom.iterable'], types: ['node', 'vite/client'], module: 'esnext', moduleResolution: javascript.TypeScriptModuleResolution.BUNDLER,
      },
    });
    // The app of the e2e tests imports the package by its name.
    project.tsconfigDev.file.addOverride('compilerOptions.paths', { 'tap-cicd-pipeline': ['../src'] });
    this.addTypes(project);
    project.compileTask.reset('jsii --compress-assembly --silence-warnings=reserved-word --fail-on-warnings');
  }

  /** Jest only transpiles. `isolatedModules`, which makes that quick, would refuse the re-exported types of src/index.ts. */
  private addTypes(project: awscdk.AwsCdkConstructLibrary): void {
    const types = project.addTask('types', { description: 'Check the types of the tests and of the site' });
    types.exec('tsc --noEmit --isolatedModules false -p test/tsconfig.json');
    types.exec('tsc --noEmit -p site/tsconfig.json');
    project.testTask.spawn(types);
  }
}

function zone(target: string, from: string[]) {
  return {
    target: `./src/${target}`,
    from: from.map((room) => (room === '.' ? './src/*.ts' : `./src/${room}/**/*`)),
    message: 'imports go one way only: see ARCHITECTURE.md',
  };
}
