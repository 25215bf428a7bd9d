import { serviceError } from './support/fake-registry';
import { whenAllowed } from '../../../src/runtime/provisioning/when-allowed';

const { signal } = new AbortController();

describe('whenAllowed', () => {
  test('repeats what is denied until the role has its permissions', async () => {
    let tries = 0;
    const work = async () => {
      if (++tries < 3) throw serviceError('AccessDeniedException');
      return tries;
    };

    expect(await whenAllowed(work, signal, 1)).toBe(3);
  });

  test('fails when it is denied for good', async () => {
    const work = jest.fn(async () => Promise.reject(serviceError('AccessDenied', 'not authorized to perform ecr:PutImage')));

    await expect(whenAllowed(work, signal, 1)).rejects.toThrow('not authorized to perform ecr:PutImage');
    expect(work).toHaveBeenCalledTimes(10);
  });

  test('fails at once when it is another error', async () => {
    const work = jest.fn(async () => Promise.reject(serviceError('KmsException')));

    await expect(whenAllowed(work, signal, 1)).rejects.toThrow('KmsException');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
