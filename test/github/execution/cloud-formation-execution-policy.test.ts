import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { CloudFormationExecutionPolicy, CloudFormationExecutionPolicyProps } from '../../../src';
import { PipelineTemplate } from '../../support/template';

const PROPS: CloudFormationExecutionPolicyProps = { account: '111111111111', region: 'eu-west-1', environmentSuffix: 'prod' };
const SUBJECTS = ['access', 'encryption', 'foundation', 'network', 'service', 'delivery'];

const policyOf = (props: Partial<CloudFormationExecutionPolicyProps> = {}) => new CloudFormationExecutionPolicy({ ...PROPS, ...props });
const textOf = (props: Partial<CloudFormationExecutionPolicyProps> = {}) => Object.values(policyOf(props).policies).map((document) => JSON.stringify(document.toJSON())).join('\n');

describe('the policies', () => {
  test('are called after their subject and the region', () => {
    expect(Object.keys(policyOf().policies)).toEqual(SUBJECTS.map((subject) => `cicd-cloudformation-${subject}-prod-eu-west-1`));
  });

  test('carry the application', () => {
    const policy = policyOf({ application: 'orders' });
    expect(Object.keys(policy.policies)[0]).toBe('cicd-orders-cloudformation-access-prod-eu-west-1');
    expect(textOf({ application: 'orders' })).toContain('role/cicd-orders-build-role-prod-eu-west-1"');
    expect(textOf({ application: 'orders' })).not.toContain('role/cicd-build-role-prod-eu-west-1');
  });

  test('can be managed policies of a stack as they are', () => {
    const stack = new Stack(new App(), 'Administration');
    for (const [name, document] of Object.entries(policyOf().policies)) new iam.ManagedPolicy(stack, name, { managedPolicyName: name, document });
    expect(PipelineTemplate.of(stack).all('AWS::IAM::ManagedPolicy')).toHaveLength(SUBJECTS.length);
  });

  test('have the partition in every ARN', () => {
    const text = textOf({ partition: 'aws-cn', region: 'cn-north-1' });
    expect(text).toContain('arn:aws-cn:iam::111111111111:role/');
    expect(text).not.toContain('arn:aws:');
  });

  test('name the bootstrap by its qualifier', () => {
    expect(textOf()).toContain('arn:aws:s3:::cdk-hnb659fds-assets-111111111111-eu-west-1/*');
    const text = textOf({ qualifier: 'acme' });
    expect(text).toContain('arn:aws:s3:::cdk-acme-assets-111111111111-eu-west-1/*');
    expect(text).toContain('parameter/cdk-bootstrap/acme/version');
    expect(text).toContain('alias/cdk-acme-assets-key');
    expect(text).not.toContain('hnb659fds');
  });

  test('name the projects of the given suites and no others', () => {
    const text = textOf({ testSuites: ['unit', 'e2e'] });
    expect(text).toContain('project/cicd-e2e-prod');
    expect(text).toContain('report-group/cicd-e2e-coverage-prod');
    expect(text).not.toContain('integration');
  });

  test('name the service in the given cluster', () => {
    expect(textOf()).toContain('service/cicd-cluster-prod/cicd-service-prod');
    expect(textOf({ clusterName: 'shop' })).toContain('service/shop/cicd-service-prod');
  });

  test('name a given key', () => {
    expect(textOf()).not.toContain('UseGivenKey');
    expect(textOf({ keyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd' })).toContain('"arn:aws:kms:eu-west-1:111111111111:key/1234abcd"');
  });

  test('take an undefined prop as one that is not given', () => {
    const nothing = ['application', 'partition', 'qualifier', 'testSuites', 'clusterName', 'keyArn'].map((prop) => [prop, undefined]);
    expect(textOf(Object.fromEntries(nothing))).toBe(textOf());
  });
});

describe('a value that could open an ARN', () => {
  test.each<[string, Partial<CloudFormationExecutionPolicyProps>]>([
    ['environmentSuffix', { environmentSuffix: '*' }],
    ['environmentSuffix', { environmentSuffix: '' }],
    ['application', { application: 'Orders' }],
    ['account', { account: '*' }],
    ['account', { account: '11111111111' }],
    ['region', { region: '*' }],
    ['partition', { partition: '*' }],
    ['qualifier', { qualifier: '*' }],
    ['qualifier', { qualifier: 'longer-than10' }],
    ['testSuites', { testSuites: ['*'] }],
    ['clusterName', { clusterName: '*' }],
    ['keyArn', { keyArn: 'arn:aws:kms:eu-west-1:111111111111:key/*' }],
  ])('fails when %s is wrong: %j', (prop, props) => {
    expect(() => policyOf(props)).toThrow(`CloudFormationExecutionPolicy: '${prop}' must`);
  });

  test('fails when the suites make a policy too long', () => {
    const testSuites = Array.from({ length: 30 }, (_nothing, index) => `suite-number-${index}`);
    expect(() => policyOf({ testSuites })).toThrow(/'testSuites' must leave each policy at most 6144 characters; cicd-cloudformation-\w+-prod-eu-west-1 has \d+/);
  });
});

describe('writing', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'execution-policy-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test('makes the folder, a file for each policy, and says the commands', () => {
    const policy = policyOf({ application: 'orders', qualifier: 'acme' });
    const target = path.join(folder, 'new', 'policies');
    const commands = policy.write(target);

    const names = Object.keys(policy.policies);
    expect(fs.readdirSync(target).sort()).toEqual(names.map((name) => `${name}.json`).sort());
    expect(JSON.parse(fs.readFileSync(path.join(target, `${names[0]}.json`), 'utf8'))).toMatchObject({ Version: '2012-10-17', Statement: expect.arrayContaining([expect.objectContaining({ Sid: 'Roles' })]) });
    expect(commands.slice(0, -1)).toEqual(names.map((name) => `aws iam create-policy --policy-name ${name} --policy-document 'file://${target}/${name}.json'`));
    expect(commands.at(-1)).toBe(`cdk bootstrap aws://111111111111/eu-west-1 --qualifier acme --cloudformation-execution-policies '${names.map((name) => `arn:aws:iam::111111111111:policy/${name}`).join(',')}'`);
  });
});
