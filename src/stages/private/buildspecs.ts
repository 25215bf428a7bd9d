/** A buildspec as a plain object; @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
export interface BuildSpecDocument {
  readonly [section: string]: unknown;
}

const VERSION = '0.2';
const NODE = { 'runtime-versions': { nodejs: 22 } };

/** Not `export NAME=$(...)`, which succeeds whether or not the registry answered. */
const READ_DIGEST = 'IMAGE_DIGEST=$(aws ecr batch-get-image --repository-name "$REPOSITORY_NAME" --image-ids imageTag="$COMMIT_ID" --query "images[0].imageId.imageDigest" --output text) && export IMAGE_DIGEST';

/**
 * The image that a commit has already, if it was built from it.
 *
 * Whoever else may push could have taken the tag before: what would then be deployed is another program. The label tells mistakes apart;
 * against someone who forges it only the registry's own permissions help.
 */
const TAKE_EXISTING_IMAGE = [
  'docker pull --quiet "$REPOSITORY_URI@$IMAGE_DIGEST"',
  'REVISION=$(docker inspect --format \'{{index .Config.Labels "org.opencontainers.image.revision"}}\' "$REPOSITORY_URI@$IMAGE_DIGEST")',
  '{ [ "$REVISION" = "$COMMIT_ID" ] || { echo "tag $COMMIT_ID of $REPOSITORY_NAME names another image: $IMAGE_DIGEST, built from ${REVISION:-no commit that it names}. Tags are immutable: delete that image, or push a new commit"; false; }; }',
  'echo "commit $COMMIT_ID is already built: $IMAGE_DIGEST"',
].join(' && ');

export interface DockerBuildSpecOptions {
  readonly dockerfile: string;
  readonly directory: string;
  readonly containerName: string;
}

/**
 * Builds, tags with the commit, pushes, and hands on the image by digest.
 *
 * A tag that exists is used again, so that a retried stage works although tags are immutable; if its image is of another commit, the
 * build fails. No attestations: a registry scan of an image index says "unsupported".
 */
export function dockerBuildSpec({ dockerfile, directory, containerName }: DockerBuildSpecOptions): BuildSpecDocument {
  return {
    version: VERSION,
    env: { 'variables': { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' }, 'exported-variables': ['IMAGE_DIGEST', 'IMAGE_URI'] },
    phases: {
      pre_build: {
        'on-failure': 'ABORT',
        'commands': [
          'aws ecr get-login-password | docker login --username AWS --password-stdin "${REPOSITORY_URI%%/*}"',
          READ_DIGEST,
        ],
      },
      build: {
        'on-failure': 'ABORT',
        'commands': [
          [
            `if [ "$IMAGE_DIGEST" != None ]; then ${TAKE_EXISTING_IMAGE}; else`,
            `docker build --file "${dockerfile}" --tag "$REPOSITORY_URI:$COMMIT_ID" --build-arg COMMIT_ID="$COMMIT_ID" --label org.opencontainers.image.revision="$COMMIT_ID" "${directory}" &&`,
            'docker push "$REPOSITORY_URI:$COMMIT_ID"; fi',
          ].join(' '),
          `${READ_DIGEST} && [ "$IMAGE_DIGEST" != None ]`,
        ],
      },
      post_build: {
        commands: [
          'export IMAGE_URI="$REPOSITORY_URI@$IMAGE_DIGEST"',
          `printf '[{"name":"%s","imageUri":"%s"}]' "${containerName}" "$IMAGE_URI" > imagedefinitions.json`,
          'echo "built $IMAGE_URI"',
        ],
      },
    },
    artifacts: { files: ['imagedefinitions.json'] },
  };
}

/** Where a suite leaves its results, and the groups that take them. */
export interface ReportFiles {
  readonly groupArn: string;
  readonly files: string;
  readonly format: 'JUNITXML' | 'COBERTURAXML';
}

export interface TestBuildSpecOptions {
  readonly installCommands: string[];
  readonly commands: string[];
  readonly reports: ReportFiles[];
}

/** Installs, runs the suite, hands the reports on whether it passed or not. */
export function testBuildSpec({ installCommands, commands, reports }: TestBuildSpecOptions): BuildSpecDocument {
  return {
    version: VERSION,
    phases: {
      install: { ...NODE, 'on-failure': 'ABORT', 'commands': installCommands },
      build: { 'on-failure': 'ABORT', commands },
    },
    reports: Object.fromEntries(reports.map(({ groupArn, files, format }) => [groupArn, { 'files': [files], 'file-format': format }])),
  };
}

/** A missing lock file is refused: what is tested must be what was written down. */
export const NPM_INSTALL = [
  'test -f package-lock.json || { echo "package-lock.json is missing: run npm install and commit it"; exit 1; }',
  'npm ci',
];

export interface ProgramBuildSpecOptions {
  /** `s3://` address of the program, in this account. */
  readonly programUrl: string;
  readonly command: string;
  readonly artifacts?: string[];
}

/** Runs one of our own programs (`src/runtime`), which comes from the account's own asset bucket. */
export function programBuildSpec({ programUrl, command, artifacts }: ProgramBuildSpecOptions): BuildSpecDocument {
  return {
    version: VERSION,
    phases: {
      install: { ...NODE, 'on-failure': 'ABORT', 'commands': [`aws s3 cp --only-show-errors "${programUrl}" pipeline-runtime.js`] },
      build: { 'on-failure': 'ABORT', 'commands': [`node pipeline-runtime.js ${command}`] },
    },
    ...(artifacts ? { artifacts: { files: artifacts } } : {}),
  };
}
