import { toApiInput } from '../../../src/sandbox/ecs/cloudformation-properties';

test('names become the names of the API', () => {
  expect(toApiInput({
    ServiceName: 's',
    EnableECSManagedTags: true,
    Tags: [{ Key: 'a', Value: 'b' }],
    Volumes: [{ Name: 'v', EFSVolumeConfiguration: { FilesystemId: 'fs-1' } }],
  })).toEqual({
    serviceName: 's',
    enableECSManagedTags: true,
    tags: [{ key: 'a', value: 'b' }],
    volumes: [{ name: 'v', efsVolumeConfiguration: { filesystemId: 'fs-1' } }],
  });
});

test('the user\'s own words stay as they are', () => {
  expect(toApiInput({ DockerLabels: { Team: 'A' }, LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'G' } } })).toEqual({
    dockerLabels: { Team: 'A' }, logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'G' } },
  });
});

test('numbers and booleans that a template carries as strings become what they are, and other strings do not', () => {
  expect(toApiInput({ DesiredCount: '2', Cpu: '256', Essential: 'true', Environment: [{ Name: 'N', Value: '1' }] })).toEqual({
    desiredCount: 2, cpu: '256', essential: true, environment: [{ name: 'N', value: '1' }],
  });
});
