import { BuildEngine, createCodeBuildPart } from './codebuild';
import { CodePipelinePart, createCodePipelinePart } from './codepipeline';
import { createEcrLifecyclePart } from './ecr-lifecycle/ecr-lifecycle-part';
import { createEcrScanPart } from './ecr-scan/ecr-scan-part';
import { createEcsPart } from './ecs/ecs-part';
import { createGitHubOidcPart } from './github-oidc';
import { registryTokenService } from './iam/registry';
import { createLoadBalancingPart } from './load-balancing/load-balancing-part';
import { SandboxContext, SandboxPart } from './part';
import { createStsPart } from './sts/sts-part';

/** Everything that the front answers itself. */
export interface SandboxParts {
  readonly all: SandboxPart[];
  readonly pipelines: CodePipelinePart;
  readonly builds: BuildEngine;
}

/** The sandbox's own services, wired to each other. */
export function createParts(context: SandboxContext): SandboxParts {
  const builds = new BuildEngine(context);
  const pipelines = createCodePipelinePart(context, builds);
  const loadBalancing = createLoadBalancingPart(context);
  const ecs = createEcsPart(context, loadBalancing.targets);
  const github = createGitHubOidcPart(context);
  const sts = createStsPart(context, [github.issuer]);
  const registry: SandboxPart = { name: 'registry', services: [registryTokenService(context)] };
  const images = [createEcrScanPart(context), createEcrLifecyclePart(context), registry];
  return { all: [pipelines, createCodeBuildPart(builds), ecs, loadBalancing, ...images, github, sts], pipelines, builds };
}
