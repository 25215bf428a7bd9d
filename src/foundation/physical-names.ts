/**
 * The names of one pipeline as plain text: no construct, no stack, no check.
 *
 * `ResourceNames` checks them for a stack; whoever needs them before there is a stack (a policy for the bootstrap) uses them as they are.
 */
export class PhysicalNames {
  private readonly prefix: string;
  private readonly folder: string;

  constructor(readonly suffix: string, application?: string) {
    this.prefix = application ? `cicd-${application}` : 'cicd';
    this.folder = application ? `/cicd/${application}-${suffix}` : `/cicd/${suffix}`;
  }

  /** `cicd-{type}-{suffix}` */
  of(type: string): string {
    return `${this.prefix}-${type}-${this.suffix}`;
  }

  /** Role names are global in an account, so they carry the region. */
  role(type: string, region: string): string {
    return `${this.of(`${type}-role`)}-${region}`;
  }

  /** Bucket names are global, so they carry account and region. */
  bucket(account: string, region: string): string {
    return `${this.of('artifacts')}-${account}-${region}`;
  }

  get keyAlias(): string {
    return `alias/${this.of('key')}`;
  }

  /** The group that CodeBuild would make by itself; ours is made first, with key and retention. */
  buildLogGroup(type: string): string {
    return `/aws/codebuild/${this.of(type)}`;
  }

  logGroup(type: string): string {
    return `${this.folder}/${type}`;
  }
}
