import { AssemblyType, compileAssembly, Documented, Member, TypeReference } from '../support/jsii-assembly';

/** What is wrong with the public API: one line a finding. Pure, so that it is tried on a bad API as well. */
function findings(types: AssemblyType[]): string[] {
  return types.flatMap((type) => [
    ...undocumented(type.name, type),
    ...[...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []].flatMap((member) => memberFindings(type, member)),
  ]);
}

function memberFindings(type: AssemblyType, member: Member): string[] {
  const path = `${type.name}.${member.name}`;
  const references = [member.type, member.returns?.type, ...(member.parameters ?? []).map((parameter) => parameter.type)];
  return [
    ...undocumented(path, member),
    ...(type.datatype && member.optional ? defaultFindings(path, member.docs?.default) : []),
    ...references.filter((reference) => reference !== undefined && isAny(reference)).map(() => `${path} is of type any`),
  ];
}

const undocumented = (path: string, { docs }: Documented) => (docs?.summary?.trim() ? [] : [`${path} has no docs`]);

function defaultFindings(path: string, value?: string): string[] {
  if (!value?.trim()) return [`${path} is optional without @default`];
  return /^[-\s]*(undefined|none|no default|nothing)\b\W*$/i.test(value) ? [`${path} has the default ${JSON.stringify(value)}, which says nothing`] : [];
}

function isAny({ primitive, collection, union }: TypeReference): boolean {
  return primitive === 'any' || (collection !== undefined && isAny(collection.elementtype)) || (union?.types ?? []).some(isAny);
}

describe('the public API', () => {
  const types = compileAssembly();

  test('has docs on every member, a telling default on every optional prop, and no any', () => expect(findings(types)).toEqual([]));

  test('was read', () => {
    expect(types.length).toBeGreaterThan(20);
    expect(types.flatMap((type) => type.properties ?? []).length).toBeGreaterThan(80);
  });

  test('is this list of types: what is added here is a promise', () => {
    expect(types.map(({ name }) => name).sort()).toEqual([
      'AuditLevel', 'CloudFormationExecutionPolicy', 'CloudFormationExecutionPolicyProps', 'DeployTarget', 'DeploymentOptions',
      'DockerBuildOptions', 'ExistingServiceOptions', 'FargateServiceOptions', 'FindingSeverity', 'GitHubRepoOptions', 'GitHubRepositoryIds',
      'GitHubSubject', 'GitHubWorkflow', 'GitHubWorkflowOptions', 'IgnoredFinding', 'MavenToolchain', 'MavenToolchainOptions', 'NamingOptions', 'NodePackageManager', 'NodeToolchain',
      'NodeToolchainOptions', 'Notifications', 'PipelineTags', 'PushFilter', 'PythonDependencyScanner', 'PythonInstaller', 'PythonToolchain',
      'PythonToolchainOptions', 'Repo', 'RetryableStage', 'SecurityScanOptions', 'SmokeTestOptions', 'TapCicdPipeline',
      'TapCicdPipelineOptions', 'TapCicdPipelineOverrides', 'TapCicdPipelineProps', 'TestSuite', 'TestSuiteOptions', 'Toolchain',
      'ToolchainBindOptions', 'ToolchainConfig', 'ToolchainSuite', 'WorkflowStep',
    ]);
  });

  test('takes no credential as text', () => {
    const props = types.flatMap((type) => (type.datatype ? type.properties ?? [] : []).map((prop) => ({ path: `${type.name}.${prop.name}`, ...prop })));
    const credentials = props.filter(({ name, type }) => type?.primitive === 'string' && /token|secret|password|credential/i.test(name) && !/(arn|id|name)$/i.test(name));
    expect(credentials.map(({ path }) => path)).toEqual([]);
  });
});

describe('the same judge', () => {
  const docs = { summary: 'Said.', default: 'false' };
  const bad = (member: Partial<Member>): AssemblyType => ({
    name: 'Bad', kind: 'interface', datatype: true, docs, properties: [{ name: 'prop', optional: true, docs, type: { primitive: 'string' }, ...member }],
  });

  test('lets a good prop pass', () => expect(findings([bad({})])).toEqual([]));

  test.each<[string, AssemblyType, string]>([
    ['a type without docs', { ...bad({}), docs: undefined }, 'Bad has no docs'],
    ['a prop without docs', bad({ docs: { default: 'false' } }), 'Bad.prop has no docs'],
    ['an optional prop without default', bad({ docs: { summary: 'Said.' } }), 'Bad.prop is optional without @default'],
    ['the default undefined', bad({ docs: { ...docs, default: 'undefined' } }), 'Bad.prop has the default "undefined", which says nothing'],
    ['the default none', bad({ docs: { ...docs, default: '- none' } }), 'Bad.prop has the default "- none", which says nothing'],
    ['a prop of type any', bad({ type: { primitive: 'any' } }), 'Bad.prop is of type any'],
    ['a list of any', bad({ type: { collection: { elementtype: { primitive: 'any' } } } }), 'Bad.prop is of type any'],
    ['a method that takes any', { ...bad({}), methods: [{ name: 'act', docs, parameters: [{ name: 'x', type: { primitive: 'any' } }] }] }, 'Bad.act is of type any'],
  ])('refuses %s', (_what, type, finding) => expect(findings([type])).toEqual([finding]));
});
