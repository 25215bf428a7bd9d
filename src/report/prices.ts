/**
 * The prices that every figure of this package comes from: reports, README and docs/operations.md, which a test compares.
 *
 * USD in us-east-1, without free tiers and taxes, read in copies of the pages that are linked. They change and differ by region: to renew
 * them, read the pages, change the figures and the day, and let `npx jest test/report/costs.test.ts` say which documents follow.
 */
export const PRICES = {
  foundOn: '2026-11-25',
  region: 'us-east-1',
  currency: 'USD',
  loadBalancerHour: { price: 0.0225, page: 'https://aws.amazon.com/elasticloadbalancing/pricing/' },
  loadBalancerCapacityUnitHour: { price: 0.008, page: 'https://aws.amazon.com/elasticloadbalancing/pricing/' },
  /** Linux on x86. */
  fargateVcpuHour: { price: 0.04048, page: 'https://aws.amazon.com/fargate/pricing/' },
  fargateGigabyteHour: { price: 0.004445, page: 'https://aws.amazon.com/fargate/pricing/' },
  publicAddressHour: { price: 0.005, page: 'https://aws.amazon.com/vpc/pricing/' },
  /** More once it has been rotated. */
  keyMonth: { price: 1, page: 'https://aws.amazon.com/kms/pricing/' },
  /** Pipelines of type V2; rounded up for each action; approvals are free. */
  pipelineActionMinute: { price: 0.002, page: 'https://aws.amazon.com/codepipeline/pricing/' },
  /** BUILD_GENERAL1_SMALL on Linux. */
  smallBuildMinute: { price: 0.005, page: 'https://aws.amazon.com/codebuild/pricing/' },
} as const;

export const HOURS_A_MONTH = 730;

/** How much of a capacity unit of a load balancer a quiet service uses. */
export const CAPACITY_UNITS_USED = 0.1;

/** Minutes of an action by stage, as an example; any other stage's take one. */
export const EXAMPLE_MINUTES: { readonly [stage: string]: number | undefined } = { Source: 1, Build: 3, Test: 2, SecurityScan: 2, Deploy: 5 };

/** What costs by use, or is not in the table above: shown, never counted. */
export const BESIDE: { readonly [type: string]: { readonly what: string; readonly page: string } | undefined } = {
  'AWS::CloudWatch::Alarm': { what: 'alarms', page: 'https://aws.amazon.com/cloudwatch/pricing/' },
  'AWS::Logs::LogGroup': { what: 'logs, by GB', page: 'https://aws.amazon.com/cloudwatch/pricing/' },
  'AWS::ECR::Repository': { what: 'images, by GB', page: 'https://aws.amazon.com/ecr/pricing/' },
  'AWS::S3::Bucket': { what: 'artifacts, by GB', page: 'https://aws.amazon.com/s3/pricing/' },
  'AWS::SecretsManager::Secret': { what: 'secrets', page: 'https://aws.amazon.com/secrets-manager/pricing/' },
  'AWS::SNS::Topic': { what: 'notifications', page: 'https://aws.amazon.com/sns/pricing/' },
  'AWS::Lambda::Function': { what: 'the function, while the stack changes', page: 'https://aws.amazon.com/lambda/pricing/' },
  'AWS::EC2::NatGateway': { what: 'NAT gateways, by hour and GB', page: 'https://aws.amazon.com/vpc/pricing/' },
  'AWS::EC2::VPCEndpoint': { what: 'endpoints, by hour and GB', page: 'https://aws.amazon.com/privatelink/pricing/' },
};
