import { ApiReader } from './api-reader';
import { Json } from './json';

/** A resource of a template, resolved, with the name that the account knows it by. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Json;
}

interface Place {
  readonly accountId: string;
  readonly region: string;
}

type Resources = { readonly [logicalId: string]: { readonly Type: string; readonly Properties?: Json } };

/** What `Fn::GetAtt` answers, by type and attribute. */
const ATTRIBUTES: { readonly [typeAndName: string]: (id: string, place: Place, api: ApiReader) => string | Promise<string> } = {
  'AWS::KMS::Key.Arn': (id, { region, accountId }) => `arn:aws:kms:${region}:${accountId}:key/${id}`,
  'AWS::IAM::Role.Arn': (id, { accountId }) => `arn:aws:iam::${accountId}:role/${id}`,
  'AWS::S3::Bucket.Arn': (id) => `arn:aws:s3:::${id}`,
  'AWS::Logs::LogGroup.Arn': (id, { region, accountId }) => `arn:aws:logs:${region}:${accountId}:log-group:${id}:*`,
  'AWS::ECR::Repository.Arn': (id, { region, accountId }) => `arn:aws:ecr:${region}:${accountId}:repository/${id}`,
  'AWS::ECR::Repository.RepositoryUri': (id, { region, accountId }) => `${accountId}.dkr.ecr.${region}.amazonaws.com/${id}`,
  'AWS::CodeBuild::ReportGroup.Arn': (id) => id,
  'AWS::EC2::SecurityGroup.GroupId': (id) => id,
  'AWS::EC2::VPC.DefaultSecurityGroup': (id, _place, api) => api.defaultSecurityGroup(id),
  'AWS::Lambda::Function.Arn': (id, { region, accountId }) => `arn:aws:lambda:${region}:${accountId}:function:${id}`,
  'AWS::CodeConnections::Connection.ConnectionArn': (id) => id,
  'AWS::ElasticLoadBalancingV2::TargetGroup.TargetGroupFullName': (id) => id.slice(id.indexOf('targetgroup/')),
  'AWS::ElasticLoadBalancingV2::LoadBalancer.LoadBalancerFullName': (id) => id.slice(id.indexOf('loadbalancer/') + 'loadbalancer/'.length),
  'AWS::ElasticLoadBalancingV2::LoadBalancer.DNSName': (id, _place, api) => api.loadBalancerName(id),
};

/** Resolves the intrinsic functions of a deployed template; a function that it does not know is an error. */
export class TemplateResolver {
  constructor(
    private readonly resources: Resources,
    private readonly physicalIds: ReadonlyMap<string, string>,
    private readonly place: Place,
    private readonly api: ApiReader,
  ) {}

  async all(): Promise<DeployedResource[]> {
    return Promise.all(Object.entries(this.resources).map(async ([logicalId, { Type: type, Properties }]) => ({
      logicalId, type, physicalId: this.physicalId(logicalId), properties: await this.resolve(Properties ?? {}) as Json,
    })));
  }

  private async resolve(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.resolve(item)));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, input] = ['', undefined]] = entries;
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return this.call(name, input);
    return Object.fromEntries(await Promise.all(entries.map(async ([key, inner]) => [key, await this.resolve(inner)])));
  }

  private async call(name: string, input: unknown): Promise<unknown> {
    switch (name) {
      case 'Ref': return this.reference(String(input));
      case 'Fn::GetAtt': return this.attribute(input as [string, string]);
      case 'Fn::GetAZs': return this.api.availabilityZones();
      case 'Fn::Join': return this.join(await this.resolve(input) as [string, string[]]);
      case 'Fn::Select': return this.select(await this.resolve(input) as [number, string[]]);
      case 'Fn::Split': return this.split(await this.resolve(input) as [string, string]);
      default: throw new Error(`the resolver does not know ${name}: teach it`);
    }
  }

  private join([separator, parts]: [string, string[]]): string {
    return parts.join(separator);
  }

  private select([index, list]: [number, string[]]): string {
    return list[index];
  }

  private split([separator, text]: [string, string]): string[] {
    return text.split(separator);
  }

  private reference(name: string): string {
    const { accountId, region } = this.place;
    const pseudo: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::AccountId': accountId, 'AWS::Region': region };
    return pseudo[name] ?? this.physicalId(name);
  }

  private async attribute([logicalId, name]: [string, string]): Promise<string> {
    const key = `${this.resources[logicalId].Type}.${name}`;
    if (!(key in ATTRIBUTES)) throw new Error(`the resolver does not know the attribute ${key}: teach it`);
    return ATTRIBUTES[key](this.physicalId(logicalId), this.place, this.api);
  }

  private physicalId(logicalId: string): string {
    const found = this.physicalIds.get(logicalId);
    if (found === undefined) throw new Error(`the stack has no resource ${logicalId}`);
    return found;
  }
}
