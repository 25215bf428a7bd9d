import { ReasonFinder } from './acknowledgements';
import { Catalogue, labelOf, Resource } from './catalogue';
import { referencesIn, render, renderAll } from './expression';
import { ResourcePolicyReport, RoleReport, StatementReport } from './model';
import { statementsOf } from './statements';
import { at, Json, listOf } from './template';

/** The roles of a stack, each with all that it may do. */
export function rolesOf(catalogue: Catalogue, reasonsFor: ReasonFinder): RoleReport[] {
  return catalogue.ofType('AWS::IAM::Role').map((role) => ({
    id: role.id,
    name: labelOf(role),
    usedBy: usersOf(catalogue, role),
    trust: statementsOf(catalogue, role.properties.AssumeRolePolicyDocument),
    managedPolicies: renderAll(role.properties.ManagedPolicyArns),
    statements: documentsOf(catalogue, role)
      .flatMap((document) => statementsOf(catalogue, document))
      .map((row) => withReasons(row, role, reasonsFor)),
  }));
}

/** Its own inline policies, and those that grants attached to it. */
function documentsOf(catalogue: Catalogue, role: Resource): Array<Json | undefined> {
  const inline = listOf(role.properties.Policies).map((policy) => at(policy, 'PolicyDocument'));
  const attached = [...catalogue.ofType('AWS::IAM::Policy'), ...catalogue.ofType('AWS::IAM::ManagedPolicy')]
    .filter(({ properties }) => renderAll(properties.Roles).some((text) => text === role.name || referencesIn(text).includes(role.id)));
  return [...inline, ...attached.map(({ properties }) => properties.PolicyDocument)];
}

/** Where services keep the role that they run something under. */
const ROLE_PROPERTIES = ['Role', 'RoleArn', 'ServiceRole', 'TaskRoleArn', 'ExecutionRoleArn', 'DeliverLogsPermissionArn'];

function usersOf(catalogue: Catalogue, { id }: Resource): string[] {
  const refersToRole = (value: Json | undefined) => referencesIn(render(value)).includes(id);
  return catalogue.all.filter(({ properties }) => ROLE_PROPERTIES.some((property) => refersToRole(properties[property]))).map((user) => user.id);
}

function withReasons(row: StatementReport, { path }: Resource, reasonsFor: ReasonFinder): StatementReport {
  return { ...row, reasons: [...new Set(row.resources.filter((resource) => resource.includes('*')).flatMap((resource) => reasonsFor(path, resource)))] };
}

/** Where types keep a policy of their own, and whose it is; without a second word it is the resource's itself. */
const POLICIES: { readonly [type: string]: readonly [document: string, owner?: string] | undefined } = {
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::S3::BucketPolicy': ['PolicyDocument', 'Bucket'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument', 'Topics'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument', 'Queues'],
  'AWS::ECR::Repository': ['RepositoryPolicyText'],
  'AWS::SecretsManager::ResourcePolicy': ['ResourcePolicy', 'SecretId'],
};

/** The policies that resources carry: who else may do what to them. */
export function resourcePoliciesOf(catalogue: Catalogue): ResourcePolicyReport[] {
  return catalogue.all.flatMap((resource) => {
    const [document, owner] = POLICIES[resource.type] ?? [];
    if (document === undefined || resource.properties[document] === undefined) return [];
    const whose = owner === undefined ? `\${${resource.id}}` : render(resource.properties[owner]);
    return [{ resource: whose, statements: statementsOf(catalogue, resource.properties[document]) }];
  });
}
