import { aws_sns as sns, Aws, Stack } from 'aws-cdk-lib';
import { Notifications } from '../../src';
import { makeStack } from '../support/app';
import { annotationsOf, makePipeline, synthesise } from '../support/pipeline';
import { Json, PipelineTemplate } from '../support/template';
import { THEIRS } from '../support/theirs';

function after(act: (notifications: Notifications, stack: Stack) => void): PipelineTemplate {
  const stack = makeStack();
  act(makePipeline({}, stack).notifications, stack);
  return PipelineTemplate.of(stack);
}

const publishers = (template: PipelineTemplate) => {
  const { Statement } = template.one('AWS::SNS::TopicPolicy').properties.PolicyDocument as { Statement: Json[] };
  return Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Principal, Action, Condition }) => [(Principal as Json).Service, Action, Condition]);
};

const PUBLISHERS = [
  ['codestar-notifications.amazonaws.com', 'sns:Publish', undefined],
  ['cloudwatch.amazonaws.com', 'sns:Publish', { StringEquals: { 'aws:SourceAccount': '111111111111' } }],
];

describe('subscribers', () => {
  test('get email', () => {
    const template = after((notifications) => notifications.addEmail('payments@acme.example'));
    expect(template.one('AWS::SNS::Subscription').properties).toEqual({
      Protocol: 'email', Endpoint: 'payments@acme.example', TopicArn: { Ref: template.one('AWS::SNS::Topic').id },
    });
  });

  test('get HTTPS', () => {
    const { properties } = after((notifications) => notifications.addHttps('https://hooks.acme.example/cicd')).one('AWS::SNS::Subscription');
    expect(properties).toMatchObject({ Protocol: 'https', Endpoint: 'https://hooks.acme.example/cicd' });
  });

  test('may be many', () => {
    const template = after((notifications) => ['a@acme.example', 'b@acme.example'].forEach((address) => notifications.addEmail(address)));
    expect(template.all('AWS::SNS::Subscription')).toHaveLength(2);
  });

  test('may be tokens', () => {
    expect(after((notifications) => notifications.addEmail(Aws.STACK_NAME)).one('AWS::SNS::Subscription').properties.Endpoint).toEqual({ Ref: 'AWS::StackName' });
  });

  test('are none by default', () => expect(synthesise().all('AWS::SNS::Subscription')).toEqual([]));

  test.each(['payments', '@acme.example', 'payments@', 'a b@acme.example', 'a@b@c', ''])('fail when the address is %p', (address) => {
    expect(() => makePipeline().notifications.addEmail(address)).toThrow(
      `Delivery/Cicd/Notifications: 'address' must be an email address, got ${JSON.stringify(address)}: for example "team@acme.example"`,
    );
  });

  test.each(['http://hooks.acme.example', 'hooks.acme.example', ''])('fail when the endpoint is %p', (url) => {
    expect(() => makePipeline().notifications.addHttps(url)).toThrow(
      `Delivery/Cicd/Notifications: 'url' must begin with https://, got ${JSON.stringify(url)}: notifications are not sent in clear text`,
    );
  });
});

describe('the topic', () => {
  test('lets notifications and alarms publish, and nobody else', () => expect(publishers(synthesise())).toEqual(PUBLISHERS));

  test('is a given one of the same app, which gets the same statements', () => {
    const template = synthesise((stack) => ({ topic: new sns.Topic(stack, 'Theirs') }));
    expect(template.all('AWS::SNS::Topic')).toHaveLength(1);
    expect(publishers(template)).toEqual(PUBLISHERS);
    expect(annotationsOf((stack) => ({ topic: new sns.Topic(stack, 'Theirs') }))).not.toContain('tap-cicd-pipeline:topic-policy');
  });

  test('is an imported one, with a warning, since its policy cannot be written from here', () => {
    const props = (stack: Stack) => ({ topic: THEIRS.topic(stack) });
    const template = synthesise(props);
    expect(template.all('AWS::SNS::Topic')).toEqual([]);
    expect(template.one('AWS::CodeStarNotifications::NotificationRule').properties.Targets).toEqual([
      { TargetType: 'SNS', TargetAddress: 'arn:aws:sns:us-east-1:111111111111:acme-alerts' },
    ]);
    expect(annotationsOf(props)).toContain('tap-cicd-pipeline:topic-policy');
  });
});
