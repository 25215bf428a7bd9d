import { readDeploySettings } from '../../../src/runtime/deploy/deploy-settings';
import { parseImageDefinitions } from '../../../src/runtime/deploy/image-definitions';
import { hasImages, nextRevision } from '../../../src/runtime/deploy/task-definition';
import { SettingsError } from '../../../src/runtime/settings-reader';
import { NEW_DIGEST, OLD_DIGEST, REPOSITORY_URI } from '../support/fake-cluster';

describe('readDeploySettings', () => {
  const needed = { CLUSTER_NAME: 'c', SERVICE_NAME: 's', IMAGE_DIGEST: NEW_DIGEST, REPOSITORY_NAME: 'orders' };

  test('has defaults for all that can have one', () => {
    expect(readDeploySettings(needed)).toEqual({
      clusterName: 'c',
      serviceName: 's',
      imageDefinitionsFile: 'imagedefinitions.json',
      imageDigest: NEW_DIGEST,
      repositoryName: 'orders',
      desiredCount: 1,
      deploymentTimeoutSeconds: 900,
      rollbackTimeoutSeconds: 600,
      maxStoppedTasks: 3,
      smokeTest: undefined,
    });
  });

  test('reads every setting', () => {
    expect(readDeploySettings({
      ...needed,
      IMAGE_DEFINITIONS: 'i.json',
      DESIRED_COUNT: '4',
      DEPLOYMENT_TIMEOUT_SECONDS: '10',
      ROLLBACK_TIMEOUT_SECONDS: '20',
      MAX_STOPPED_TASKS: '5',
      SMOKE_URL: 'http://alb//',
      SMOKE_PATH: '/health',
      SMOKE_STATUS: '204',
      SMOKE_TIMEOUT_SECONDS: '30',
    })).toEqual({
      clusterName: 'c',
      serviceName: 's',
      imageDefinitionsFile: 'i.json',
      imageDigest: NEW_DIGEST,
      repositoryName: 'orders',
      desiredCount: 4,
      deploymentTimeoutSeconds: 10,
      rollbackTimeoutSeconds: 20,
      maxStoppedTasks: 5,
      smokeTest: { url: 'http://alb/health', status: 204, timeoutSeconds: 30 },
    });
  });

  test('asks for / with status 200 for a minute when only the address is given', () => {
    expect(readDeploySettings({ ...needed, SMOKE_URL: 'https://a.example:8443/base' }).smokeTest).toEqual({ url: 'https://a.example:8443/base/', status: 200, timeoutSeconds: 60 });
  });

  test.each([
    ['DESIRED_COUNT', '1', '5000'], ['DEPLOYMENT_TIMEOUT_SECONDS', '1', '86400'], ['ROLLBACK_TIMEOUT_SECONDS', '1', '86400'],
    ['MAX_STOPPED_TASKS', '1', '1000'], ['SMOKE_STATUS', '100', '599'], ['SMOKE_TIMEOUT_SECONDS', '1', '3600'],
  ])('%s goes from %s to %s', (name, least, most) => {
    expect(() => readDeploySettings({ ...needed, [name]: least })).not.toThrow();
    expect(() => readDeploySettings({ ...needed, [name]: most })).not.toThrow();
    for (const value of [Number(least) - 1, Number(most) + 1]) {
      expect(() => readDeploySettings({ ...needed, [name]: String(value) })).toThrow(new SettingsError([`${name} is "${value}": give a whole number from ${least} to ${most}`]));
    }
  });

  test('fails with all problems at once', () => {
    expect(() => readDeploySettings({ SMOKE_PATH: 'health', SMOKE_URL: 'alb.example' })).toThrow(new SettingsError([
      'CLUSTER_NAME is not set: give the name of the ECS cluster',
      'SERVICE_NAME is not set: give the name of the ECS service',
      'IMAGE_DIGEST is not set: give the digest that was scanned, sha256: and 64 hexadecimal digits',
      'REPOSITORY_NAME is not set: give the name of the ECR repository',
      'SMOKE_PATH is "health": give a path that starts with /',
      'SMOKE_URL is "alb.example": give an address that starts with http:// or https://',
    ]));
  });

  test.each([['CLUSTER_NAME', 'a b'], ['SERVICE_NAME', 'a/b'], ['SERVICE_NAME', 'x'.repeat(256)], ['SMOKE_PATH', '/a b'], ['SMOKE_PATH', 'x/'], ['SMOKE_URL', 'ftp://a'], ['SMOKE_URL', 'xhttp://a'],
    ['SMOKE_URL', 'http://a b'], ['SMOKE_URL', 'http:///a']])(
    'refuses %s %j', (name, value) => expect(() => readDeploySettings({ ...needed, SMOKE_URL: 'http://a', [name]: value })).toThrow(name));

  test('accepts a name of 255 characters', () => {
    expect(readDeploySettings({ ...needed, SERVICE_NAME: `A-z_${'9'.repeat(251)}` }).serviceName).toHaveLength(255);
  });
});

describe('parseImageDefinitions', () => {
  const expected = { repositoryName: 'orders', imageDigest: NEW_DIGEST };
  const parse = (content: unknown) => parseImageDefinitions(typeof content === 'string' ? content : JSON.stringify(content), 'f.json', expected);
  const good = { name: 'app', imageUri: `${REPOSITORY_URI}@${NEW_DIGEST}` };

  test('takes name and image of every entry', () => {
    expect(parse([{ ...good, more: 1 }, { ...good, name: 'worker' }])).toEqual([good, { ...good, name: 'worker' }]);
  });

  test.each(['{', '{}', '[]', 'null', '"x"'])('fails when the file is %s', (text) => {
    expect(() => parse(text)).toThrow(new SettingsError(['f.json is not a JSON list with at least one entry: give [{"name":"app","imageUri":"REPOSITORY@sha256:..."}]']));
  });

  test.each([
    [null, 'f.json[0] is null: give an object with the texts name and imageUri'],
    [{ imageUri: 'x' }, 'f.json[0] is {"imageUri":"x"}: give an object with the texts name and imageUri'],
    [{ name: '', imageUri: 'x' }, 'f.json[0] is {"name":"","imageUri":"x"}: give an object with the texts name and imageUri'],
    [{ name: 'app' }, 'f.json[0] is {"name":"app"}: give an object with the texts name and imageUri'],
    [{ name: 'app', imageUri: 'r/orders:1' }, 'f.json[0].imageUri is "r/orders:1", which names no digest: a tag may move after the scan, so give REPOSITORY@sha256:...'],
    [{ name: 'app', imageUri: `r/orders@${OLD_DIGEST}` }, `f.json[0].imageUri has digest ${OLD_DIGEST}, but ${NEW_DIGEST} was scanned: deploy what was scanned`],
    [{ name: 'app', imageUri: `r/other@${NEW_DIGEST}` }, 'f.json[0].imageUri is in r/other, but repository orders was scanned: deploy what was scanned'],
    [{ name: 'app', imageUri: `r/myorders@${NEW_DIGEST}` }, 'f.json[0].imageUri is in r/myorders, but repository orders was scanned: deploy what was scanned'],
  ])('fails when an entry is %j', (entry, problem) => expect(() => parse([entry])).toThrow(new SettingsError([problem])));

  test('names every bad entry', () => {
    expect(() => parse([good, null, 3])).toThrow(/f.json\[1\].*\n.*f.json\[2\]/);
  });

  test('fails when a container is named twice', () => {
    expect(() => parse([good, good])).toThrow(new SettingsError(['f.json names container "app" more than once: keep one entry']));
    const problem = (index: number) => `f.json[${index}] is null: give an object with the texts name and imageUri`;
    expect(() => parse([null, null])).toThrow(new SettingsError([problem(0), problem(1)]));
  });
});

describe('nextRevision', () => {
  const images = [{ name: 'app', imageUri: 'new' }];
  const container = { name: 'app', image: 'old', versionConsistency: 'enabled', environment: [{ name: 'A', value: 'b' }], fieldOfTomorrow: { x: 1 } };
  const definition = {
    family: 'orders',
    containerDefinitions: [container, { name: 'sidecar', image: 'side' }],
    cpu: '256',
    volumes: [],
    executionRoleArn: 'role',
    runtimePlatform: { cpuArchitecture: 'ARM64' },
    enableFaultInjection: false,
    fieldOfTomorrow: [1],
  };
  const readOnly = {
    taskDefinitionArn: 'a', revision: 7, status: 'ACTIVE', requiresAttributes: [], compatibilities: ['FARGATE'], registeredAt: 1, registeredBy: 'b', deregisteredAt: 2, deleteRequestedAt: 3,
  };

  test('keeps every field, known or not, but what DescribeTaskDefinition adds', () => {
    expect(nextRevision({ ...definition, ...readOnly }, [], images)).toEqual({
      ...definition, containerDefinitions: [{ ...container, image: 'new' }, { name: 'sidecar', image: 'side' }],
    });
  });

  test('keeps tags, but not those that only AWS may set', () => {
    const tags = [{ key: 'Team', value: 'a' }, { key: 'aws:cloudformation:stack-name', value: 's' }, { key: 'my-aws:x' }];
    expect(nextRevision(definition, tags, images).tags).toEqual([{ key: 'Team', value: 'a' }, { key: 'my-aws:x' }]);
  });

  test('sends no empty list of tags, which ECS refuses', () => {
    expect(nextRevision(definition, [{ key: 'aws:x' }], images)).not.toHaveProperty('tags');
  });

  test('leaves what it was given as it was', () => {
    nextRevision(definition, [], images);
    expect(container.image).toBe('old');
  });

  test('fails when a container does not exist', () => {
    expect(() => nextRevision(definition, [], [...images, { name: 'web', imageUri: 'x' }, { name: 'db', imageUri: 'x' }])).toThrow(new SettingsError([
      'task definition orders has no container "web": it has app, sidecar', 'task definition orders has no container "db": it has app, sidecar',
    ]));
  });

  test('hasImages compares every named container', () => {
    expect(hasImages(definition, [{ name: 'app', imageUri: 'old' }, { name: 'sidecar', imageUri: 'side' }])).toBe(true);
    expect(hasImages(definition, [{ name: 'app', imageUri: 'old' }, { name: 'sidecar', imageUri: 'old' }])).toBe(false);
    expect(hasImages(definition, [{ name: 'web', imageUri: 'old' }])).toBe(false);
  });
});
