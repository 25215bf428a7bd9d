import { Catalogue, Resource } from './catalogue';
import { render } from './expression';
import { ActionReport, IgnoredFinding, ProjectFacts, StageReport } from './model';
import { at, Json, JsonObject, listOf, objectOf, tryParse } from './template';

/** The stages that make a pipeline one of ours, in this order; others may stand between. */
const OUR_STAGES = ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy'];

/** The pipelines of a stack that TapCicdPipeline made. */
export function ourPipelines(catalogue: Catalogue): Resource[] {
  return catalogue.ofType('AWS::CodePipeline::Pipeline').filter(({ properties }) => {
    const names = listOf(properties.Stages).map((stage) => render(at(stage, 'Name')));
    return OUR_STAGES.join() === names.filter((name) => OUR_STAGES.includes(name)).join();
  });
}

export function stagesOf(catalogue: Catalogue, { properties }: Resource): StageReport[] {
  return listOf(properties.Stages).map((stage) => ({
    name: render(at(stage, 'Name')),
    retries: at(stage, 'OnFailure', 'Result') === 'RETRY',
    actions: listOf(at(stage, 'Actions')).map((action) => actionOf(catalogue, objectOf(action))),
  }));
}

function actionOf(catalogue: Catalogue, action: JsonObject): ActionReport {
  const configuration = objectOf(action.Configuration);
  return {
    name: render(action.Name),
    category: render(at(action.ActionTypeId, 'Category')),
    provider: render(at(action.ActionTypeId, 'Provider')),
    runOrder: Number(action.RunOrder ?? 1),
    project: at(action.ActionTypeId, 'Provider') === 'CodeBuild' ? projectOf(catalogue, configuration.ProjectName) : undefined,
    source: sourceOf(configuration),
    inputs: artifactsOf(action.InputArtifacts),
    outputs: artifactsOf(action.OutputArtifacts),
  };
}

function projectOf(catalogue: Catalogue, reference: Json | undefined): ProjectFacts {
  const project = catalogue.referredBy(reference);
  if (!project) return { name: render(reference) };
  const { Environment: environment, TimeoutInMinutes: minutes } = project.properties;
  return {
    id: project.id,
    name: project.name ?? project.path,
    computeType: render(at(environment, 'ComputeType')),
    timeoutMinutes: minutes === undefined ? undefined : Number(minutes),
    isPrivileged: at(environment, 'PrivilegedMode') === true,
  };
}

/** Both kinds of GitHub source. */
function sourceOf({ FullRepositoryId: whole, BranchName: ofConnection, Owner: owner, Repo: repo, Branch: ofToken }: JsonObject): string | undefined {
  const repository = whole === undefined ? [owner, repo].map(render).filter(Boolean).join('/') : render(whole);
  const branch = render(ofConnection ?? ofToken);
  return repository === '' ? undefined : `${repository}@${branch}`;
}

function artifactsOf(artifacts: Json | undefined): string[] {
  return listOf(artifacts).map((artifact) => render(at(artifact, 'Name')));
}

/** What the gate of SecurityScan lets through, as the pipeline's projects are told. */
export function ignoredFindingsOf(catalogue: Catalogue, stages: StageReport[]): IgnoredFinding[] {
  return stages.flatMap(({ actions }) => actions).flatMap(({ project }) => {
    const variables = listOf(at(catalogue.find(project?.id)?.properties, 'Environment', 'EnvironmentVariables'));
    const list = variables.find((variable) => at(variable, 'Name') === 'IGNORE_FINDINGS');
    return listOf(tryParse(render(at(list, 'Value')))).map((entry) => ({
      id: render(at(entry, 'id')), reason: render(at(entry, 'reason')), expires: render(at(entry, 'expires')),
    }));
  });
}
