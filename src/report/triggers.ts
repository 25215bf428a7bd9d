import { Catalogue, Resource } from './catalogue';
import { render, renderAll } from './expression';
import { at, Json, listOf } from './template';

/** The words for what a filter includes and excludes. */
const FILTERS = [['Branches', 'branches'], ['Tags', 'tags'], ['FilePaths', 'paths']] as const;

/** What starts the pipeline, each a sentence. */
export function triggersOf(catalogue: Catalogue, pipeline: Resource): string[] {
  const byConnection = listOf(pipeline.properties.Triggers).flatMap((trigger) => {
    const git = at(trigger, 'GitConfiguration');
    return [...listOf(at(git, 'Push')).map((filter) => sentence('a push', filter)), ...listOf(at(git, 'PullRequest')).map((filter) => sentence('a pull request', filter))];
  });
  return [...byConnection, ...webhooksOf(catalogue, pipeline), ...detectedOf(pipeline)];
}

function sentence(event: string, filter: Json): string {
  const parts = FILTERS.flatMap(([property, word]) => {
    const included = renderAll(at(filter, property, 'Includes'));
    const excluded = renderAll(at(filter, property, 'Excludes'));
    return [...phrase(word, included), ...phrase(`no ${word}`, excluded)];
  });
  return parts.length === 0 ? event : `${event}: ${parts.join('; ')}`;
}

function phrase(word: string, values: string[]): string[] {
  return values.length === 0 ? [] : [`${word} ${values.join(', ')}`];
}

function webhooksOf(catalogue: Catalogue, pipeline: Resource): string[] {
  const webhooks = catalogue.ofType('AWS::CodePipeline::Webhook').filter(({ properties }) => catalogue.referredBy(properties.TargetPipeline)?.id === pipeline.id
    || properties.TargetPipeline === pipeline.properties.Name);
  return webhooks.map(({ properties }) => {
    const filters = listOf(properties.Filters).map((filter) => render(at(filter, 'MatchEquals'))).filter(Boolean);
    return filters.length === 0 ? 'a push, told by the webhook' : `a push, told by the webhook: ${filters.join('; ')}`;
  });
}

/** A connection without a trigger of its own starts the pipeline on each push to the branch. */
function detectedOf({ properties }: Resource): string[] {
  const sources = listOf(at(listOf(properties.Stages)[0], 'Actions'));
  const detects = sources.some((action) => at(action, 'ActionTypeId', 'Provider') === 'CodeStarSourceConnection' && at(action, 'Configuration', 'DetectChanges') !== false);
  return detects && properties.Triggers === undefined ? ['a push to the branch'] : [];
}
