import { aws_ec2 as ec2, aws_iam as iam, CfnTag, Fn, Stack } from 'aws-cdk-lib';
import { Construct, DependencyGroup } from 'constructs';
import type { Foundation } from '../../foundation/foundation';
import type { ResourceNames } from '../../foundation/naming';
import { acknowledge, acknowledgeRole } from '../../private/acknowledge';

const CIDR = '10.0.0.0/16';
const SUBNET_CIDRS = ['10.0.0.0/17', '10.0.128.0/17'];

/**
 * Two public subnets, no NAT gateway (about 33 USD a month each), no interface endpoints (about 7 USD a month each and zone).
 *
 * Tasks have public addresses to reach the registry, and a security group that lets only the load balancer in.
 *
 * Made of L1 constructs: `ec2.Vpc` looks the zones up when it is synthesised, writes them into a cdk.context.json and needs a role for it;
 * here they are the first two of the region. It also makes a route table for each subnet, and by a feature flag a Lambda function.
 */
export class DefaultNetwork extends Construct {
  readonly vpc: ec2.IVpc;
  /** The way out, on which what is placed into the network depends: without a route to the internet gateway nothing starts. */
  readonly wayOut = new DependencyGroup();
  private readonly names: ResourceNames;

  constructor(scope: Construct, foundation: Foundation) {
    super(scope, 'Vpc');
    this.names = foundation.names;
    const network = new ec2.CfnVPC(this, 'Resource', { cidrBlock: CIDR, enableDnsHostnames: true, enableDnsSupport: true, tags: this.nameTag('vpc') });
    const routeTable = this.makeRouteTable(network.ref);
    const subnets = SUBNET_CIDRS.map((cidrBlock, index) => this.makeSubnet(network.ref, routeTable, cidrBlock, index));
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Attributes', {
      vpcId: network.ref,
      vpcCidrBlock: CIDR,
      availabilityZones: subnets.map(({ attrAvailabilityZone }) => attrAvailabilityZone),
      publicSubnetIds: subnets.map(({ ref }) => ref),
      publicSubnetRouteTableIds: subnets.map(() => routeTable),
    });
    addFlowLog(this, network.ref, foundation);
    acknowledge(network, 'nothing here uses the default group, and CloudFormation cannot empty it without a function of its own', 'VPCDefaultSecurityGroupClosed');
  }

  /** One table for both subnets: everything that is not inside goes to the internet gateway. */
  private makeRouteTable(vpcId: string): string {
    const gateway = new ec2.CfnInternetGateway(this, 'InternetGateway', { tags: this.nameTag('internet-gateway') });
    const attachment = new ec2.CfnVPCGatewayAttachment(this, 'GatewayAttachment', { vpcId, internetGatewayId: gateway.ref });
    const table = new ec2.CfnRouteTable(this, 'RouteTable', { vpcId, tags: this.nameTag('routes') });
    const route = new ec2.CfnRoute(this, 'DefaultRoute', { routeTableId: table.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref });
    // On the node: the resource's own method has another name in newer releases of the CDK, and warns by its old one.
    route.node.addDependency(attachment);
    this.wayOut.add(route);
    acknowledge(
      route, 'the load balancer is public, and tasks reach the registry without a NAT gateway; only the load balancer reaches them: pass a vpc for another layout',
      'VPCNoUnrestrictedRouteToIGW',
    );
    return table.ref;
  }

  private makeSubnet(vpcId: string, routeTableId: string, cidrBlock: string, index: number): ec2.CfnSubnet {
    const number = index + 1;
    const subnet = new ec2.CfnSubnet(this, `Subnet${number}`, {
      vpcId, cidrBlock, availabilityZone: Fn.select(index, Fn.getAzs()), mapPublicIpOnLaunch: false, tags: this.nameTag(`subnet-${number}`),
    });
    this.wayOut.add(new ec2.CfnSubnetRouteTableAssociation(this, `Subnet${number}Routes`, { subnetId: subnet.ref, routeTableId }));
    return subnet;
  }

  private nameTag(type: string): CfnTag[] {
    return [{ key: 'Name', value: this.names.of(type) }];
  }
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
function addFlowLog(network: Construct, vpcId: string, foundation: Foundation): void {
  const stack = Stack.of(network);
  const logGroup = foundation.logGroup(network, 'FlowLogs', foundation.names.logGroup('flow-logs'));
  const role = new iam.Role(network, 'FlowLogRole', {
    roleName: foundation.names.role('flow-logs'),
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    inlinePolicies: {
      default: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], resources: [logGroup.logGroupArn] })],
      }),
    },
  });
  acknowledgeRole(role, []);
  new ec2.CfnFlowLog(network, 'FlowLog', {
    resourceId: vpcId,
    resourceType: 'VPC',
    trafficType: 'REJECT',
    deliverLogsPermissionArn: role.roleArn,
    logDestinationType: 'cloud-watch-logs',
    logGroupName: logGroup.logGroupName,
  });
}
