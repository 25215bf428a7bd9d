import { FakeRegistry, serviceError } from './support/fake-registry';
import { pushUnlessTagged } from '../../../src/runtime/provisioning/image-push';
import { placeholderImage } from '../../../src/runtime/provisioning/placeholder/placeholder-image';

const REPOSITORY = 'cicd-repository-dev';
const image = placeholderImage(8080, 'x86_64');
const push = (registry: FakeRegistry) => pushUnlessTagged(registry, REPOSITORY, 'live', image);

describe('pushUnlessTagged', () => {
  let registry: FakeRegistry;

  beforeEach(() => {
    registry = new FakeRegistry(REPOSITORY);
  });

  test('uploads layer and configuration and puts the image under the tag', async () => {
    expect(await push(registry)).toBe(true);

    expect([...registry.layers.keys()].sort()).toEqual(image.blobs.map(({ digest }) => digest).sort());
    expect(registry.tags.get('live')).toBe(image.manifest);
  });

  test('touches nothing when the tag exists', async () => {
    registry.tags.set('live', 'the image of the application');

    expect(await push(registry)).toBe(false);
    expect(registry.calls).toEqual(['BatchGetImage']);
  });

  test('leaves the tag alone that someone puts while the layers are uploaded', async () => {
    registry.before.CompleteLayerUpload = () => registry.tags.set('live', 'the image of the application');

    expect(await push(registry)).toBe(false);
    expect(registry.tags.get('live')).toBe('the image of the application');
    expect(registry.count('PutImage')).toBe(0);
  });

  test('uploads only the layers that are not there', async () => {
    const [layer, config] = image.blobs;
    registry.layers.set(layer.digest, layer.content);

    expect(await push(registry)).toBe(true);
    expect(registry.count('InitiateLayerUpload')).toBe(1);
    expect(registry.layers.get(config.digest)).toEqual(config.content);
  });

  test('goes on when someone else completes the same layer first', async () => {
    registry.before.CompleteLayerUpload = () => image.blobs.forEach(({ digest, content }) => registry.layers.set(digest, content));

    expect(await push(registry)).toBe(true);
  });

  test.each(['ImageAlreadyExistsException', 'ImageTagAlreadyExistsException'])('takes %s as done', async (name) => {
    registry.before.PutImage = () => {
      throw serviceError(name);
    };

    expect(await push(registry)).toBe(false);
  });

  test.each(['BatchGetImage', 'BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'])(
    'fails when %s fails', async (operation) => {
      registry.before[operation] = () => {
        throw serviceError('KmsException', 'the key is disabled');
      };

      await expect(push(registry)).rejects.toThrow('the key is disabled');
      expect(registry.tags.size).toBe(0);
    },
  );

  test('fails when the tag cannot be looked up, rather than taking it as absent', async () => {
    registry.batchGetImage = async () => ({ images: [], failures: [{ failureCode: 'KmsError', failureReason: 'no key' }] });

    await expect(push(registry)).rejects.toThrow('tag live of cicd-repository-dev cannot be looked up: KmsError no key');
  });

  test('takes an answer without images and failures as absent', async () => {
    registry.batchGetImage = async () => ({});

    expect(await push(registry)).toBe(true);
  });
});
