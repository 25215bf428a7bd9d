import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkName, NAME_RULES } from './name-rules';
import { PhysicalNames } from './physical-names';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/** What goes into every name beside the resource type and the environment. */
export interface NamingOptions {
  /**
   * The application, put into every name: `cicd-{application}-{resource type}-{suffix}`.
   *
   * Two applications with one suffix in one account need it: role, bucket and topic names would clash.
   *
   * @default - names carry no application
   */
  readonly application?: string;
}

const WORD = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_WORD = 20;
const PRODUCTION = /^(prod|production|prd|live)(-|$)/;

/**
 * Every name of one pipeline, from one place.
 *
 * Literal strings, so that a policy can name a resource without a reference to it (no cycles).
 */
export class ResourceNames {
  private readonly names: PhysicalNames;

  constructor(private readonly scope: IConstruct, readonly suffix: string, options: NamingOptions = {}) {
    checkWord(scope, 'environmentSuffix', suffix);
    if (options.application !== undefined) checkWord(scope, 'naming.application', options.application);
    this.names = new PhysicalNames(suffix, options.application);
    this.checkAll();
    const registry = NameRegistry.of(scope);
    registry.claim(scope, this.names.of('*'));
    // Application `a` with suffix `b` and suffix `a-b` alone differ in all names but these.
    registry.claim(scope, this.names.logGroup('*'));
  }

  /** Retained resources, deletion protection: `prod`, `production`, `prd`, `live` and what begins with one of them and a hyphen. */
  get productionLike(): boolean {
    return PRODUCTION.test(this.suffix);
  }

  /** `cicd-{type}-{suffix}` */
  of(type: string): string {
    return this.names.of(type);
  }

  /** Role names are global in an account, so they carry the region. */
  role(type: string): string {
    return checkName(this.scope, NAME_RULES.role, this.names.role(type, Stack.of(this.scope).region));
  }

  /** The name of the same role in a region that is told in another way, for example by an expression in a workflow. */
  roleIn(type: string, region: string): string {
    return this.names.role(type, region);
  }

  /** Bucket names are global, so they carry account and region. */
  get bucket(): string {
    const { account, region } = Stack.of(this.scope);
    return checkName(this.scope, NAME_RULES.bucket, this.names.bucket(account, region));
  }

  get keyAlias(): string {
    return this.names.keyAlias;
  }

  /** The group that CodeBuild would make by itself; ours is made first, with key and retention. */
  buildLogGroup(type: string): string {
    return this.names.buildLogGroup(type);
  }

  logGroup(type: string): string {
    return this.names.logGroup(type);
  }

  private checkAll(): void {
    const { scope } = this;
    checkName(scope, NAME_RULES.alias, this.keyAlias);
    checkName(scope, NAME_RULES.repository, this.of('repository'));
    checkName(scope, NAME_RULES.pipeline, this.of('pipeline'));
    checkName(scope, NAME_RULES.project, this.of('integration'));
    checkName(scope, NAME_RULES.topic, this.of('topic'));
    checkName(scope, NAME_RULES.ecs, this.of('cluster'));
    checkName(scope, NAME_RULES.loadBalancer, this.of('alb'));
    checkName(scope, NAME_RULES.secret, this.of('github-token'));
    checkName(scope, NAME_RULES.logGroup, this.logGroup('service'));
    void this.bucket;
    this.role('provisioning');
  }
}

/** A part of names: suffix, application. */
export function checkWord(scope: IConstruct | string, prop: string, value: string): void {
  requireThat(scope, isKnown(value), {
    prop, rule: 'must be known at synthesis, since it is part of physical names', value: '<token>', fix: 'pass a plain string',
  });
  requireThat(scope, WORD.test(value) && value.length <= MAX_WORD, {
    prop,
    rule: `must be 1 to ${MAX_WORD} lower-case letters, digits and single inner hyphens`,
    value,
    fix: 'for example "prod" or "pr-42"',
  });
}

const REGISTRY = Symbol.for('tap-cicd-pipeline.names');

/** The names taken in one app, kept on the app itself. */
class NameRegistry {
  static of(scope: IConstruct): NameRegistry {
    const root = scope.node.root as IConstruct & { [REGISTRY]?: NameRegistry };
    return (root[REGISTRY] ??= new NameRegistry());
  }

  private readonly takenBy = new Map<string, string>();

  claim(scope: IConstruct, names: string): void {
    const { account, region } = Stack.of(scope);
    const place = [account, region].map((part) => (isKnown(part) ? part : Stack.of(scope).node.path)).join('/');
    const taken = this.takenBy.get(`${place}/${names}`);
    requireThat(scope, taken === undefined, {
      prop: 'environmentSuffix',
      rule: `must give names that no other pipeline of this app has; ${taken} has the same`,
      value: names,
      fix: 'set naming.application, or another environmentSuffix',
    });
    this.takenBy.set(`${place}/${names}`, scope.node.path);
  }
}
