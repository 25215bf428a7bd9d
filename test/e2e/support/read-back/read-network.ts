import { ApiReader } from './api-reader';
import { Json } from './json';
import { Reading, tagList } from './reading';
import { DeployedResource } from './template-resolver';

interface Permission extends Json {
  readonly IpRanges?: Array<{ CidrIp: string; Description?: string }>;
  readonly UserIdGroupPairs?: Array<{ GroupId: string; Description?: string }>;
}

interface RouteTable {
  readonly Associations: Json[];
  readonly Routes: Json[];
}

/** Networks and load balancers: how each type is read, in the template's own words. */
export const NETWORK: { readonly [type: string]: Reading } = {
  'AWS::EC2::VPC': async (api, { physicalId }) => ({
    ...await api.first('Vpcs', 'ec2', 'describe-vpcs', '--vpc-ids', physicalId),
    EnableDnsHostnames: await vpcAttribute(api, physicalId, 'enableDnsHostnames'),
    EnableDnsSupport: await vpcAttribute(api, physicalId, 'enableDnsSupport'),
  }),
  'AWS::EC2::Subnet': (api, { physicalId }) => api.first('Subnets', 'ec2', 'describe-subnets', '--subnet-ids', physicalId),
  'AWS::EC2::RouteTable': (api, { physicalId }) => api.first('RouteTables', 'ec2', 'describe-route-tables', '--route-table-ids', physicalId),
  'AWS::EC2::SubnetRouteTableAssociation': async (api, { properties }) =>
    (await routeTable(api, properties)).Associations.find(({ SubnetId }) => SubnetId === properties.SubnetId),
  'AWS::EC2::Route': async (api, { properties }) => {
    const { Routes } = await routeTable(api, properties);
    const route = Routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === properties.DestinationCidrBlock);
    return { ...route, RouteTableId: properties.RouteTableId };
  },
  'AWS::EC2::InternetGateway': (api, { physicalId }) => api.first('InternetGateways', 'ec2', 'describe-internet-gateways', '--internet-gateway-ids', physicalId),
  'AWS::EC2::VPCGatewayAttachment': async (api, { properties }) => {
    const id = String(properties.InternetGatewayId);
    const gateway = await api.first('InternetGateways', 'ec2', 'describe-internet-gateways', '--internet-gateway-ids', id);
    return { InternetGatewayId: gateway.InternetGatewayId, VpcId: (gateway.Attachments as Json[])[0].VpcId };
  },
  'AWS::EC2::FlowLog': async (api, { physicalId }) => {
    const log = await api.first('FlowLogs', 'ec2', 'describe-flow-logs', '--flow-log-ids', physicalId);
    return { ...log, ResourceType: String(log.ResourceId).startsWith('vpc-') ? 'VPC' : 'unknown' };
  },
  'AWS::EC2::SecurityGroup': async (api, { physicalId }) => {
    const group = await securityGroup(api, physicalId);
    return { ...group, GroupDescription: group.Description, SecurityGroupIngress: ingress(group), SecurityGroupEgress: egress(group) };
  },
  'AWS::EC2::SecurityGroupIngress': async (api, { properties }) =>
    rule(properties, ingress(await securityGroup(api, String(properties.GroupId)))),
  'AWS::EC2::SecurityGroupEgress': async (api, { properties }) =>
    rule(properties, egress(await securityGroup(api, String(properties.GroupId)))),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': async (api, { physicalId }) => {
    const found = await api.first('LoadBalancers', 'elbv2', 'describe-load-balancers', '--load-balancer-arns', physicalId);
    const { Attributes } = await api.read('elbv2', 'describe-load-balancer-attributes', '--load-balancer-arn', physicalId);
    const subnets = (found.AvailabilityZones as Json[]).map(({ SubnetId }) => SubnetId);
    const Tags = await balancingTags(api, physicalId);
    return { ...found, Name: found.LoadBalancerName, LoadBalancerAttributes: Attributes, Subnets: subnets, Tags };
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': async (api, { physicalId }) => {
    const found = await api.first('TargetGroups', 'elbv2', 'describe-target-groups', '--target-group-arns', physicalId);
    const { Attributes } = await api.read('elbv2', 'describe-target-group-attributes', '--target-group-arn', physicalId);
    return { ...found, Name: found.TargetGroupName, TargetGroupAttributes: Attributes, Tags: await balancingTags(api, physicalId) };
  },
  'AWS::ElasticLoadBalancingV2::Listener': (api, { physicalId }) => api.first('Listeners', 'elbv2', 'describe-listeners', '--listener-arns', physicalId),
};

async function vpcAttribute(api: ApiReader, id: string, attribute: string): Promise<unknown> {
  const answer = await api.read('ec2', 'describe-vpc-attribute', '--vpc-id', id, '--attribute', attribute);
  return (Object.values(answer).find((value) => typeof value === 'object') as Json).Value;
}

async function routeTable(api: ApiReader, { RouteTableId }: DeployedResource['properties']): Promise<RouteTable> {
  return await api.first('RouteTables', 'ec2', 'describe-route-tables', '--route-table-ids', String(RouteTableId)) as unknown as RouteTable;
}

function securityGroup(api: ApiReader, id: string): Promise<Json> {
  return api.first('SecurityGroups', 'ec2', 'describe-security-groups', '--group-ids', id);
}

function ingress(group: Json): Json[] {
  return rules(group, group.IpPermissions as Permission[], 'SourceSecurityGroupId');
}

function egress(group: Json): Json[] {
  return rules(group, group.IpPermissionsEgress as Permission[], 'DestinationSecurityGroupId');
}

/** A permission of the API holds several rules of a template. */
function rules({ GroupId }: Json, permissions: Permission[], other: string): Json[] {
  return permissions.flatMap(({ IpRanges = [], UserIdGroupPairs = [], ...permission }) => [
    ...IpRanges.map((range) => ({ ...permission, ...range, GroupId })),
    ...UserIdGroupPairs.map((pair) => ({ ...permission, Description: pair.Description, [other]: pair.GroupId, GroupId })),
  ]);
}

function rule(properties: Json, found: Json[]): unknown {
  const same = (name: string) => (candidate: Json) => properties[name] === undefined || candidate[name] === properties[name];
  return found.filter(same('FromPort')).filter(same('SourceSecurityGroupId')).find(same('DestinationSecurityGroupId'));
}

async function balancingTags(api: ApiReader, arn: string): Promise<unknown> {
  return tagList((await api.first('TagDescriptions', 'elbv2', 'describe-tags', '--resource-arns', arn)).Tags);
}
