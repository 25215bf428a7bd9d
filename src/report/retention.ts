import { Resource } from './catalogue';
import { render } from './expression';
import { at, Json, JsonObject, listOf, tryParse } from './template';

type Reader = (properties: JsonObject) => string | undefined;

/** How long each type keeps what is in it; a type that is not here keeps nothing that has an age. */
const READERS: { readonly [type: string]: Reader | undefined } = {
  'AWS::S3::Bucket': ({ LifecycleConfiguration: given }) => joined(listOf(at(given, 'Rules')).flatMap(lifecycleRule)),
  'AWS::ECR::Repository': ({ LifecyclePolicy: given }) => joined(imageRules(at(given, 'LifecyclePolicyText'))),
  'AWS::Logs::LogGroup': ({ RetentionInDays: days }) => (days === undefined ? 'log events for ever' : `log events ${render(days)} days`),
  'AWS::KMS::Key': ({ PendingWindowInDays: days }) => `removed ${days === undefined ? 30 : render(days)} days after its deletion is asked for`,
  // https://docs.aws.amazon.com/codebuild/latest/userguide/test-view-reports.html
  'AWS::CodeBuild::ReportGroup': () => 'reports 30 days',
};

export function retentionOf({ type, properties }: Resource): string | undefined {
  return READERS[type]?.(properties);
}

function lifecycleRule(rule: Json): string[] {
  const days = (words: string, value: Json | undefined) => (value === undefined ? [] : [`${words} ${render(value)} days`]);
  if (at(rule, 'Status') !== 'Enabled') return [];
  return [
    ...days('objects', at(rule, 'ExpirationInDays')),
    ...days('old versions', at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays')),
    ...days('unfinished uploads', at(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation')),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
function imageRules(text: Json | undefined): string[] {
  const rules = typeof text === 'string' ? listOf(at(tryParse(text), 'rules')) : [];
  return rules.map((rule) => {
    const selection = at(rule, 'selection');
    const description = render(at(rule, 'description')) || render(at(selection, 'tagStatus'));
    const count = render(at(selection, 'countNumber'));
    return at(selection, 'countType') === 'sinceImagePushed' ? `${description}: days ${count}` : `${description}: ${count}`;
  });
}

function joined(parts: string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join('; ');
}
