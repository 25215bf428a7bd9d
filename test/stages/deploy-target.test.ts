import { aws_certificatemanager as acm, aws_ec2 as ec2, aws_ecs as ecs, aws_logs as logs, aws_secretsmanager as secretsmanager, Stack, Token } from 'aws-cdk-lib';
import { DeployTarget, ExistingServiceOptions, FargateServiceOptions } from '../../src';
import { judgeIdentityStatements } from '../support/iam-judge';
import { annotationsOf, errorOf, PropsIn, synthesise } from '../support/pipeline';
import { Json, PipelineTemplate } from '../support/template';
import { THEIRS } from '../support/theirs';

type OptionsIn = (stack: Stack) => FargateServiceOptions;
const fargate = (options: FargateServiceOptions | OptionsIn): PropsIn => (stack) => ({
  target: DeployTarget.fargateService(typeof options === 'function' ? options(stack) : options),
});
const containerOf = (template: PipelineTemplate) => (template.one('AWS::ECS::TaskDefinition').properties.ContainerDefinitions as Json[])[0];
const networkOf = (template: PipelineTemplate) => (template.one('AWS::ECS::Service').properties.NetworkConfiguration as { AwsvpcConfiguration: Json }).AwsvpcConfiguration;
const certificate = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/0a1b');

describe('the network of the service', () => {
  const template = synthesise();

  test('is two public subnets without NAT gateway, with a flow log', () => {
    expect(template.all('AWS::EC2::Subnet')).toHaveLength(2);
    expect(template.all('AWS::EC2::NatGateway')).toEqual([]);
    expect(template.one('AWS::EC2::FlowLog').properties).toMatchObject({ TrafficType: 'REJECT', LogDestinationType: 'cloud-watch-logs' });
    expect(networkOf(template).AssignPublicIp).toBe('ENABLED');
  });

  test('brings no function of the CDK', () => expect(template.all('AWS::Lambda::Function')).toHaveLength(1));

  test('is a given one, with tasks in its private subnets', () => {
    const given = synthesise(fargate((stack) => ({ vpc: THEIRS.vpc(stack) })));
    expect(given.all('AWS::EC2::VPC')).toEqual([]);
    expect(networkOf(given)).toMatchObject({ AssignPublicIp: 'DISABLED', Subnets: ['subnet-3', 'subnet-4'] });
  });

  test('is a given one without private subnets, with public addresses', () => {
    expect(networkOf(synthesise(fargate((stack) => ({ vpc: THEIRS.vpc(stack, false) }))))).toMatchObject({ AssignPublicIp: 'ENABLED', Subnets: ['subnet-1', 'subnet-2'] });
  });

  test('takes the subnets that are named, with public addresses only in public ones', () => {
    const taskSubnets = (subnetType: ec2.SubnetType) =>
      networkOf(synthesise(fargate((stack) => ({ vpc: THEIRS.vpc(stack), taskSubnets: { subnetType } }))));
    expect(taskSubnets(ec2.SubnetType.PUBLIC)).toMatchObject({ AssignPublicIp: 'ENABLED', Subnets: ['subnet-1', 'subnet-2'] });
    expect(taskSubnets(ec2.SubnetType.PRIVATE_WITH_EGRESS)).toMatchObject({ AssignPublicIp: 'DISABLED', Subnets: ['subnet-3', 'subnet-4'] });
  });

  test('is that of a given cluster', () => {
    const given = synthesise(fargate((stack) => ({ cluster: THEIRS.cluster(stack) })));
    expect([...given.all('AWS::EC2::VPC'), ...given.all('AWS::ECS::Cluster')]).toEqual([]);
    expect(given.one('AWS::ECS::Service').properties.Cluster).toBe('shop');
    expect(given.variablesOf('cicd-deploy-dev').CLUSTER_NAME).toBe('shop');
  });
});

describe('the tasks', () => {
  test('are small, read only, and listen on 8080', () => {
    const template = synthesise();
    expect(template.one('AWS::ECS::TaskDefinition').properties).toMatchObject({ Cpu: '256', Memory: '512', NetworkMode: 'awsvpc' });
    expect(containerOf(template)).toMatchObject({ Name: 'app', ReadonlyRootFilesystem: true, PortMappings: [{ ContainerPort: 8080 }] });
  });

  test('take other sizes, port, path and variables', () => {
    const template = synthesise(fargate({ cpu: 1024, memoryLimitMiB: 2048, containerPort: 3000, healthCheckPath: '/ready', environment: { LOG_LEVEL: 'debug' } }));
    expect(template.one('AWS::ECS::TaskDefinition').properties).toMatchObject({ Cpu: '1024', Memory: '2048' });
    expect(containerOf(template)).toMatchObject({ PortMappings: [{ ContainerPort: 3000 }], Environment: [{ Name: 'LOG_LEVEL', Value: 'debug' }] });
    expect(template.one('AWS::ElasticLoadBalancingV2::TargetGroup').properties).toMatchObject({ HealthCheckPath: '/ready', Port: 3000 });
    expect(template.one('Custom::PlaceholderImage').properties.Port).toBe(3000);
  });

  test('read their secrets with an execution role that may read no others', async () => {
    const template = synthesise(fargate((stack) => ({
      secrets: { DATABASE: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Database')) },
    })));
    expect(containerOf(template).Secrets).toMatchObject([{ Name: 'DATABASE' }]);
    expect(await judgeIdentityStatements(template)).toEqual([]);
    const policy = template.one('AWS::IAM::Policy');
    expect(template.one('AWS::ECS::Service').dependsOn).toContain(policy.id);
  });

  test.each([[undefined, undefined, '1'], [3, 3, '3']])('are %p: the template says %p, the deployer starts with %p', (desiredCount, inTemplate, forDeployer) => {
    const template = synthesise(fargate({ desiredCount }));
    expect(template.one('AWS::ECS::Service').properties.DesiredCount).toBe(inTemplate);
    expect(template.variablesOf('cicd-deploy-dev').DESIRED_COUNT).toBe(forDeployer);
  });

  test('may be counted by a token', () => {
    const template = synthesise(fargate({ desiredCount: Token.asNumber({ Ref: 'AWS::StackName' }) }));
    expect(template.one('AWS::ECS::Service').properties.DesiredCount).toEqual({ Ref: 'AWS::StackName' });
    expect(template.variablesOf('cicd-deploy-dev').DESIRED_COUNT).toBe('${AWS::StackName}');
  });
});

describe('the load balancer', () => {
  const isOpen = (template: PipelineTemplate) => JSON.stringify(template.all('AWS::EC2::SecurityGroup')).includes('0.0.0.0/0","Description":"Allow from anyone');

  test('is public and speaks HTTP, with a warning', () => {
    const template = synthesise();
    expect(template.one('AWS::ElasticLoadBalancingV2::Listener').properties).toMatchObject({ Port: 80, Protocol: 'HTTP' });
    expect(isOpen(template)).toBe(true);
    expect(annotationsOf({})).toContain('tap-cicd-pipeline:no-certificate');
  });

  test('speaks HTTPS with a certificate, and redirects HTTP', () => {
    const props = fargate((stack) => ({ certificate: certificate(stack) }));
    const template = synthesise(props);
    expect(template.one('AWS::ElasticLoadBalancingV2::Listener', { Port: 443 }).properties).toMatchObject({
      Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/0a1b' }], SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    });
    expect(template.one('AWS::ElasticLoadBalancingV2::Listener', { Port: 80 }).properties.DefaultActions).toMatchObject([{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }]);
    expect(annotationsOf(props)).not.toContain('tap-cicd-pipeline:no-certificate');
  });

  test('is not tested under its own name where the certificate is for another', () => {
    const props = fargate((stack) => ({ certificate: certificate(stack) }));
    expect(synthesise(props).variablesOf('cicd-deploy-dev')).not.toHaveProperty('SMOKE_URL');
    expect(annotationsOf(props)).toContain('tap-cicd-pipeline:no-smoke-test');
  });

  test('is closed where asked, and then not tested from outside', () => {
    const props = fargate({ publicLoadBalancer: false });
    const template = synthesise(props);
    expect(template.one('AWS::ElasticLoadBalancingV2::LoadBalancer').properties.Scheme).toBe('internal');
    expect(isOpen(template)).toBe(false);
    expect(template.variablesOf('cicd-deploy-dev')).not.toHaveProperty('SMOKE_URL');
    expect(annotationsOf(props)).toContain('tap-cicd-pipeline:no-smoke-test');
  });
});

describe('a new service fails when', () => {
  const CASES: Array<[string, OptionsIn, string]> = [
    ['it has no task', () => ({ desiredCount: 0 }), "'desiredCount' must be a whole number from 1, got 0: for example 2"],
    ['it has half a task', () => ({ desiredCount: 1.5 }), "'desiredCount' must be a whole number from 1, got 1.5: for example 2"],
    ['the path has no slash', () => ({ healthCheckPath: 'health' }), '\'healthCheckPath\' must begin with /, got "health": for example "/health"'],
    ['the port is none', () => ({ containerPort: 65536 }), "'containerPort' must be a whole number from 1 to 65535, got 65536: for example 8080"],
    ['cluster and network are given', (stack) => ({ cluster: THEIRS.cluster(stack), vpc: THEIRS.vpc(new Stack(stack.node.root as Stack, 'Other')) }),
      '\'vpc\' must not be given beside a cluster, which has one, got "<vpc>": leave vpc out'],
  ];

  test.each(CASES)('%s', (_what, options, message) => expect(errorOf(fargate(options))).toBe(`Delivery/Cicd/Service: ${message}`));
});

describe('a service that is there', () => {
  const existing = (options: Partial<ExistingServiceOptions> = {}): PropsIn => (stack) => ({
    target: DeployTarget.existingService(THEIRS.service(stack), { taskFamily: 'orders-task', passedRoles: [THEIRS.role(stack)], ...options }),
  });
  const template = synthesise(existing());

  test('gets no network, cluster, load balancer or service', () => {
    expect(template.resources.filter(({ type }) => /^AWS::(EC2|ECS|ElasticLoadBalancingV2)::/.test(type))).toEqual([]);
  });

  test('is the one that is deployed to', () => {
    expect(template.variablesOf('cicd-deploy-dev')).toMatchObject({ CLUSTER_NAME: 'shop', SERVICE_NAME: 'orders', DESIRED_COUNT: '1' });
    const permissions = template.permissionsOf('cicd-deploy-role');
    for (const action of ['ecs:UpdateService', 'ecs:RegisterTaskDefinition', 'ecs:DescribeTasks']) {
      expect(permissions[action]).toEqual(['service/shop/orders', 'service-deployment/shop/orders/*', 'task-definition/orders-task:*', 'task/shop/*'].map((part) => `arn:aws:ecs:us-east-1:111111111111:${part}`));
    }
    expect(permissions['iam:PassRole']).toEqual(['arn:aws:iam::111111111111:role/orders-task']);
  });

  test('has its failures explained with log lines only where its log group is known', () => {
    expect(template.permissionsOf('cicd-deploy-role')).not.toHaveProperty('logs:GetLogEvents');
    const withLogs = synthesise((stack) => existing({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'TheirLogs', '/shop/orders') })(stack));
    expect(withLogs.permissionsOf('cicd-deploy-role')['logs:GetLogEvents']).toEqual(['arn:aws:logs:us-east-1:111111111111:log-group:/shop/orders:*']);
  });

  test('has the image of the named container replaced', () => {
    expect(template.buildSpecOf('cicd-build-dev').phases.post_build.commands[1]).toContain('"app"');
    expect(synthesise(existing({ containerName: 'web' })).buildSpecOf('cicd-build-dev').phases.post_build.commands[1]).toContain('"web"');
  });

  test('starts with another count when it stands at 0', () => {
    expect(synthesise(existing({ desiredCount: 4 })).variablesOf('cicd-deploy-dev').DESIRED_COUNT).toBe('4');
  });

  test.each([0, 1.5])('fails when it is to start with %p tasks', (desiredCount) => {
    expect(errorOf(existing({ desiredCount }))).toBe(`Delivery/Cicd: 'desiredCount' must be a whole number from 1, got ${desiredCount}: for example 2`);
  });

  test('may have a task definition without roles', async () => {
    const without = synthesise(existing({ passedRoles: [] }));
    expect(without.permissionsOf('cicd-deploy-role')).not.toHaveProperty('iam:PassRole');
    expect(await judgeIdentityStatements(without)).toEqual([]);
  });
});
