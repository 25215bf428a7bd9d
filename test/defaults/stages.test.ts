import { synthesise } from '../support/pipeline';
import { Json, Resource } from '../support/template';

/** What every pipeline has when nothing but the environment and the repository is given: one describe a promise of the README. */
const template = synthesise();
const keyArn = { 'Fn::GetAtt': [template.one('AWS::KMS::Key').id, 'Arn'] };
const PROJECTS = ['build', 'deploy', 'integration', 'scan', 'unit'];

describe('the pipeline', () => {
  const pipeline = template.one('AWS::CodePipeline::Pipeline');

  test('is of version 2, and its executions wait for each other', () => {
    expect(pipeline.properties).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'QUEUED' });
  });

  test('has five stages in the order of the flow', () => {
    expect(template.stages.map(({ Name, Actions }) => [Name, Actions.map((action) => action.Name)])).toEqual([
      ['Source', ['GitHub']], ['Build', ['DockerBuild']], ['Test', ['Unit', 'Integration']], ['SecurityScan', ['ScanGate']], ['Deploy', ['DeployService']],
    ]);
  });

  test('starts on a push to the branch, told by the connection', () => {
    expect(pipeline.properties.Triggers).toEqual([{
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: { SourceActionName: 'GitHub', Push: [{ Branches: { Includes: ['main'] } }] },
    }]);
  });

  test('keeps its artifacts in the bucket, under the key', () => {
    expect(pipeline.properties.ArtifactStore).toEqual({ Type: 'S3', Location: { Ref: template.one('AWS::S3::Bucket').id }, EncryptionKey: { Id: keyArn, Type: 'KMS' } });
  });

  test('does not roll back a stage by itself: ECS rolls back its own deployments', () => {
    expect(template.stages.filter(({ OnFailure }) => OnFailure)).toEqual([]);
  });
});

describe('builds', () => {
  const projects = template.all('AWS::CodeBuild::Project');
  const environmentOf = ({ properties }: Resource) => properties.Environment as Json;

  test('run on the smallest machine', () => {
    expect(projects.map((project) => environmentOf(project).ComputeType)).toEqual(Array(5).fill('BUILD_GENERAL1_SMALL'));
  });

  test('end by themselves', () => {
    const timeoutsOf = ({ Name, TimeoutInMinutes, QueuedTimeoutInMinutes }: Json) => [Name, [TimeoutInMinutes, QueuedTimeoutInMinutes]];
    const timeouts = Object.fromEntries(projects.map(({ properties }) => timeoutsOf(properties)));
    expect(timeouts).toEqual({
      'cicd-build-dev': [30, 60], 'cicd-unit-dev': [30, 60], 'cicd-integration-dev': [30, 60], 'cicd-scan-dev': [25, 60], 'cicd-deploy-dev': [62, 60],
    });
  });

  test('are privileged and keep layers only where Docker runs', () => {
    for (const project of projects) {
      const runsDocker = project.properties.Name === 'cicd-build-dev';
      expect(environmentOf(project).PrivilegedMode).toBe(runsDocker);
      expect(project.properties.Cache).toEqual(runsDocker ? { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] } : undefined);
    }
  });

  test('hand on their artifacts under the key', () => {
    expect(projects.map(({ properties }) => properties.EncryptionKey)).toEqual(Array(5).fill(keyArn));
  });
});

describe('references and explicit dependencies', () => {
  const before = (type: string, properties = {}) => [...template.waitsFor(template.one(type, properties).id)];
  const role = (type: string) => template.one('AWS::IAM::Role', { RoleName: `cicd-${type}-role-dev-us-east-1` }).id;
  const logGroup = (name: string) => template.one('AWS::Logs::LogGroup', { LogGroupName: name }).id;

  test.each(PROJECTS)('put log group and role before project %s', (type) => {
    expect(before('AWS::CodeBuild::Project', { Name: `cicd-${type}-dev` })).toEqual(expect.arrayContaining([logGroup(`/aws/codebuild/cicd-${type}-dev`), role(type)]));
  });

  test('put the role before the pipeline', () => expect(before('AWS::CodePipeline::Pipeline')).toContain(role('pipeline')));

  test('put listener, log group, roles and the placeholder image before the service', () => {
    expect(before('AWS::ECS::Service')).toEqual(expect.arrayContaining([
      template.one('AWS::ElasticLoadBalancingV2::Listener').id, logGroup('/cicd/dev/service'), role('task'), role('execution'), template.one('Custom::PlaceholderImage').id,
    ]));
  });

  test('put log group and role of its function before each custom resource', () => {
    for (const type of ['Custom::PlaceholderImage', 'Custom::EmptiedBucket']) {
      expect(before(type)).toEqual(expect.arrayContaining([logGroup('/cicd/dev/provisioning'), role('provisioning')]));
    }
  });

  test('put the log group before the flow log, and the policy of the topic before the notification rule', () => {
    expect(before('AWS::EC2::FlowLog')).toContain(logGroup('/cicd/dev/flow-logs'));
    expect(template.one('AWS::CodeStarNotifications::NotificationRule').dependsOn).toEqual([template.one('AWS::SNS::TopicPolicy').id]);
  });

  test('put the way to the internet before the load balancer, and so before the service', () => {
    const wayOut = [template.one('AWS::EC2::VPCGatewayAttachment').id, template.one('AWS::EC2::Route').id, ...template.all('AWS::EC2::SubnetRouteTableAssociation').map(({ id }) => id)];
    expect(before('AWS::ElasticLoadBalancingV2::LoadBalancer')).toEqual(expect.arrayContaining(wayOut));
    expect(before('AWS::ECS::Service')).toEqual(expect.arrayContaining(wayOut));
  });

  test('keep the policy of a bucket until it is emptied', () => expect(before('Custom::EmptiedBucket')).toContain(template.one('AWS::S3::BucketPolicy').id));

  test('need no policy: all policies are inline, part of their roles', () => expect(template.all('AWS::IAM::Policy')).toEqual([]));
});

describe('the Test stage', () => {
  test('runs both suites at once', () => {
    const [, , { Actions }] = template.stages;
    expect(new Set(Actions.map((action) => action.RunOrder)).size).toBe(1);
    expect(Actions.map((action) => action.InputArtifacts)).toEqual(Array(2).fill([{ Name: 'SourceOutput' }]));
  });

  test.each(['unit', 'integration'])('reports results and coverage of the %s suite', (suite) => {
    const { reports } = template.buildSpecOf(`cicd-${suite}-dev`);
    const group = (kind: string) => `arn:aws:codebuild:us-east-1:111111111111:report-group/cicd-${suite}-${kind}-dev`;
    expect(reports).toEqual({
      [group('results')]: { 'files': [`reports/${suite}/*.xml`], 'file-format': 'JUNITXML' },
      [group('coverage')]: { 'files': [`coverage/${suite}/cobertura-coverage.xml`], 'file-format': 'COBERTURAXML' },
    });
    expect(template.one('AWS::CodeBuild::ReportGroup', { Name: `cicd-${suite}-results-dev` }).properties.Type).toBe('TEST');
    expect(template.one('AWS::CodeBuild::ReportGroup', { Name: `cicd-${suite}-coverage-dev` }).properties.Type).toBe('CODE_COVERAGE');
  });

  test('runs npm by default', () => {
    expect(template.buildSpecOf('cicd-unit-dev').phases.build.commands).toEqual(['npm test']);
    expect(template.buildSpecOf('cicd-integration-dev').phases.build.commands).toEqual(['npm run test:integration']);
  });
});

describe('the SecurityScan stage', () => {
  test('judges the digest that was built, by threshold, ignore list and timeout', () => {
    expect(template.variablesOf('cicd-scan-dev')).toEqual({
      REPOSITORY_NAME: 'cicd-repository-dev', SEVERITY_THRESHOLD: 'HIGH', IGNORE_FINDINGS: '[]', SCAN_TIMEOUT_SECONDS: '900', REPORT_DIRECTORY: 'reports',
    });
    expect(template.buildSpecOf('cicd-scan-dev').phases.build.commands).toEqual(['node pipeline-runtime.js scan-gate']);
  });

  test('hands on its report', () => {
    expect(template.buildSpecOf('cicd-scan-dev').artifacts).toEqual({ files: ['reports/**/*'] });
    expect(template.action('ScanGate')).toMatchObject({ InputArtifacts: [{ Name: 'BuildOutput' }], OutputArtifacts: [{ Name: 'ScanOutput' }] });
  });

  test('may start no scan and change no image', () => {
    expect(Object.keys(template.permissionsOf('cicd-scan-role')).filter((action) => action.startsWith('ecr:'))).toEqual(['ecr:DescribeImageScanFindings']);
  });
});

describe('the Deploy stage', () => {
  const service = template.one('AWS::ECS::Service').properties;
  const [container] = template.one('AWS::ECS::TaskDefinition').properties.ContainerDefinitions as Json[];

  test('rolls, with circuit breaker and alarm', () => {
    expect(service.DeploymentConfiguration).toEqual({
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      Alarms: { Enable: true, Rollback: true, AlarmNames: ['cicd-server-errors-dev'] },
    });
    expect(service.LaunchType).toBe('FARGATE');
  });

  test('never brings an old image back: the template names a tag that moves with success, and no count of tasks', () => {
    expect(template.render(container.Image)).toMatch(/cicd-repository-dev:live$/);
    expect(container.VersionConsistency).toBe('disabled');
    expect(service).not.toHaveProperty('DesiredCount');
  });

  test('finds the service up before the first image exists', () => {
    expect(template.one('Custom::PlaceholderImage').properties).toMatchObject({ RepositoryName: { Ref: template.one('AWS::ECR::Repository').id }, Port: 8080 });
  });

  test('follows the deployment with limits of its own, and closes with a smoke test', () => {
    expect(template.variablesOf('cicd-deploy-dev')).toEqual({
      CLUSTER_NAME: 'cicd-cluster-dev',
      SERVICE_NAME: 'cicd-service-dev',
      REPOSITORY_NAME: 'cicd-repository-dev',
      DESIRED_COUNT: '1',
      DEPLOYMENT_TIMEOUT_SECONDS: '1200',
      ROLLBACK_TIMEOUT_SECONDS: '600',
      MAX_STOPPED_TASKS: '3',
      SMOKE_URL: `http://\${${template.one('AWS::ElasticLoadBalancingV2::LoadBalancer').id}.DNSName}`,
      SMOKE_PATH: '/health',
      SMOKE_STATUS: '200',
      SMOKE_TIMEOUT_SECONDS: '120',
    });
  });

  test('lets only the load balancer reach the tasks', () => {
    const ingress = template.one('AWS::EC2::SecurityGroupIngress').properties;
    expect(ingress).toMatchObject({ FromPort: 8080, ToPort: 8080, IpProtocol: 'tcp' });
    expect(template.render(ingress.SourceSecurityGroupId)).toContain('LoadBalancer');
  });
});
