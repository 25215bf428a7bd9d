import { aws_ec2 as ec2, aws_iam as iam, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from '../../foundation/foundation';
import { acknowledge, acknowledgeRole } from '../../private/acknowledge';

/**
 * Two public subnets, no NAT gateway (about 33 USD a month each), no interface endpoints (about 7 USD a month each and zone).
 *
 * Tasks have public addresses to reach the registry, and a security group that lets only the load balancer in.
 */
export function makeDefaultNetwork(scope: Construct, foundation: Foundation): ec2.Vpc {
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    vpcName: foundation.names.of('vpc'),
    // The first two zones, whichever they are: a look-up would write a cdk.context.json and ask for a role.
    availabilityZones: [0, 1].map((index) => Fn.select(index, Fn.getAzs())),
    natGateways: 0,
    subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
    // The flag's custom resource is a Lambda function without a log group of its own; nothing here uses the default group.
    restrictDefaultSecurityGroup: false,
  });
  addFlowLog(vpc, foundation);
  acknowledge(vpc, 'nothing here uses the default group, and CloudFormation cannot empty it without a function of its own', 'VPCDefaultSecurityGroupClosed');
  acknowledge(vpc, 'the load balancer is public, and tasks reach the registry without a NAT gateway; only the load balancer reaches them: pass a vpc for another layout', 'VPCNoUnrestrictedRouteToIGW');
  return vpc;
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
function addFlowLog(vpc: ec2.Vpc, foundation: Foundation): void {
  const stack = Stack.of(vpc);
  const logGroup = foundation.logGroup(vpc, 'FlowLogs', foundation.names.logGroup('flow-logs'));
  const role = new iam.Role(vpc, 'FlowLogRole', {
    roleName: foundation.names.role('flow-logs'),
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    inlinePolicies: {
      default: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], resources: [logGroup.logGroupArn] })],
      }),
    },
  });
  acknowledgeRole(role, []);
  const flowLog = new ec2.CfnFlowLog(vpc, 'FlowLog', {
    resourceId: vpc.vpcId, resourceType: 'VPC', trafficType: 'REJECT', deliverLogsPermissionArn: role.roleArn, logDestinationType: 'cloud-watch-logs', logGroupName: logGroup.logGroupName,
  });
  flowLog.applyRemovalPolicy(RemovalPolicy.DESTROY);
  flowLog.node.addDependency(logGroup);
}
