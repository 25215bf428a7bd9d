import * as fs from 'node:fs';
import * as path from 'node:path';

/** When it is 1, `docker build` uses no layer of an earlier build. */
export const NO_CACHE_VARIABLE = 'SANDBOX_NO_CACHE';

/** What the wrapper puts into the arguments. */
export interface DockerWrapperOptions {
  /** HOST:PORT of the registry. */
  readonly registry: string;
  /** NAME=VALUE, for what has to go with the sandbox. */
  readonly label: string;
}

/**
 * The program `docker` that builds find on their PATH.
 *
 * The front's registry answers at a loopback address (which needs no TLS), while buildspecs speak of
 * `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. The wrapper writes that host as the loopback address in every argument and says so once; what
 * `inspect` prints is written back. What it makes that outlives it gets the sandbox's label. Nothing else is changed, and `FROM` lines are
 * not rewritten.
 */
export function dockerWrapper(docker: string, announced: string, { registry, label }: DockerWrapperOptions): string {
  return `#!/bin/sh
# Made by the sandbox: docker with the sandbox's registry in place of Amazon ECR.
host='[0-9]\\{12\\}\\.dkr\\.ecr\\.[a-z0-9-]*\\.amazonaws\\.com\\(\\.cn\\)\\{0,1\\}'
original=''
command=\${1:-}
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  case "$argument" in
    *.dkr.ecr.*.amazonaws.com*)
      original=$(printf '%s' "$argument" | grep -o "$host" | head -n 1)
      argument=$(printf '%s' "$argument" | sed "s#$host#${registry}#g") ;;
  esac
  set -- "$@" "$argument"
  count=$((count - 1))
done
if [ "\${${NO_CACHE_VARIABLE}:-}" = 1 ]; then
  case "$command \${2:-}" in
    build\\ *) shift; set -- build --no-cache "$@" ;;
    'buildx build' | 'image build') shift 2; set -- "$command" build --no-cache "$@" ;;
  esac
fi
if [ -n "$original" ]; then
  if [ ! -e '${announced}' ]; then
    : > '${announced}'
    echo "sandbox: docker reaches $original at ${registry}" >&2
  fi
  if [ "$command" = inspect ] || { [ "$command" = image ] && [ "\${2:-}" = inspect ]; }; then
    output=$('${docker}' "$@") && status=0 || status=$?
    [ -z "$output" ] || printf '%s\\n' "$output" | sed "s#${registry}#$original#g"
    exit "$status"
  fi
fi
case "$command \${2:-}" in
  'run '* | 'create '*)
    shift
    exec '${docker}' "$command" --label '${quoted(label)}' "$@" ;;
  'container run' | 'container create' | 'network create' | 'volume create')
    object=$2
    shift 2
    exec '${docker}' "$command" "$object" --label '${quoted(label)}' "$@" ;;
esac
exec '${docker}' "$@"
`;
}

/** Inside single quotes. */
function quoted(text: string): string {
  return text.replace(/'/g, "'\\''");
}

/** Writes the wrapper into a folder to be put on the PATH; answers false when the machine has no docker program. */
export function installDockerWrapper(folder: string, searchPath: string, options: DockerWrapperOptions): boolean {
  const docker = findProgram('docker', searchPath);
  fs.mkdirSync(folder, { recursive: true });
  if (docker === undefined) {
    return false;
  }
  const file = path.join(folder, 'docker');
  fs.writeFileSync(file, dockerWrapper(docker, path.join(folder, '.announced'), options));
  fs.chmodSync(file, 0o755);
  return true;
}

/** The program's absolute path. */
export function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}
