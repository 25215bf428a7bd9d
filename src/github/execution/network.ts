import { allow, arnOf, ExecutionPlace, ExecutionStatement, madeWithTag, tagged } from './statement';

/** Made with the tag, changed and removed by the tag: ids are all that these have, and they are made at creation. */
const TAGGED_TYPES = ['vpc', 'subnet', 'internet-gateway', 'route-table', 'security-group', 'vpc-flow-log'];

/** VPC, subnets, routes, gateway, security groups, flow log. */
export function networkStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [...makeStatements(place), changeStatement(place), ...tagStatements(place), readStatement()];
}

function makeStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [
    allow('MakeNetwork', 'ec2', ['CreateVpc', 'CreateSubnet', 'CreateInternetGateway', 'CreateRouteTable', 'CreateSecurityGroup', 'CreateFlowLogs'], resources(place, TAGGED_TYPES), madeWithTag(place)),
    allow('MakeInNetwork', 'ec2', ['CreateSubnet', 'CreateRouteTable', 'CreateFlowLogs'], resources(place, ['vpc']), tagged(place)),
    // In a given VPC too, which carries whatever tags it carries; the group itself is made with the tag.
    allow('MakeSecurityGroupInAnyVpc', 'ec2', ['CreateSecurityGroup'], resources(place, ['vpc'])),
  ];
}

function changeStatement(place: ExecutionPlace): ExecutionStatement {
  return allow('Network', 'ec2', [
    'ModifyVpcAttribute', 'DescribeVpcAttribute', 'DeleteVpc', 'ModifySubnetAttribute', 'DeleteSubnet',
    'AttachInternetGateway', 'DetachInternetGateway', 'DeleteInternetGateway',
    'CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'AssociateRouteTable', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable', 'DeleteRouteTable',
    'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
    'UpdateSecurityGroupRuleDescriptionsIngress', 'UpdateSecurityGroupRuleDescriptionsEgress', 'DeleteSecurityGroup', 'DeleteFlowLogs',
  ], resources(place, TAGGED_TYPES), tagged(place));
}

/** Only what is being made is tagged without a tag of its own: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html */
function tagStatements(place: ExecutionPlace): ExecutionStatement[] {
  const making = { 'ec2:CreateAction': ['CreateVpc', 'CreateSubnet', 'CreateInternetGateway', 'CreateRouteTable', 'CreateSecurityGroup', 'CreateFlowLogs'] };
  return [
    allow('TagNewNetwork', 'ec2', ['CreateTags'], resources(place, TAGGED_TYPES), { StringEquals: { ...madeWithTag(place).StringEquals, ...making } }),
    allow('TagNetwork', 'ec2', ['CreateTags', 'DeleteTags'], resources(place, TAGGED_TYPES), tagged(place)),
  ];
}

/** None of these takes a resource; the last three are what `Fn::GetAZs` asks for. */
function readStatement(): ExecutionStatement {
  return allow('ReadNetwork', 'ec2', [
    'DescribeVpcs', 'DescribeInternetGateways', 'DescribeVpnGateways', 'DescribeRouteTables', 'DescribeNetworkInterfaces', 'DescribeNetworkAcls',
    'DescribeSecurityGroups', 'DescribeSecurityGroupRules', 'DescribeFlowLogs', 'DescribeVpcEncryptionControls',
    'DescribeSubnets', 'DescribeAvailabilityZones', 'DescribeAccountAttributes',
  ], '*');
}

function resources(place: ExecutionPlace, types: string[]): string[] {
  return types.map((type) => arnOf(place, 'ec2', `${type}/*`));
}
