import { Annotations, aws_ec2 as ec2, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ResourceNames } from '../../foundation/naming';
import { acknowledge } from '../../private/acknowledge';
import type { FargateServiceOptions } from '../deploy-target';

/** The load balancer in front of the service that is made. */
export function makeLoadBalancer(
  scope: Construct, names: ResourceNames, vpc: ec2.IVpc, { publicLoadBalancer = true }: FargateServiceOptions,
): elbv2.ApplicationLoadBalancer {
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    loadBalancerName: names.of('alb'),
    vpc,
    internetFacing: publicLoadBalancer,
    dropInvalidHeaderFields: true,
    deletionProtection: names.productionLike,
  });
  const because = (reason: string, ...rules: string[]) => acknowledge(loadBalancer, reason, ...rules);
  because('a bucket for these logs cannot be under the key, and costs: call loadBalancer.logAccessLogs with one of yours', 'AwsSolutions-ELB2', 'ELBLoggingEnabled');
  because('a web ACL costs and its rules are the application\'s own: associate one with loadBalancer.loadBalancerArn', 'ALBWAFEnabled');
  if (publicLoadBalancer) because('the service is for everyone: publicLoadBalancer: false closes it', 'AwsSolutions-EC23');
  if (!names.productionLike) because('an environment that is not production-like must go when its stack goes', 'ELBDeletionProtectionEnabled');
  return loadBalancer;
}

/** HTTPS with a redirect from HTTP where there is a certificate; plain HTTP, with a warning, where there is none. */
export function addListener(loadBalancer: elbv2.ApplicationLoadBalancer, options: FargateServiceOptions): elbv2.ApplicationListener {
  const { certificate, publicLoadBalancer: open = true } = options;
  if (!certificate) return addPlainListener(loadBalancer, open);
  acknowledge(loadBalancer.addRedirect({ open }), 'it answers only with a redirect to HTTPS', 'ELBv2ACMCertificateRequired');
  return loadBalancer.addListener('Listener', {
    protocol: elbv2.ApplicationProtocol.HTTPS, certificates: [certificate], sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS, open,
  });
}

function addPlainListener(loadBalancer: elbv2.ApplicationLoadBalancer, open: boolean): elbv2.ApplicationListener {
  const service = loadBalancer.node.scope ?? loadBalancer;
  Annotations.of(service).addWarningV2('tap-cicd-pipeline:no-certificate', 'the load balancer speaks plain HTTP: pass a certificate to DeployTarget.fargateService');
  acknowledge(
    loadBalancer, 'without a certificate there is only HTTP, of which a warning tells at each synthesis: pass a certificate',
    'ALBHttpToHttpsRedirection', 'ELBv2ACMCertificateRequired',
  );
  return loadBalancer.addListener('Listener', { protocol: elbv2.ApplicationProtocol.HTTP, open });
}
