import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PROGRAMS } from './programs';
import { tarOf } from './tar';

export type Architecture = keyof typeof PROGRAMS;

/** Something that a registry stores under its digest. */
export interface Blob {
  readonly digest: string;
  readonly content: Buffer;
}

/** An image as a registry takes it: blobs first, then the manifest that names them. */
export interface ContainerImage {
  readonly blobs: Blob[];
  readonly manifest: string;
  readonly manifestMediaType: string;
  readonly digest: string;
}

const MEDIA_TYPES = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

/** How image configurations call what Lambda, CloudFormation and the compilers call otherwise. */
const OCI_ARCHITECTURE: Record<Architecture, string> = { x86_64: 'amd64', arm64: 'arm64' };

const UNPRIVILEGED = '1000:1000';
const LOWEST_UNPRIVILEGED_PORT = 1024;

/**
 * An image of one program, which answers 200 on the port; equal arguments give equal bytes.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/config.md
 * @see https://distribution.github.io/distribution/spec/manifest-v2-2/
 */
export function placeholderImage(port: number, architecture: Architecture): ContainerImage {
  const files = tarOf([{ name: 'server', mode: 0o755, content: Buffer.from(PROGRAMS[architecture].base64, 'base64') }]);
  const layer = blobOf(gzipped(files));
  const config = blobOf(Buffer.from(JSON.stringify(configOf(port, architecture, digestOf(files)))));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: { mediaType: MEDIA_TYPES.config, size: config.content.length, digest: config.digest },
    layers: [{ mediaType: MEDIA_TYPES.layer, size: layer.content.length, digest: layer.digest }],
  });
  return { blobs: [layer, config], manifest, manifestMediaType: MEDIA_TYPES.manifest, digest: digestOf(Buffer.from(manifest)) };
}

function configOf(port: number, architecture: Architecture, diffId: string): object {
  return {
    architecture: OCI_ARCHITECTURE[architecture],
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      // The program gives up root by itself once a port that may need it is bound.
      User: port < LOWEST_UNPRIVILEGED_PORT ? '0:0' : UNPRIVILEGED,
      ExposedPorts: { [`${port}/tcp`]: {} },
      Entrypoint: ['/server', `${port}`],
      WorkingDir: '/',
      Labels: { 'org.opencontainers.image.title': 'placeholder', 'org.opencontainers.image.description': 'Answers until the first deployment' },
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'tap-cicd-pipeline' }],
  };
}

/** Stored, not deflated: how well zlib compresses differs between its versions, and with it the digest. Nor is the system named. */
function gzipped(content: Buffer): Buffer {
  const bytes = gzipSync(content, { level: 0 });
  const unknownSystem = 255;
  bytes[9] = unknownSystem;
  return bytes;
}

function blobOf(content: Buffer): Blob {
  return { digest: digestOf(content), content };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
