import { AwsError, JsonObject } from '../aws-json';
import { toBoolean, toCamelCase, toNumber } from '../camel-case';
import { Provisioned, Provisioner, ResourceRequest } from '../provisioner';
import { BuildEngine } from './build-engine';
import { now } from './build-phases';
import { BuildVariable, ProjectRecord, ReportGroupRecord } from './model';

/** `AWS::CodeBuild::Project`. */
export class ProjectProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::CodeBuild::Project'];

  constructor(private readonly engine: BuildEngine) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const project = projectRecord(request);
    if (this.engine.project(project.name)) {
      throw new AwsError('ResourceAlreadyExistsException', `Project already exists: ${project.arn}`);
    }
    return this.save(project);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const before = this.engine.project(String(request.physicalId));
    const project = projectRecord(request);
    return this.save({ ...project, created: before?.created ?? project.created });
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.engine.removeProject(String(request.physicalId));
  }

  private save(project: ProjectRecord): Provisioned {
    this.engine.saveProject(project);
    return { physicalId: project.name, attributes: { Arn: project.arn, Id: project.name } };
  }
}

/** `AWS::CodeBuild::ReportGroup`. */
export class ReportGroupProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::CodeBuild::ReportGroup'];

  constructor(private readonly engine: BuildEngine) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    return this.update(request);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const camel = toCamelCase(request.properties) as JsonObject;
    const name = String(camel.name ?? generatedName(request));
    const group: ReportGroupRecord = {
      arn: `arn:aws:codebuild:${request.region}:${request.accountId}:report-group/${name}`,
      name,
      type: String(camel.type),
      exportConfig: camel.exportConfig as ReportGroupRecord['exportConfig'],
      tags: (camel.tags ?? []) as ReportGroupRecord['tags'],
      created: now(),
      lastModified: now(),
      status: 'ACTIVE',
    };
    this.engine.reports.saveGroup(group);
    return { physicalId: group.arn, attributes: { Arn: group.arn } };
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.engine.reports.removeGroup(String(request.physicalId));
  }
}

/** What the API spells otherwise than the template. */
const RENAMED = { BuildSpec: 'buildspec', Visibility: 'projectVisibility' };

function projectRecord(request: ResourceRequest): ProjectRecord {
  // Webhook triggers are a part of the template's project, not of the API's.
  const { triggers: _triggers, badgeEnabled, ...camel } = toCamelCase(request.properties, { renamed: RENAMED }) as JsonObject;
  const name = String(camel.name ?? request.physicalId ?? generatedName(request));
  const environment = camel.environment as JsonObject;
  return {
    ...camel,
    ...(badgeEnabled === undefined ? {} : { badge: { badgeEnabled: toBoolean(badgeEnabled, false) } }),
    name,
    arn: `arn:aws:codebuild:${request.region}:${request.accountId}:project/${name}`,
    source: camel.source as ProjectRecord['source'],
    artifacts: camel.artifacts as ProjectRecord['artifacts'],
    environment: {
      ...environment,
      type: String(environment.type),
      image: String(environment.image),
      computeType: String(environment.computeType),
      privilegedMode: toBoolean(environment.privilegedMode, false),
      environmentVariables: variables(environment.environmentVariables),
    },
    serviceRole: String(camel.serviceRole),
    timeoutInMinutes: toNumber(camel.timeoutInMinutes, 60),
    queuedTimeoutInMinutes: toNumber(camel.queuedTimeoutInMinutes, 480),
    encryptionKey: String(camel.encryptionKey ?? `arn:aws:kms:${request.region}:${request.accountId}:alias/aws/s3`),
    tags: (camel.tags ?? []) as ProjectRecord['tags'],
    created: now(),
    lastModified: now(),
  };
}

function variables(value: unknown): BuildVariable[] {
  return ((value ?? []) as BuildVariable[]).map((variable) => ({ ...variable, value: String(variable.value) }));
}

/** A name as CloudFormation would make it: the stack, the logical id, a suffix that stays the same for both. */
function generatedName(request: ResourceRequest): string {
  const suffix = [...request.stackId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffffff, 7).toString(36);
  return `${request.stackName}-${request.logicalId}-${suffix}`;
}
