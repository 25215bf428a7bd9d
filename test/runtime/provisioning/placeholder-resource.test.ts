import { FakeRegistry, serviceError } from './support/fake-registry';
import { PlaceholderResource } from '../../../src/runtime/provisioning/placeholder-resource';

const PROPERTIES = { RepositoryName: 'cicd-repository-dev', Port: '8080', Architecture: 'x86_64' };
const { signal } = new AbortController();

describe('PlaceholderResource', () => {
  let registry: FakeRegistry;
  let resource: PlaceholderResource;

  beforeEach(() => {
    registry = new FakeRegistry('cicd-repository-dev');
    resource = new PlaceholderResource(registry);
  });

  test('puts the image under the tag live', async () => {
    expect(await resource.create(PROPERTIES, signal)).toMatch(/^cicd-repository-dev:live is now sha256:[0-9a-f]{64}$/);
    expect([...registry.tags.keys()]).toEqual(['live']);
  });

  test('says that it leaves an image alone', async () => {
    registry.tags.set('live', 'the image of the application');

    expect(await resource.create(PROPERTIES, signal)).toBe('cicd-repository-dev:live exists and is left as it is');
  });

  test('is identified by repository and tag, whatever the port', () => {
    expect(resource.physicalId(PROPERTIES)).toBe('cicd-repository-dev:live');
    expect(resource.physicalId({ ...PROPERTIES, Port: '9090' })).toBe('cicd-repository-dev:live');
  });

  test('does nothing at an update of the port, nor at a deletion', async () => {
    await resource.update({ ...PROPERTIES, Port: '9090' }, PROPERTIES, signal);
    await resource.delete();

    expect(registry.calls).toEqual([]);
  });

  test('puts an image into the repository that takes the place of another', async () => {
    await resource.update(PROPERTIES, { ...PROPERTIES, RepositoryName: 'old' }, signal);

    expect(registry.tags.has('live')).toBe(true);
  });

  test.each([
    [{ Port: '0' }, '\'Port\' must be 1 to 65535, got "0"'],
    [{ Port: '65536' }, '\'Port\' must be 1 to 65535, got "65536"'],
    [{ Port: 'http' }, '\'Port\' must be 1 to 65535, got "http"'],
    [{ Port: undefined }, '\'Port\' must be a text that is not empty, got undefined'],
    [{ RepositoryName: '' }, '\'RepositoryName\' must be a text that is not empty, got ""'],
    [{ Architecture: 'riscv64' }, '\'Architecture\' must be x86_64 or arm64, got "riscv64"'],
    [{ Architecture: 'toString' }, '\'Architecture\' must be x86_64 or arm64, got "toString"'],
  ])('refuses %j before any call', async (wrong, message) => {
    await expect(resource.create({ ...PROPERTIES, ...wrong }, signal)).rejects.toThrow(message);
    expect(registry.calls).toEqual([]);
  });

  test('fails when the repository does not exist', async () => {
    await expect(resource.create({ ...PROPERTIES, RepositoryName: 'other' }, signal)).rejects.toThrow('The repository with name \'other\' does not exist');
  });

  test('stops waiting for permissions when its time is over', async () => {
    const aborting = new AbortController();
    registry.before.BatchGetImage = () => {
      setTimeout(() => aborting.abort(), 10);
      throw serviceError('AccessDeniedException');
    };

    await expect(resource.create(PROPERTIES, aborting.signal)).rejects.toThrow('aborted');
  });
});
