import { Resource } from './catalogue';
import { render } from './expression';
import { Encryption } from './model';
import { at, Json, JsonObject, listOf } from './template';

type Judge = (properties: JsonObject) => Encryption;

const NO_DATA: Encryption = { kind: 'no-data', text: '' };

/** By a key that the template names, or by what AWS takes when it names none. */
function keyOr(key: Json | undefined, otherwise: Encryption): Encryption {
  return key === undefined ? otherwise : { kind: 'own-key', text: render(key) };
}

function awsKey(text: string): Encryption {
  return { kind: 'aws-key', text };
}

/** What each type does with the data in it; a type that is not here has none. */
const JUDGES: { readonly [type: string]: Judge | undefined } = {
  'AWS::S3::Bucket': judgeBucket,
  'AWS::ECR::Repository': ({ EncryptionConfiguration: given }) => keyOr(at(given, 'KmsKey'), awsKey(at(given, 'EncryptionType') === 'KMS' ? 'aws/ecr' : 'AES-256 of ECR')),
  'AWS::Logs::LogGroup': ({ KmsKeyId: key }) => keyOr(key, awsKey('key of CloudWatch Logs')),
  'AWS::SNS::Topic': ({ KmsMasterKeyId: key }) => keyOr(key, { kind: 'none', text: 'not encrypted by a key' }),
  'AWS::SQS::Queue': ({ KmsMasterKeyId: key }) => keyOr(key, awsKey('SSE-SQS')),
  'AWS::SecretsManager::Secret': ({ KmsKeyId: key }) => keyOr(key, awsKey('aws/secretsmanager')),
  'AWS::CodeBuild::Project': ({ EncryptionKey: key }) => keyOr(key, awsKey('aws/s3')),
  'AWS::CodePipeline::Pipeline': ({ ArtifactStore: store }) => keyOr(at(store, 'EncryptionKey', 'Id'), awsKey('aws/s3')),
  'AWS::Lambda::Function': ({ KmsKeyArn: key }) => keyOr(key, awsKey('aws/lambda')),
  'AWS::CodeBuild::ReportGroup': ({ ExportConfig: given }) => keyOr(at(given, 'S3Destination', 'EncryptionKey'), awsKey('kept by CodeBuild')),
  'AWS::KMS::Key': ({ EnableKeyRotation: rotated }) => ({ kind: 'own-key', text: rotated === true ? 'rotated each year' : 'not rotated' }),
  'AWS::ElasticLoadBalancingV2::Listener': judgeListener,
};

export function encryptionOf({ type, properties }: Resource): Encryption {
  return JUDGES[type]?.(properties) ?? NO_DATA;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html: without a setting S3 encrypts with keys of its own */
function judgeBucket({ BucketEncryption: given }: JsonObject): Encryption {
  const [rule] = listOf(at(given, 'ServerSideEncryptionConfiguration'));
  const byDefault = at(rule, 'ServerSideEncryptionByDefault');
  return keyOr(at(byDefault, 'KMSMasterKeyID'), awsKey(at(byDefault, 'SSEAlgorithm') === 'aws:kms' ? 'aws/s3' : 'SSE-S3'));
}

function judgeListener({ Protocol: protocol, DefaultActions: actions }: JsonObject): Encryption {
  if (protocol === 'HTTPS' || protocol === 'TLS') return { kind: 'in-transit', text: protocol };
  const redirects = listOf(actions).some((action) => at(action, 'RedirectConfig', 'Protocol') === 'HTTPS');
  return redirects ? { kind: 'in-transit', text: 'redirects to HTTPS' } : { kind: 'plain', text: render(protocol) };
}
