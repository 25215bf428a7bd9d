import * as fs from 'fs';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import { typeErrors } from '../support/compile';
import { errorsOf, synthesiseModule } from '../support/examples';

const ROOT = path.join(__dirname, '..', '..');
const FOLDER = path.join(ROOT, 'examples', 'pipelines');
const SOURCES = Object.fromEntries(fs.readdirSync(FOLDER).sort().map((file) => [file.replace(/\.ts$/, ''), fs.readFileSync(path.join(FOLDER, file), 'utf8')]));
const OPTIONS = { paths: { 'tap-cicd-pipeline': [path.join(ROOT, 'src')] } };

/** What an example is there for: without this it would show nothing. */
const SHOWS: { readonly [name: string]: (template: Template) => void } = {
  'existing-service': (template) => {
    template.resourceCountIs('AWS::ECS::Service', 0);
    template.resourceCountIs('AWS::EC2::VPC', 0);
    expect(variablesOf(template, 'cicd-deploy-prod')).toMatchObject({ CLUSTER_NAME: 'shop', SERVICE_NAME: 'orders', SMOKE_URL: 'https://orders.acme.example' });
  },
  'minimal': (template) => template.hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: 'cicd-pipeline-dev' }),
  'monorepo': (template) => {
    const pipelines = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    const paths = pipelines.map(({ Properties }) => Properties.Triggers[0].GitConfiguration.Push[0].FilePaths.Includes);
    expect(paths).toEqual([['services/orders/**'], ['services/invoices/**']]);
  },
  'oauth': (template) => template.hasResourceProperties('AWS::CodePipeline::Webhook', { RegisterWithThirdParty: true }),
  'suites': (template) => {
    const projects = Object.values(template.findResources('AWS::CodeBuild::Project')).map(({ Properties }) => Properties.Name);
    expect(projects).toEqual(expect.arrayContaining(['cicd-unit-prod', 'cicd-integration-prod', 'cicd-contract-prod', 'cicd-database-prod']));
  },
};

describe('examples/pipelines', () => {
  test('compile', () => {
    const errors = typeErrors({ ...SOURCES, misspelt: SOURCES.minimal.replace('environmentSuffix', 'environmentSufix') }, FOLDER, OPTIONS);
    expect(errors).toEqual({ ...Object.fromEntries(Object.keys(SOURCES).map((name) => [name, []])), misspelt: [expect.stringContaining('environmentSufix')] });
  });

  test('each has an expectation and a line in the README of the examples', () => {
    expect(Object.keys(SHOWS)).toEqual(Object.keys(SOURCES));
    const readme = fs.readFileSync(path.join(ROOT, 'examples', 'README.md'), 'utf8');
    expect(Object.keys(SOURCES).filter((name) => !readme.includes(`(pipelines/${name}.ts)`))).toEqual([]);
  });

  test.each(Object.entries(SOURCES))('%s synthesises and shows what it is for', (name, source) => {
    const assembly = synthesiseModule(source);
    expect(errorsOf(assembly)).toEqual([]);
    SHOWS[name](Template.fromJSON(assembly.stacks[0].template));
  });
});

function variablesOf(template: Template, projectName: string): { [name: string]: unknown } {
  const [project] = Object.values(template.findResources('AWS::CodeBuild::Project', { Properties: { Name: projectName } }));
  const variables: Array<{ Name: string; Value: unknown }> = project.Properties.Environment.EnvironmentVariables;
  return Object.fromEntries(variables.map(({ Name, Value }) => [Name, Value]));
}
