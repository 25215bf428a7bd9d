import * as fs from 'fs';
import * as path from 'path';
import { aws_sns as sns } from 'aws-cdk-lib';
import { Foundation } from '../../../src/foundation/foundation';
import { ResourceNames } from '../../../src/foundation/naming';
import { GitHubDeliveryRoles } from '../../../src/github/trust/delivery-roles';
import { makeStack } from '../../support/app';
import { Json, PipelineTemplate } from '../../support/template';

const DOCUMENT = fs.readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'github-trust.md'), 'utf8');

/** The section of a role, from its heading to the next. */
const section = (title: string) => DOCUMENT.split(/^## /m).find((text) => text.startsWith(`${title}:`)) ?? '';

describe('docs/github-trust.md', () => {
  const stack = makeStack();
  const foundation = new Foundation(stack, new ResourceNames(stack, 'prod'), {});
  new GitHubDeliveryRoles(stack, 'GitHub', {
    foundation,
    topic: new sns.Topic(stack, 'Topic', { topicName: 'cicd-topic-prod', masterKey: foundation.key }),
    identity: { repository: 'acme/orders', ownerId: '12', repositoryId: '34' },
    workflowFile: '.github/workflows/ci-cd.yml',
    deployments: [{ environment: 'production', refs: ['refs/heads/main'] }, { environment: 'release', refs: ['refs/heads/release/*'] }],
  });
  const template = PipelineTemplate.of(stack);
  const trustOf = (type: string) => {
    const role = template.one('AWS::IAM::Role', { RoleName: `cicd-github-${type}-role-prod-us-east-1` });
    return (role.properties.AssumeRolePolicyDocument as { Statement: Json[] }).Statement.map(({ Condition }) => Condition);
  };

  test.each([['Deploy', 'deploy'], ['Diff', 'diff']])('has the trust of %s as the template has it', (title, type) => {
    const [, json] = /```json\n([^`]+)```/.exec(section(title)) ?? [];
    expect(JSON.parse(json)).toEqual(trustOf(type));
  });

  test('says of the notify role what its trust is', () => expect(trustOf('notify')).toEqual(trustOf('diff').slice(0, 2)));

  test.each([['Deploy', 'deploy'], ['Diff', 'diff'], ['Notify', 'notify']])('names the actions of %s, all and no others', (title, type) => {
    const rows = section(title).split('\n').filter((line) => /^\| `/.test(line)).map((line) => line.split('|')[1]);
    let service = '';
    const documented = [...rows.join().matchAll(/`(?:(\w+):)?(\w+)`/g)].map(([, named, action]) => `${service = named ?? service}:${action}`);
    expect(documented).toEqual(Object.keys(template.permissionsOf(`cicd-github-${type}-role`)));
  });
});
