import { aws_codebuild as codebuild, aws_ecr as ecr, aws_iam as iam, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { NAMESPACES, StageConfig, StageContext, VARIABLES } from './pipeline-stage';
import { BuildProject } from './private/build-project';
import { dockerBuildSpec } from './private/buildspecs';
import { starredStatement } from '../private/acknowledge';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/** How the image is built. */
export interface DockerBuildOptions {
  /**
   * The Dockerfile, relative to the root of the application repository.
   * @default 'Dockerfile'
   */
  readonly dockerfile?: string;

  /**
   * The build context, relative to the root of the application repository.
   * @default '.'
   */
  readonly directory?: string;

  /**
   * The longest build, 5 minutes to 36 hours.
   * @default Duration.minutes(30)
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html
   */
  readonly timeout?: Duration;

  /**
   * The size of the machine that builds.
   * @default ComputeType.SMALL
   */
  readonly computeType?: codebuild.ComputeType;
}

/** Build: Docker, to the registry, by digest. */
export class BuildStage extends Construct {
  private readonly build: BuildProject;

  constructor(scope: Construct, context: StageContext, containerName: string, options: DockerBuildOptions = {}) {
    super(scope, 'Build');
    const { repository } = context.foundation;
    const { dockerfile = 'Dockerfile', directory = '.' } = options;
    checkPath(this, 'dockerBuild.dockerfile', dockerfile);
    checkPath(this, 'dockerBuild.directory', directory);
    this.build = new BuildProject(this, 'Docker', {
      foundation: context.foundation,
      type: 'build',
      description: 'Builds and pushes the image of a commit',
      buildSpec: dockerBuildSpec({ dockerfile, directory, containerName }),
      timeout: options.timeout ?? Duration.minutes(30),
      timeoutProp: 'dockerBuild.timeout',
      computeType: options.computeType,
      privileged: true,
      makesArtifact: true,
      environment: { REPOSITORY_URI: context.foundation.repositoryUri, REPOSITORY_NAME: repository.repositoryName },
      permissions: registryPermissions(repository),
    });
  }

  get project(): codebuild.IProject {
    return this.build.project;
  }

  bind({ source, image }: StageContext): StageConfig {
    const start = this.build.start({
      actionName: 'DockerBuild', input: source, output: image, namespace: NAMESPACES.build, environment: { COMMIT_ID: VARIABLES.commitId },
    });
    return { stageName: 'Build', starts: [start] };
  }
}

/** Relative, and never upwards. */
const INSIDE = /^(?!\/)(?!(.*\/)?\.\.(\/|$))[\w./-]+$/;

function checkPath(scope: Construct, prop: string, value: string): void {
  requireThat(scope, !isKnown(value) || INSIDE.test(value), {
    prop, rule: 'must be a path inside the repository, of letters, digits and ._/-', value, fix: 'for example "services/orders/Dockerfile"',
  });
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
function registryPermissions(repository: ecr.IRepository): iam.PolicyStatement[] {
  return [
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
    starredStatement('the action takes no resource', { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
    new iam.PolicyStatement({
      actions: [
        'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart',
      ],
      resources: [repository.repositoryArn],
    }),
  ];
}
