import { acknowledgementsOf, reasonFinder, warningsOf } from './acknowledgements';
import { Catalogue, Resource } from './catalogue';
import { AssemblyStack, CloudAssembly } from './cloud-assembly';
import { monthlyCostOf, runCostOf } from './costs';
import { PipelineReport, Report, REPORT_VERSION, StackReport } from './model';
import { PRICES } from './prices';
import { PipelinePlace, resourcesOf } from './resources';
import { resourcePoliciesOf, rolesOf } from './roles';
import { ignoredFindingsOf, ourPipelines, stagesOf } from './stages';
import { triggersOf } from './triggers';
import { UnreadableAssembly } from './unreadable-assembly';

/**
 * The report of an assembly.
 *
 * @param stack only this stack, by the name that the CDK CLI gives it
 */
export function makeReport(assembly: CloudAssembly, stack?: string): Report {
  const all = assembly.stacks.map((candidate) => ({ candidate, catalogue: new Catalogue(candidate) }));
  const delivering = all.filter(({ catalogue }) => ourPipelines(catalogue).length > 0);
  checkChoice(assembly, delivering.map(({ candidate }) => candidate.name), stack);
  const chosen = delivering.filter(({ candidate }) => stack === undefined || candidate.name === stack);
  return {
    version: REPORT_VERSION,
    assembly: {
      schema: assembly.schema,
      isNewer: assembly.isNewer,
      otherStacks: all.filter((one) => !delivering.includes(one)).map(({ candidate }) => candidate.name),
    },
    prices: { foundOn: PRICES.foundOn, region: PRICES.region, currency: PRICES.currency },
    stacks: chosen.map(({ candidate, catalogue }) => stackOf(candidate, catalogue)),
  };
}

function checkChoice({ stacks }: CloudAssembly, delivering: string[], stack: string | undefined): void {
  const listed = stacks.map(({ name }) => name).join(', ') || 'none at all';
  if (stack !== undefined && !stacks.some(({ name }) => name === stack)) {
    throw new UnreadableAssembly(`the assembly has no stack ${JSON.stringify(stack)}`, `it has ${listed}`);
  }
  if (delivering.length === 0) throw new UnreadableAssembly(`no stack of the assembly has a TapCicdPipeline: ${listed}`, 'add one: the first lines of the README');
  if (stack !== undefined && !delivering.includes(stack)) {
    throw new UnreadableAssembly(`the stack ${stack} has no TapCicdPipeline`, `these have one: ${delivering.join(', ')}`);
  }
}

function stackOf({ name, account, region, metadata }: AssemblyStack, catalogue: Catalogue): StackReport {
  const pipelines = ourPipelines(catalogue);
  return {
    name,
    account,
    region,
    pipelines: pipelines.map((pipeline) => pipelineOf(catalogue, pipeline)),
    resources: resourcesOf(catalogue, pipelines.map(placeOf)),
    roles: rolesOf(catalogue, reasonFinder(name, metadata, catalogue.all)),
    resourcePolicies: resourcePoliciesOf(catalogue),
    month: monthlyCostOf(catalogue),
    acknowledgements: acknowledgementsOf(name, metadata, catalogue.all),
    warnings: warningsOf(name, metadata),
  };
}

/** `Cicd/Pipeline/Resource` is the pipeline of the construct `Cicd`. */
function placeOf({ name, id, path }: Resource): PipelinePlace {
  return { name: name ?? id, path: path.replace(/\/Pipeline(\/Resource)*$/, '') };
}

function pipelineOf(catalogue: Catalogue, pipeline: Resource): PipelineReport {
  const stages = stagesOf(catalogue, pipeline);
  return {
    id: pipeline.id,
    name: pipeline.name ?? pipeline.id,
    executionMode: String(pipeline.properties.ExecutionMode ?? 'SUPERSEDED'),
    triggers: triggersOf(catalogue, pipeline),
    stages,
    run: runCostOf(stages),
    ignoredFindings: ignoredFindingsOf(catalogue, stages),
  };
}
