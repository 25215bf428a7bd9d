import { awscdk, Component, IResolver, YamlFile } from 'projen';
import { GithubWorkflow } from 'projen/lib/github';
import { parse } from 'yaml';
import { addDryRunWorkflow } from './dry-run-workflow';
import { harden, renderWorkflow } from './hardened-workflow';
import { addIntegWorkflow } from './integ-workflow';
import { addLanguagesWorkflow } from './languages-workflow';
import { hardenBuildJob, hardenReleaseScripts } from './projen-workflows';
import { addPullRequestTitleWorkflow } from './pull-request-title-workflow';
import { PINS, REASONS } from './reasons';
import { addSiteJob } from './site-job';
import { addUpgradeWorkflow } from './upgrade-workflow';

export { INSTALL_TOOLS, NODE_VERSION } from './steps';

/** The workflows of this repository: projen's build and release and some of our own, all hardened and pinned in one place. */
export class Workflows extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    const { github } = library;
    if (!github) return;
    for (const [action, pin] of Object.entries(PINS)) github.actions.set(action, pin);
    addPullRequestTitleWorkflow(github);
    addUpgradeWorkflow(github);
    addIntegWorkflow(github);
    addLanguagesWorkflow(github);
    addDryRunWorkflow(github);
  }

  /** Only now projen has made the release workflow. */
  override preSynthesize(): void {
    const workflows = this.library.components.filter((component): component is GithubWorkflow => component instanceof GithubWorkflow);
    for (const workflow of workflows) {
      if (workflow.name === 'build') hardenBuildJob(workflow, 'build');
      if (workflow.name === 'release') {
        hardenBuildJob(workflow, 'release');
        hardenReleaseScripts(workflow);
        addSiteJob(workflow);
      }
      if (workflow.file) this.replace(workflow.file);
    }
  }

  private replace(file: YamlFile): void {
    this.library.tryRemoveFile(file.path);
    new HardenedFile(this.library, file);
  }
}

/** The file in place of the one that projen would write. */
class HardenedFile extends YamlFile {
  constructor(project: awscdk.AwsCdkConstructLibrary, private readonly original: YamlFile) {
    super(project, original.path, { committed: true });
  }

  protected override synthesizeContent(resolver: IResolver): string | undefined {
    const content = super.synthesizeContent.call(this.original, resolver);
    return content && `# ${this.marker}\n\n${renderWorkflow(harden(parse(content)), REASONS)}`;
  }
}
