import { XMLParser } from 'fast-xml-parser';
import { AwsError, JsonObject } from '../aws-json';
import { Credentials, EmulatorClient } from '../emulator-client';
import { NamedPolicy } from '../iam/evaluation';

/** What STS has to know of a role. */
export interface Role {
  readonly arn: string;
  readonly trustPolicy: JsonObject;
  readonly maxSessionSeconds: number;
}

/** What STS has to know of an OIDC provider. */
export interface OidcProvider {
  readonly arn: string;
  readonly clientIds: readonly string[];
}

/** A session of a role, as the emulator made it. */
export interface RoleSession {
  readonly credentials: JsonObject;
  readonly user: JsonObject;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html */
export type PolicyDecision = 'allowed' | 'explicitDeny' | 'implicitDeny';

const VERSIONS = { iam: '2010-05-08', sts: '2011-06-15' } as const;
const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true, isArray: (name) => name === 'member' });

/** Reads identities out of the emulator. */
export class IdentityReader {
  constructor(private readonly emulator: EmulatorClient) {}

  /** The role of an ARN; undefined when there is none. */
  async role(arn: string): Promise<Role | undefined> {
    const result = await this.find('GetRole', { RoleName: arn.slice(arn.lastIndexOf('/') + 1) });
    const role = result?.Role as JsonObject | undefined;
    return role?.Arn !== arn ? undefined : {
      arn, trustPolicy: policyDocument(role.AssumeRolePolicyDocument), maxSessionSeconds: Number(role.MaxSessionDuration ?? 3600),
    };
  }

  /** The provider of an ARN; undefined when there is none. */
  async provider(arn: string): Promise<OidcProvider | undefined> {
    const result = await this.find('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
    return result && { arn, clientIds: members<string>(result.ClientIDList) };
  }

  /** The ARN of whoever has the credentials. */
  async callerArn(credentials: Credentials): Promise<string> {
    return String((await this.ask('sts', 'GetCallerIdentity', {}, credentials)).Arn);
  }

  /** What the policies of a role, its permissions boundary included, say to an action on a resource. */
  async decisionOfPolicies(roleArn: string, action: string, resourceArn: string): Promise<PolicyDecision> {
    const result = await this.ask('iam', 'SimulatePrincipalPolicy', {
      'PolicySourceArn': roleArn, 'ActionNames.member.1': action, 'ResourceArns.member.1': resourceArn,
    });
    const evaluations = (result.EvaluationResults as JsonObject | undefined)?.member as JsonObject[] | undefined;
    return (evaluations?.[0]?.EvalDecision ?? 'implicitDeny') as PolicyDecision;
  }

  /** The names of the account's roles. */
  async roleNames(): Promise<string[]> {
    const result = await this.ask('iam', 'ListRoles', { MaxItems: '1000' });
    return members<JsonObject>(result.Roles).map(({ RoleName }) => String(RoleName));
  }

  /** The identity policies of a role, inline and attached; a role that is gone has none. */
  async policiesOf(roleArn: string): Promise<NamedPolicy[]> {
    const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const inline = await this.find('ListRolePolicies', { RoleName });
    const attached = await this.find('ListAttachedRolePolicies', { RoleName });
    return Promise.all([
      ...members<string>(inline?.PolicyNames).map((PolicyName) => this.inlinePolicy(RoleName, PolicyName)),
      ...members<JsonObject>(attached?.AttachedPolicies).map((policy) => this.managedPolicy(String(policy.PolicyName), String(policy.PolicyArn))),
    ]);
  }

  /** A session of a role, whoever asks. */
  async assume(parameters: Record<string, string>): Promise<RoleSession> {
    const result = await this.ask('sts', 'AssumeRole', parameters);
    return { credentials: result.Credentials as JsonObject, user: result.AssumedRoleUser as JsonObject };
  }

  private async inlinePolicy(RoleName: string, PolicyName: string): Promise<NamedPolicy> {
    const policy = await this.ask('iam', 'GetRolePolicy', { RoleName, PolicyName });
    return { name: PolicyName, document: policyDocument(policy.PolicyDocument) };
  }

  private async managedPolicy(name: string, PolicyArn: string): Promise<NamedPolicy> {
    const policy = (await this.ask('iam', 'GetPolicy', { PolicyArn })).Policy as JsonObject;
    const version = await this.ask('iam', 'GetPolicyVersion', { PolicyArn, VersionId: String(policy.DefaultVersionId) });
    return { name, document: policyDocument((version.PolicyVersion as JsonObject).Document) };
  }

  private async find(action: string, parameters: Record<string, string>): Promise<JsonObject | undefined> {
    try {
      return await this.ask('iam', action, parameters);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'NoSuchEntity') {
        return undefined;
      }
      throw error;
    }
  }

  private async ask(service: 'iam' | 'sts', Action: string, parameters: Record<string, string>, credentials?: Credentials): Promise<JsonObject> {
    const xml = await this.emulator.query(service, { ...parameters, Action, Version: VERSIONS[service] }, credentials);
    const document = parser.parse(xml) as Record<string, JsonObject>;
    return document[`${Action}Response`][`${Action}Result`] as JsonObject;
  }
}

/** IAM answers policies URL-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
function policyDocument(written: unknown): JsonObject {
  const text = String(written);
  return JSON.parse(text.startsWith('{') ? text : decodeURIComponent(text)) as JsonObject;
}

function members<T>(list: unknown): T[] {
  return (list as JsonObject | undefined)?.member as T[] | undefined ?? [];
}
