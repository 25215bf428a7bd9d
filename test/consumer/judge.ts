import { createRequire } from 'module';
import * as path from 'path';
import { App, PolicyViolation, Stack, StackProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Construct } from 'constructs';

type StackClass = new (scope: Construct, id: string, props?: StackProps) => Stack;

/**
 * Synthesises one stack inside a user's project, with cdk-nag's four packs and the CDK's own rules as judges: ends with 1 when one of them finds something.
 *
 * Copied into that project by `main.ts`; the packs are plugins where plugins are told of the construct tree (not on 2.257).
 */
function judge([file, className, how]: string[]): void {
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  const stackClass: StackClass = createRequire(__filename)(path.resolve(file))[className];
  new stackClass(app, 'Judged', { env: { account: '111111111111', region: 'us-east-1' } });
  const packs = [AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks].map((pack) => new pack(app));
  if (how === 'plugins') Validations.of(app).addPlugins(...packs);
  else if (packs.map((pack) => pack.validateScope(app).violations.map(say).length).some((found) => found > 0)) process.exitCode = 1;
  app.synth();
}

function say({ ruleName, violatingResources }: PolicyViolation): void {
  console.error(`${ruleName}: ${violatingResources.map(({ constructPath }) => constructPath).join(', ')}`);
}

judge(process.argv.slice(2));
