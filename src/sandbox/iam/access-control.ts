import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-json';
import { signedCallOf } from '../front-routing';
import { readBody } from '../http-proxy';
import { ApiCall, Place } from './api-call';
import { CallRecord } from './call-record';
import { judge, Judgement, NamedPolicy } from './evaluation';
import { registryCalls } from './registry';
import { callsOf } from './request-calls';
import { roleOfSession, RoleSession, RoleSessions } from './role-sessions';

/** What calls are judged with. */
export interface AccessControlOptions extends Place {
  readonly sessions: RoleSessions;
  readonly record: CallRecord;
  /** The identity policies of a role; of one that is gone none. */
  policiesOf(roleArn: string): Promise<NamedPolicy[]>;
  /** The key under which an object is, or, without a key, that a bucket gives to new ones; an ARN. */
  encryptionKeyOf(bucket: string, key?: string): Promise<string | undefined>;
  /** The full ARN of a secret that was named in another way. */
  secretArn(secretId: string): Promise<string | undefined>;
  /** The ARN of the session that the emulator gave a function. */
  sessionOfFunction(accessKeyId: string): Promise<string>;
  log(line: string): void;
}

/** Roles whose actions are judged where they are not requests: the sandbox's own services ask. */
export interface Access {
  /** Throws `AwsError` when the role of the session may not make every one of the calls; credentials of nobody's role may. */
  require(accessKeyId: string | undefined, calls: ApiCall[]): Promise<void>;
}

const CACHE_MS = 1000;
/** How the keys begin that the emulator gives to functions. */
const FUNCTION_KEYS = 'ASIAFUNCTION';
const KEY_USES: Readonly<Record<string, string>> = {
  's3:PutObject': 'kms:GenerateDataKey', 's3:GetObject': 'kms:Decrypt', 's3:GetObjectVersion': 'kms:Decrypt',
};
const NO_PERMISSION_NEEDED = ['sts:GetCallerIdentity'];
/** Codes of a refusal where it is not `AccessDeniedException`: the protocols in XML have their own. */
const CODES: Readonly<Record<string, string>> = { s3: 'AccessDenied', sts: 'AccessDenied', iam: 'AccessDenied', elasticloadbalancing: 'AccessDenied', cloudformation: 'AccessDenied', ec2: 'UnauthorizedOperation', sns: 'AuthorizationError' };

/**
 * Enforces the identity policies of the roles whose sessions the sandbox handed out, and keeps a record of each of their calls.
 *
 * Whoever else calls, the user's own key, the CDK CLI with the roles of the bootstrap, CloudFormation in the emulator, is not judged.
 */
export class AccessControl implements Access {
  private readonly cache = new Map<string, { readonly until: number; readonly policies: Promise<NamedPolicy[]> }>();

  constructor(private readonly options: AccessControlOptions) {}

  /** Judges a request; throws `AwsError` to refuse it. */
  async admit(request: IncomingMessage): Promise<void> {
    const signed = signedCallOf(request);
    const session = signed && await this.sessionOf(signed.accessKeyId);
    if (!session) {
      return;
    }
    const body = signed.service === 's3' && !(request.url ?? '').includes('delete') ? '' : await readBody(request);
    const calls = callsOf({ head: request, service: signed.service, body }, this.options);
    // Who may take a role is decided together with that role's trust policy, see RoleChaining.
    await this.judgeAll(session, calls.filter(({ action }) => action !== 'sts:AssumeRole'), request);
  }

  /** Judges a request of the registry protocol, sent with the password that a token gave; throws `AwsError` to refuse it. */
  async admitToRegistry(request: IncomingMessage, accessKeyId: string): Promise<void> {
    const session = await this.sessionOf(accessKeyId);
    if (session) {
      await this.judgeAll(session, registryCalls(request, this.options));
    }
  }

  async require(accessKeyId: string | undefined, calls: ApiCall[]): Promise<void> {
    const session = this.options.sessions.of(accessKeyId);
    if (session) {
      await this.judgeAll(session, calls);
    }
  }

  /** Keeps what somebody else decided about a call. */
  note(accessKeyId: string, call: ApiCall, judgement: Judgement): void {
    const session = this.options.sessions.of(accessKeyId);
    if (session) {
      this.options.record.add(session, call, judgement);
    }
  }

  /** Policies may have changed. */
  forgetPolicies(): void {
    this.cache.clear();
  }

  private async sessionOf(accessKeyId: string): Promise<RoleSession | undefined> {
    const { sessions } = this.options;
    if (accessKeyId.startsWith(FUNCTION_KEYS) && !sessions.of(accessKeyId)) {
      const sessionArn = await this.options.sessionOfFunction(accessKeyId);
      sessions.remember(accessKeyId, { sessionArn, roleArn: roleOfSession(sessionArn) ?? sessionArn });
    }
    return sessions.of(accessKeyId);
  }

  private async judgeAll(session: RoleSession, calls: ApiCall[], request?: IncomingMessage): Promise<void> {
    for (const call of calls) {
      await this.judgeOne(session, await this.withFullArn(call));
      const implied = await this.impliedOfKey(call, request);
      if (implied) {
        await this.judgeOne(session, implied);
      }
    }
  }

  private async judgeOne(session: RoleSession, call: ApiCall): Promise<void> {
    const judgement: Judgement = NO_PERMISSION_NEEDED.includes(call.action)
      ? { allowed: true, reason: 'it needs no permission' }
      : judge(await this.policies(session.roleArn), call);
    this.options.record.add(session, call, judgement);
    if (!judgement.allowed) {
      throw this.refusal(session, call, judgement);
    }
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
  private refusal(session: RoleSession, { action, resource }: ApiCall, { reason }: Judgement): AwsError {
    const message = `User: ${session.sessionArn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
    this.options.log(`iam: ${message}`);
    return new AwsError(CODES[action.split(':')[0]] ?? 'AccessDeniedException', message, 403);
  }

  private policies(roleArn: string): Promise<NamedPolicy[]> {
    const kept = this.cache.get(roleArn);
    if (kept && kept.until > Date.now()) {
      return kept.policies;
    }
    const policies = this.options.policiesOf(roleArn);
    this.cache.set(roleArn, { until: Date.now() + CACHE_MS, policies });
    return policies;
  }

  /** A secret's ARN ends in six characters that its name does not tell. */
  private async withFullArn(call: ApiCall): Promise<ApiCall> {
    const secretId = call.action.startsWith('secretsmanager:') && !/-\w{6}$/.test(call.resource) ? call.context?.['secretsmanager:secretid']?.[0] : undefined;
    const resource = secretId === undefined ? undefined : await this.options.secretArn(secretId);
    return resource === undefined ? call : { ...call, resource };
  }

  /**
   * S3 uses the key with the caller's permissions: to write an object a data key is made, to read one it is decrypted.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
   */
  private async impliedOfKey({ action, resource }: ApiCall, request: IncomingMessage | undefined): Promise<ApiCall | undefined> {
    const use = KEY_USES[action];
    const [, bucket, key] = /^arn:aws:s3:::([^/]+)\/(.+)$/.exec(resource) ?? [];
    if (!request || !use) {
      return undefined;
    }
    const keyArn = await (action === 's3:PutObject' ? this.keyToWriteWith(request, bucket) : this.options.encryptionKeyOf(bucket, key));
    const context = { 'kms:viaservice': [`s3.${this.options.region}.amazonaws.com`], 'kms:encryptioncontext:aws:s3:arn': [resource] };
    return keyArn === undefined ? undefined : { action: use, resource: keyArn, context };
  }

  private async keyToWriteWith({ headers }: IncomingMessage, bucket: string): Promise<string | undefined> {
    const named = headers['x-amz-server-side-encryption-aws-kms-key-id'];
    if (typeof named === 'string') {
      return named;
    }
    return headers['x-amz-server-side-encryption'] === 'AES256' ? undefined : this.options.encryptionKeyOf(bucket);
  }
}
