import { Catalogue } from './catalogue';
import { referencesIn, render, renderAll } from './expression';
import { ConditionReport, StatementReport } from './model';
import { at, isObject, Json, JsonObject, listOf, objectOf } from './template';

/** The rows of a policy document. */
export function statementsOf(catalogue: Catalogue, document: Json | undefined): StatementReport[] {
  return listOf(at(document, 'Statement')).flatMap((statement) => rowsOf(catalogue, objectOf(statement)));
}

function rowsOf(catalogue: Catalogue, statement: JsonObject): StatementReport[] {
  const whole = {
    effect: render(statement.Effect),
    principals: principalsOf(statement),
    conditions: conditionsOf(statement.Condition),
    reasons: [],
  };
  const actions = [...renderAll(statement.Action), ...renderAll(statement.NotAction).map((action) => `everything but ${action}`)];
  const resources = [...renderAll(statement.Resource), ...renderAll(statement.NotResource).map((resource) => `everything but ${resource}`)];
  const services = [...new Set(actions.map(serviceOfAction))];
  return services.map((service) => ({
    ...whole,
    actions: actions.filter((action) => serviceOfAction(action) === service),
    resources: resourcesFor(catalogue, service, resources),
  }));
}

/** Those that an action of the service can be about; all where none is known to be. */
function resourcesFor(catalogue: Catalogue, service: string, resources: string[]): string[] {
  const fitting = resources.filter((resource) => {
    const its = serviceOfResource(catalogue, resource);
    return its === undefined || its === service;
  });
  return fitting.length > 0 ? fitting : resources;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html: its resources are IAM's. */
function serviceOfAction(action: string): string {
  const [prefix] = action.split(':');
  return prefix === 'sts' ? 'iam' : prefix;
}

/** By the ARN, or by the type of what is referred to; undefined where it may be any. */
function serviceOfResource(catalogue: Catalogue, resource: string): string | undefined {
  // A pseudo parameter has colons of its own: `arn:${AWS::Partition}:ecs:...`.
  if (resource.startsWith('arn:')) return resource.replace(/\$\{[^}]*\}/g, '').split(':')[2];
  const referred = resource.startsWith('${') ? catalogue.find(referencesIn(resource)[0]) : undefined;
  return referred?.type.split('::')[1]?.toLowerCase();
}

function principalsOf({ Principal: principal, NotPrincipal: others }: JsonObject): string[] | undefined {
  if (others !== undefined) return namesOf(others).map((name) => `everybody but ${name}`);
  return principal === undefined ? undefined : namesOf(principal);
}

function namesOf(principal: Json): string[] {
  const names = isObject(principal) && !isIntrinsic(principal) ? Object.values(principal).flatMap(renderAll) : renderAll(principal);
  return names.map((name) => (name === '*' ? 'everybody' : name));
}

function isIntrinsic(value: JsonObject): boolean {
  return Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function conditionsOf(conditions: Json | undefined): ConditionReport[] {
  return Object.entries(objectOf(conditions)).flatMap(([operator, keys]) =>
    Object.entries(objectOf(keys)).map(([key, values]) => ({ operator, key, values: renderAll(values) })));
}
