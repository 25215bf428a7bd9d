import { allow, arnOf, ExecutionPlace, ExecutionStatement, madeWithTag, tagged, takesTag, through } from './statement';

/** The key, its use by the services that encrypt for CloudFormation, and the secrets. */
export function encryptionStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [...keyStatements(place), ...keyUseStatements(place), ...secretStatements(place)];
}

/**
 * A key has no name, so it is known by its tag, which CloudFormation sets in the very call that makes the key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
 */
function keyStatements(place: ExecutionPlace): ExecutionStatement[] {
  const anyKey = arnOf(place, 'kms', 'key/*');
  return [
    // The action takes no resource: the key is not there yet.
    allow('MakeKey', 'kms', ['CreateKey'], '*', madeWithTag(place)),
    allow('TagKey', 'kms', ['TagResource'], anyKey, takesTag(place)),
    allow('Key', 'kms', [
      'DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListResourceTags', 'PutKeyPolicy', 'UpdateKeyDescription', 'EnableKey', 'DisableKey',
      'EnableKeyRotation', 'DisableKeyRotation', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'CreateAlias', 'UpdateAlias', 'DeleteAlias',
    ], anyKey, tagged(place)),
    allow('KeyAlias', 'kms', ['CreateAlias', 'UpdateAlias', 'DeleteAlias'], arnOf(place, 'kms', place.names.keyAlias)),
    // Takes no resource.
    allow('FindKeyAlias', 'kms', ['ListAliases'], '*'),
  ];
}

/**
 * Repository, function and secret are put under the key on behalf of whoever makes them.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
function keyUseStatements(place: ExecutionPlace): ExecutionStatement[] {
  const use = ['CreateGrant', 'RetireGrant', 'Encrypt', 'Decrypt', 'GenerateDataKey'];
  const services = { 'kms:ViaService': through(place, ['ecr', 'lambda', 'secretsmanager']) };
  const made = allow('UseKey', 'kms', use, arnOf(place, 'kms', 'key/*'), { StringEquals: { ...tagged(place).StringEquals, ...services } });
  const given = (keyArn: string) => allow('UseGivenKey', 'kms', ['DescribeKey', ...use], keyArn, { StringEquals: services });
  return place.keyArn ? [made, given(place.keyArn)] : [made];
}

/** The six characters that Secrets Manager adds to a name are made at its creation. */
function secretStatements(place: ExecutionPlace): ExecutionStatement[] {
  const secrets = ['github-token', 'webhook-secret'].map((type) => arnOf(place, 'secretsmanager', `secret:${place.names.of(type)}-??????`));
  return [
    allow('Secrets', 'secretsmanager', ['CreateSecret', 'DeleteSecret', 'UpdateSecret', 'DescribeSecret', 'GetSecretValue', 'TagResource', 'UntagResource'], secrets),
    // Takes no resource.
    allow('MakeSecretValue', 'secretsmanager', ['GetRandomPassword'], '*'),
  ];
}
