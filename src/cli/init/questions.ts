import * as path from 'node:path';
import { Access, Answers, Language, LANGUAGES } from './answers';
import { Asker } from './asker';
import { Surroundings } from './surroundings';
import { CliError } from '../errors';
import { InitOptions } from '../program';

/** What a new project is to be, and where its parts go. */
export interface Wanted {
  readonly answers: Answers;
  /** A service that starts with it is put into the folder. */
  readonly withService: boolean;
  /** The CDK app's folder, absolute. */
  readonly appFolder: string;
}

/** Says what is wrong with answers of which only one is the user's. */
export type Check = (answers: Partial<Answers>) => string | undefined;

/** Asks for what no option says. */
export function ask(options: InitOptions, around: Surroundings, asker: Asker, check: Check): Promise<Wanted> {
  return new Interview(options, around, asker, check).hold();
}

const ACCESS_OPTIONS = '--connection-name, --connection-arn or --token-secret';
const LANGUAGE_NAMES: Record<Language, string> = { typescript: 'TypeScript', javascript: 'JavaScript', python: 'Python', java: 'Java' };
const ACCESS_TEXTS: Record<Access['kind'], string> = {
  'connection': 'Name of the connection', 'connection-arn': 'ARN of the connection', 'token-secret': 'Name of the secret',
};
/** Of a connection's name. */
const MAX_NAME = 32;

class Interview {
  constructor(
    private readonly options: InitOptions, private readonly around: Surroundings, private readonly asker: Asker, private readonly check: Check,
  ) {}

  /** In the order in which the questions are put. */
  async hold(): Promise<Wanted> {
    const withService = await this.service();
    const isApplication = withService || this.around.hasDockerfile;
    const { repository, ...said } = await this.delivery(isApplication);
    const infraRepository = this.options.infraRepository ?? (isApplication ? repository : await this.infraRepository(repository));
    const appFolder = path.resolve(this.around.folder, this.options.appFolder ?? (isApplication ? 'infra' : '.'));
    return { withService, appFolder, answers: { repository, ...said, infraRepository, ...this.notAsked(repository, appFolder) } };
  }

  private async delivery(isApplication: boolean) {
    const { options } = this;
    const repository = options.repository ?? await this.repository(isApplication);
    const language = options.language ?? await this.language();
    const access = givenAccess(options) ?? await this.access(repository);
    const suffix = options.suffix ?? await this.suffix();
    const email = options.email ?? await this.email();
    return { repository, language, access, suffix, email: email || undefined };
  }

  private notAsked(repository: string, appFolder: string) {
    const { branch, tag, environment, ownerId, repositoryId } = this.options;
    return {
      branch: branch ?? this.around.branch ?? 'main',
      tags: { project: repository.split('/')[1], ...pairs('--tag', tag) },
      environments: pairs('--environment', environment),
      ownerId,
      repositoryId,
      workingDirectory: folderBelow(this.around.root, appFolder),
    };
  }

  private async service(): Promise<boolean> {
    const { withService, withoutService } = this.options;
    if (withService || withoutService || this.around.hasDockerfile) return Boolean(withService);
    const answer = await this.asker.choose({
      message: 'There is no Dockerfile here. What is to be made?',
      option: '--with-service or --without-service',
      suggestion: this.around.isEmpty ? 'both' : 'app',
      choices: [
        { value: 'both', label: 'A service to start with, and its CDK app', hint: 'one repository' },
        { value: 'app', label: 'Only the CDK app', hint: 'the application is in another repository' },
      ],
    });
    return answer === 'both';
  }

  private repository(isApplication: boolean): Promise<string> {
    const { origin } = this.around;
    return this.asker.text({
      message: 'Repository of the application on GitHub (owner/name)',
      option: '--repository OWNER/NAME',
      suggestion: isApplication ? origin : origin?.replace(/-infra$/, ''),
      check: (answer) => this.check({ repository: answer }),
    });
  }

  private language(): Promise<Language> {
    return this.asker.choose({
      message: 'Language of the CDK app',
      option: '--language',
      suggestion: this.around.language ?? 'typescript',
      choices: LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
    });
  }

  private async access(repository: string): Promise<Access> {
    const kind = await this.asker.choose<Access['kind']>({
      message: 'How does the pipeline get at the repository?',
      option: ACCESS_OPTIONS,
      suggestion: 'connection',
      choices: [
        { value: 'connection', label: 'A new connection', hint: 'recommended; someone completes it in the console once' },
        { value: 'connection-arn', label: 'A connection that is there' },
        { value: 'token-secret', label: 'An OAuth token in Secrets Manager' },
      ],
    });
    const value = await this.asker.text({
      message: ACCESS_TEXTS[kind],
      option: ACCESS_OPTIONS,
      suggestion: kind === 'connection' ? `${repository.split('/')[0]}-github`.slice(-MAX_NAME) : undefined,
      check: (answer) => this.check({ access: accessOf(kind, answer) }),
    });
    return accessOf(kind, value);
  }

  private suffix(): Promise<string> {
    return this.asker.text({
      message: 'Suffix of the environment, part of all names', option: '--suffix', suggestion: 'dev', check: (answer) => this.check({ suffix: answer }),
    });
  }

  private email(): Promise<string> {
    return this.asker.text({
      message: 'Address that is told of failures (may be empty)', option: '--email', isOptional: true, check: (answer) => this.check({ email: answer }),
    });
  }

  private infraRepository(repository: string): Promise<string> {
    return this.asker.text({
      message: 'Repository of this CDK app on GitHub (owner/name)',
      option: '--infra-repository OWNER/NAME',
      suggestion: this.around.origin ?? (repository && `${repository}-infra`),
      check: (answer) => this.check({ infraRepository: answer }),
    });
  }
}

function givenAccess({ connectionName, connectionArn, tokenSecret }: InitOptions): Access | undefined {
  const all = { 'connection': connectionName, 'connection-arn': connectionArn, 'token-secret': tokenSecret };
  const given = Object.entries(all).flatMap(([kind, value]) => (value === undefined ? [] : [accessOf(kind as Access['kind'], value)]));
  if (given.length > 1) throw new CliError('--connection-name, --connection-arn and --token-secret are three ways to one thing', 'give one of them');
  return given[0];
}

function accessOf(kind: Access['kind'], value: string): Access {
  if (kind === 'connection') return { kind, name: value };
  return kind === 'connection-arn' ? { kind, arn: value } : { kind, secret: value };
}

/** `NAME=VALUE` each. */
function pairs(option: string, given: string[] = []): { readonly [name: string]: string } {
  return Object.fromEntries(given.map((pair) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined) throw new CliError(`${option} must be NAME=VALUE, got ${JSON.stringify(pair)}`, 'for example --tag team=payments, --environment main=production');
    return [name, value];
  }));
}

/** With `/` on every platform, `.` for the root itself. */
function folderBelow(root: string, folder: string): string {
  const relative = path.relative(root, folder).split(path.sep).join('/');
  if (relative.startsWith('..')) throw new CliError(`the folder of the CDK app, ${folder}, is not below ${root}`, 'choose another --app-folder');
  return relative || '.';
}
