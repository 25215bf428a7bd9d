import { PipelineTemplate, Resource } from '../../support/template';

type Text = (value: unknown) => string;
type MakeArns = (text: Text, properties: Resource['properties'], template: PipelineTemplate) => string[];

const ACCOUNT = '111111111111';
const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
const named = (service: string, prefix: string, property: string): MakeArns => (text, properties) => [regional(service, `${prefix}${text(properties[property])}`)];
const madeUp = (service: string, resource: string): MakeArns => () => [regional(service, resource)];
const nothing: MakeArns = () => [];
/** The ids that AWS makes; any will do. */
const ID = '0123456789abcdef0';

/** The ARNs that a resource of the template is going to have; where AWS makes an id, one is made up. A type that is not here is an error. */
const ARNS: { readonly [type: string]: MakeArns } = {
  'AWS::CloudWatch::Alarm': named('cloudwatch', 'alarm:', 'AlarmName'),
  'AWS::CodeBuild::Project': named('codebuild', 'project/', 'Name'),
  'AWS::CodeBuild::ReportGroup': named('codebuild', 'report-group/', 'Name'),
  'AWS::CodeConnections::Connection': madeUp('codeconnections', `connection/${ID}`),
  'AWS::CodePipeline::Pipeline': named('codepipeline', '', 'Name'),
  'AWS::CodePipeline::Webhook': named('codepipeline', 'webhook:', 'Name'),
  'AWS::CodeStarNotifications::NotificationRule': madeUp('codestar-notifications', `notificationrule/${ID}`),
  'AWS::EC2::FlowLog': madeUp('ec2', `vpc-flow-log/fl-${ID}`),
  'AWS::EC2::InternetGateway': madeUp('ec2', `internet-gateway/igw-${ID}`),
  'AWS::EC2::Route': nothing,
  'AWS::EC2::RouteTable': madeUp('ec2', `route-table/rtb-${ID}`),
  'AWS::EC2::SecurityGroup': madeUp('ec2', `security-group/sg-${ID}`),
  'AWS::EC2::SecurityGroupEgress': nothing,
  'AWS::EC2::SecurityGroupIngress': nothing,
  'AWS::EC2::Subnet': madeUp('ec2', `subnet/subnet-${ID}`),
  'AWS::EC2::SubnetRouteTableAssociation': nothing,
  'AWS::EC2::VPC': madeUp('ec2', `vpc/vpc-${ID}`),
  'AWS::EC2::VPCGatewayAttachment': nothing,
  'AWS::ECR::Repository': named('ecr', 'repository/', 'RepositoryName'),
  'AWS::ECS::Cluster': named('ecs', 'cluster/', 'ClusterName'),
  'AWS::ECS::Service': (text, { Cluster, ServiceName }) => {
    const service = `${text(Cluster)}/${text(ServiceName)}`;
    return [regional('ecs', `service/${service}`), regional('ecs', `service-deployment/${service}/${ID}`)];
  },
  'AWS::ECS::TaskDefinition': (text, { Family }) => [regional('ecs', `task-definition/${text(Family)}:7`)],
  'AWS::ElasticLoadBalancingV2::Listener': (text, { LoadBalancerArn }, template) => {
    const { Name } = template.byId((LoadBalancerArn as { Ref: string }).Ref).properties;
    return [regional('elasticloadbalancing', `listener/app/${text(Name)}/${ID}/${ID}`)];
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (text, { Name }) => [regional('elasticloadbalancing', `loadbalancer/app/${text(Name)}/${ID}`)],
  'AWS::ElasticLoadBalancingV2::TargetGroup': (text, { Name }) => [regional('elasticloadbalancing', `targetgroup/${text(Name)}/${ID}`)],
  'AWS::IAM::OIDCProvider': (text, { Url }) => [`arn:aws:iam::${ACCOUNT}:oidc-provider/${text(Url).replace('https://', '')}`],
  'AWS::IAM::Role': (text, { RoleName }) => [`arn:aws:iam::${ACCOUNT}:role/${text(RoleName)}`],
  'AWS::KMS::Alias': (text, { AliasName }) => [regional('kms', text(AliasName))],
  'AWS::KMS::Key': madeUp('kms', `key/${ID}`),
  'AWS::Lambda::Function': (text, { FunctionName, Code }) => {
    const { S3Bucket, S3Key } = Code as { S3Bucket: unknown; S3Key: unknown };
    return [regional('lambda', `function:${text(FunctionName)}`), `arn:aws:s3:::${text(S3Bucket)}/${text(S3Key)}`];
  },
  'AWS::Logs::LogGroup': named('logs', 'log-group:', 'LogGroupName'),
  'AWS::S3::Bucket': (text, { BucketName }) => [`arn:aws:s3:::${text(BucketName)}`],
  'AWS::S3::BucketPolicy': nothing,
  'AWS::SNS::Subscription': (text, { TopicArn }) => [`${text(TopicArn)}:${ID}`],
  'AWS::SNS::Topic': named('sns', '', 'TopicName'),
  'AWS::SNS::TopicPolicy': nothing,
  'AWS::SecretsManager::Secret': (text, { Name }) => [regional('secretsmanager', `secret:${text(Name)}-AbC123`)],
  'Custom::EmptiedBucket': nothing,
  'Custom::PlaceholderImage': nothing,
};

/** The ARNs of a resource of the template. */
export function arnsOf(resource: Resource, template: PipelineTemplate): string[] {
  const makeArns = ARNS[resource.type];
  if (!makeArns) throw new Error(`nobody has said what the ARN of ${resource.type} is`);
  return makeArns((value) => template.render(value), resource.properties, template);
}

const ID_KINDS: ReadonlyArray<readonly [RegExp, string]> = [[/^vpc-[0-9a-f]+$/, 'vpc'], [/^subnet-[0-9a-f]+$/, 'subnet'], [/^rtb-[0-9a-f]+$/, 'route-table'], [/^sg-[0-9a-f]+$/, 'security-group']];

/** The ARN of what is given by ARN or by id, where the text is one. */
export function givenArn(text: string): string | undefined {
  if (/^arn:aws:[\w-]+:/.test(text)) return text;
  const kind = ID_KINDS.find(([pattern]) => pattern.test(text));
  return kind && regional('ec2', `${kind[1]}/${text}`);
}
