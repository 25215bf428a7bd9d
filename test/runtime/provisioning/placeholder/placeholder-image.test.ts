import { execFileSync } from 'node:child_process';
import { placeholderImage } from '../../../../src/runtime/provisioning/placeholder/placeholder-image';
import { PROGRAMS } from '../../../../src/runtime/provisioning/placeholder/programs';

/** By the command, not by the code under test. */
function sha256sum(content: Buffer | string): string {
  return `sha256:${execFileSync('sha256sum', { input: content, encoding: 'utf8' }).split(' ')[0]}`;
}

function parse(image: ReturnType<typeof placeholderImage>) {
  const manifest = JSON.parse(image.manifest);
  const find = (digest: string) => image.blobs.find((blob) => blob.digest === digest)!;
  return { manifest, config: find(manifest.config.digest), layer: find(manifest.layers[0].digest) };
}

describe('placeholderImage', () => {
  const image = placeholderImage(8080, 'x86_64');
  const { manifest, config, layer } = parse(image);

  test('names its blobs and itself by their digests and sizes', () => {
    expect(sha256sum(config.content)).toBe(manifest.config.digest);
    expect(sha256sum(layer.content)).toBe(manifest.layers[0].digest);
    expect(sha256sum(image.manifest)).toBe(image.digest);
    expect([manifest.config.size, manifest.layers[0].size]).toEqual([config.content.length, layer.content.length]);
    expect(image.blobs).toHaveLength(2);
  });

  test('has one layer whose uncompressed digest is the diff id', () => {
    const tar = execFileSync('gzip', ['-dc'], { input: layer.content });

    expect(JSON.parse(config.content.toString()).rootfs).toEqual({ type: 'layers', diff_ids: [sha256sum(tar)] });
    expect(execFileSync('tar', ['-tf', '-'], { input: tar, encoding: 'utf8' })).toBe('server\n');
    expect(sha256sum(execFileSync('tar', ['-xOf', '-', 'server'], { input: tar }))).toBe(`sha256:${PROGRAMS.x86_64.sha256}`);
  });

  test('runs the program on the port without root', () => {
    expect(JSON.parse(config.content.toString())).toMatchObject({
      architecture: 'amd64', os: 'linux', config: { User: '1000:1000', Entrypoint: ['/server', '8080'], ExposedPorts: { '8080/tcp': {} } },
    });
  });

  test('begins as root where binding the port may need it', () => {
    expect(JSON.parse(parse(placeholderImage(80, 'x86_64')).config.content.toString()).config.User).toBe('0:0');
  });

  test('carries the other program for the other architecture', () => {
    const arm = parse(placeholderImage(8080, 'arm64'));

    expect(JSON.parse(arm.config.content.toString()).architecture).toBe('arm64');
    expect(sha256sum(execFileSync('tar', ['-xzOf', '-', 'server'], { input: arm.layer.content }))).toBe(`sha256:${PROGRAMS.arm64.sha256}`);
  });

  test('is the same bytes each time and on every version of zlib', () => {
    expect(placeholderImage(8080, 'x86_64').digest).toBe(image.digest);
    expect(layer.content.subarray(0, 10).toString('hex')).toMatch(/^1f8b080000000000..ff$/);
    expect(layer.content.length).toBeGreaterThan(execFileSync('gzip', ['-dc'], { input: layer.content }).length);
  });

  test.each(['x86_64', 'arm64'] as const)('fits into a few kilobytes on %s', (architecture) => {
    expect(placeholderImage(8080, architecture).blobs.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThan(8192);
  });
});
