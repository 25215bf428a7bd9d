import * as path from 'path';
import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { GitHubDeliveryRoles } from './trust/delivery-roles';
import { refsByEnvironment } from './workflow/branches';
import { ciCdWorkflow } from './workflow/ci-cd-workflow';
import { driftWorkflow } from './workflow/drift-workflow';
import { renderWorkflow } from './workflow/render-workflow';
import { WorkflowFile } from './workflow/workflow-file';
import { WorkflowSettings } from './workflow/workflow-settings';
import { checkOptions, claimFile } from './workflow-options';
import { GitHubWorkflowProps, settingsOf } from './workflow-props';
import { synthesisRun } from '../foundation/environment';
import { requireThat } from '../private/errors';
import { findRepositoryRoot } from '../private/repository-root';

/**
 * The GitHub Actions workflow that delivers the CDK app, and the roles in AWS that trust exactly this workflow.
 *
 * The file is written when the CDK CLI synthesises the app. In CI (variable `CI`) it is compared instead, and a stale file fails the
 * synthesis. Other synthesis, for example of unit tests, leaves it alone.
 *
 * The first deployment is yours: it makes the roles.
 */
export class GitHubWorkflow extends Construct {
  /** @internal */
  static _make(scope: Construct, props: GitHubWorkflowProps): GitHubWorkflow {
    requireThat(scope, scope.node.tryFindChild('GitHubWorkflow') === undefined, {
      prop: 'addGitHubWorkflow', rule: 'must be called once: the roles have one name', value: props.workflowName, fix: 'make a second pipeline for a second workflow',
    });
    return new GitHubWorkflow(scope, 'GitHubWorkflow', props);
  }

  /** What `.github/workflows/{workflowName}.yml` says. */
  readonly content: string;
  /** What `.github/workflows/{workflowName}-drift.yml` says, where there is one. */
  readonly driftContent?: string;
  /** The account's provider for GitHub's tokens: given or made. */
  readonly oidcProvider: iam.IOIDCProviderRef;
  /** Assumes the roles of the CDK bootstrap that deploy; trusted for the jobs of the GitHub environments. */
  readonly deployRole: iam.IRole;
  /** Assumes the lookup role of the CDK bootstrap; trusted for pushes and pull requests. */
  readonly diffRole: iam.IRole;
  /** Publishes to the topic; trusted for pushes. */
  readonly notifyRole: iam.IRole;

  private constructor(scope: Construct, id: string, props: GitHubWorkflowProps) {
    super(scope, id);
    checkOptions(this, props);
    const settings = settingsOf(this, props);
    const file = fileOf(settings.workflowName);
    const driftFile = props.driftSchedule === undefined ? undefined : fileOf(`${settings.workflowName}-drift`);
    [file, driftFile].forEach((name) => name && claimFile(this, name));

    this.content = renderWorkflow(ciCdWorkflow(settings), this, props.patches);
    this.addFile(file, this.content, props);
    if (driftFile) {
      this.driftContent = renderWorkflow(driftWorkflow(settings, props.driftSchedule ?? ''), this);
      this.addFile(driftFile, this.driftContent, props);
    }
    const roles = makeRoles(this, settings, props, [file, ...(driftFile ? [driftFile] : [])]);
    this.oidcProvider = roles.provider;
    this.deployRole = roles.deployRole;
    this.diffRole = roles.diffRole;
    this.notifyRole = roles.notifyRole;
  }

  /** Written or compared when the app is synthesised: only then is it whole. */
  private addFile(file: string, content: string, { repositoryRoot }: GitHubWorkflowProps): void {
    this.node.addValidation({
      validate: () => {
        const { byCli, inCi } = synthesisRun(process.env);
        if (!byCli) return [];
        const root = repositoryRoot ?? findRepositoryRoot(process.cwd()) ?? process.cwd();
        const workflowFile = new WorkflowFile({ root: path.resolve(root), file, owner: this.node.path });
        return inCi ? workflowFile.compare(content) : workflowFile.write(content);
      },
    });
  }
}

const fileOf = (name: string): string => `.github/workflows/${name}.yml`;

function makeRoles(scope: Construct, settings: WorkflowSettings, props: GitHubWorkflowProps, files: string[]): GitHubDeliveryRoles {
  const { repository = props.defaultRepository, ownerId, repositoryId, subject } = props;
  const [workflowFile, ...otherWorkflowFiles] = files;
  return new GitHubDeliveryRoles(scope, 'Roles', {
    foundation: props.foundation,
    topic: props.topic,
    identity: { repository, ownerId, repositoryId, subject },
    workflowFile,
    otherWorkflowFiles,
    deployments: refsByEnvironment(settings.environments),
    pullRequests: settings.diffsPullRequests,
    targets: props.targets,
    qualifier: props.qualifier,
    oidcProvider: props.oidcProvider,
  });
}
