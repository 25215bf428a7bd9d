/** Releases of the tools that run in environments of their own, beside the app's. */
const TOOLS = { 'bandit': '1.9.4', 'pip-audit': '2.10.1', 'safety': '3.8.1', 'uv': '0.13.9' };

/** A tool that the package installs. */
export type PythonTool = keyof typeof TOOLS;

/** Makes the app's environment, empty, and puts it on the PATH of the steps that follow. */
export const MAKE_ENVIRONMENT = lines(
  'set -euo pipefail',
  'python3 -m venv "$RUNNER_TEMP/app"',
  'echo "$RUNNER_TEMP/app/bin" >> "$GITHUB_PATH"',
);

/** Installs tools into `$RUNNER_TEMP/{folder}`. */
export function installTools(folder: string, tools: PythonTool[]): string {
  return lines(
    'set -euo pipefail',
    `python3 -m venv "$RUNNER_TEMP/${folder}"`,
    `"$RUNNER_TEMP/${folder}/bin/pip" install --quiet --disable-pip-version-check ${tools.map((tool) => `${tool}==${TOOLS[tool]}`).join(' ')}`,
  );
}

/** uv installs into the app's environment, with the Python that the workflow set up. */
export const UV_ENVIRONMENT = 'export UV_PROJECT_ENVIRONMENT="$RUNNER_TEMP/app" UV_PYTHON_DOWNLOADS=never';

/** Installs uv and puts it on the PATH. */
export const INSTALL_UV = lines(installTools('uv', ['uv']), 'echo "$RUNNER_TEMP/uv/bin" >> "$GITHUB_PATH"');

/**
 * Installs what the files say and nothing else; every file must be downloaded with a hash that stands there.
 *
 * pip does not resolve again: where a lock says `coverage` for what another package asks as `coverage[toml]`, it takes the newest release
 * of that and finds no hash for it. What a lock lacks is found by `pip check`.
 *
 * @see https://github.com/pypa/pip/issues/9644
 */
export function pipInstall(files: string[]): string {
  return lines(
    'set -euo pipefail',
    `python -m pip install --disable-pip-version-check --no-deps --require-hashes ${files.map((file) => `--requirement ${file}`).join(' ')}`,
    'python -m pip check',
  );
}

/** Fails when a requirement is not pinned with hashes, or when the `.in` file beside a `.txt` file asks for something that is not pinned there. */
export function pipLockCheck(files: string[]): string {
  return lines(`python - ${files.join(' ')} <<'SCRIPT'`, ...PIP_LOCK_CHECK, 'SCRIPT');
}

const PIP_LOCK_CHECK = [
  'import pathlib, re, sys',
  'from pip._vendor.packaging.requirements import Requirement',
  'from pip._vendor.packaging.utils import canonicalize_name',
  '',
  'def lines_of(file):',
  "    text = file.read_text().replace('\\\\\\n', ' ')",
  "    lines = [re.sub(r'(^|\\s)#.*', '', line).strip() for line in text.splitlines()]",
  '    return [line for line in lines if line]',
  '',
  'def asked(file):',
  '    for line in lines_of(file):',
  "        nested = re.match(r'(-r|--requirement)[ =]*(.+)', line)",
  '        if nested:',
  '            yield from asked(file.parent / nested.group(2))',
  "        elif not line.startswith('-'):",
  '            yield Requirement(line)',
  '',
  'problems, pinned, files = [], {}, [pathlib.Path(name) for name in sys.argv[1:]]',
  'for file in files:',
  '    if not file.is_file():',
  "        problems.append(f'{file} is not there')",
  '        continue',
  '    for line in lines_of(file):',
  "        pin = re.match(r'([\\w.-]+)(\\[[^]]*\\])?\\s*==\\s*([^\\s;*]+)(\\s|;).*--hash=sha256:[0-9a-f]{64}', line)",
  '        if pin:',
  '            pinned.setdefault(canonicalize_name(pin.group(1)), []).append(pin.group(3))',
  "        elif not line.startswith('-') or re.match(r'-[rce]|--(requirement|constraint|editable)', line):",
  "            problems.append(f'{file}: not pinned with a hash: {line}')",
  "for file in [file.with_suffix('.in') for file in files]:",
  '    for want in asked(file) if file.is_file() else []:',
  '        if want.marker and not want.marker.evaluate():',
  '            continue',
  '        if not any(want.specifier.contains(version, prereleases=True) for version in pinned.get(canonicalize_name(want.name), [])):',
  "            problems.append(f'{file} asks for {want}, which is not pinned')",
  'if not pinned:',
  "    problems.append('nothing is pinned')",
  'for problem in problems:',
  "    print(f'::error::{problem}')",
  'sys.exit(bool(problems))',
];

/** Writes what uv locked as requirements with hashes, for the scanners. */
export const UV_EXPORT = 'uv export --quiet --locked --no-emit-local --format requirements.txt --output-file "$RUNNER_TEMP/locked.txt" > /dev/null';

/** What the scanners read when uv has locked. */
export const UV_EXPORTED = '"$RUNNER_TEMP/locked.txt"';

/** Bandit on every Python file of the app. It ends with 0 when there was no file, and when it could not parse one. */
export const BANDIT = judged(
  [`"$RUNNER_TEMP/scanners/bin/bandit" --quiet --recursive . --exclude ${['./.venv', './venv', './node_modules', './cdk.out'].join(',')} --severity-level medium --format json --output "$report" || true`],
  [
    "files = [name for name in report['metrics'] if name != '_totals']",
    "problems = [f\"{error['filename']} was not scanned: {error['reason']}\" for error in report['errors']]",
    "problems += [f\"{found['filename']}:{found['line_number']}: {found['test_id']} {found['issue_severity']}: {found['issue_text']}\" for found in report['results']]",
    "looked = f'{len(files)} files'",
  ],
);

/** Safety on the requirements. It ends with 0 when there was no package, when one is not pinned, and when a policy file says so in spite of findings. */
export function safety(files: string[]): string {
  return judged(
    [`"$RUNNER_TEMP/scanners/bin/safety" --disable-optional-telemetry check ${files.map((file) => `--file ${file}`).join(' ')} --output json --save-json "$report" > /dev/null || true`],
    [
      "files = packages = report['scanned_packages']",
      "pinned = lambda package: package['requirements'] and all(asked['specifier'].startswith('==') for asked in package['requirements'])",
      "problems = [f'{name} was not looked up: it is not pinned' for name, package in packages.items() if not pinned(package)]",
      "problems += [f\"{found['package_name']} {found['analyzed_version']}: {found['CVE'] or found['vulnerability_id']}: {found['advisory']}\" for found in report['vulnerabilities'] if not found.get('ignored')]",
      "looked = f'{len(packages)} packages'",
    ],
  );
}

/** pip-audit on the requirements. It ends with 0 when it found no package on PyPI, or could not ask. */
export function pipAudit(files: string[]): string {
  return judged(
    [`"$RUNNER_TEMP/scanners/bin/pip-audit" --require-hashes --disable-pip --progress-spinner off ${files.map((file) => `--requirement ${file}`).join(' ')} --format json --output "$report" || true`],
    [
      "files = packages = report['dependencies']",
      "problems = [f\"{package['name']} was not looked up: {package['skip_reason']}\" for package in packages if 'vulns' not in package]",
      "problems += [f\"{package['name']} {package['version']}: {found['id']}: {found['description']}\" for package in packages for found in package.get('vulns', [])]",
      "looked = f'{len(packages)} packages'",
    ],
  );
}

/** A scanner, and a judge that believes only its report: which must be there, and must show that something was looked at. */
function judged(scanner: string[], judge: string[]): string {
  return lines(
    'set -euo pipefail',
    'report="$RUNNER_TEMP/scan-report.json"',
    'rm -f "$report"',
    ...scanner,
    'python - "$report" <<\'SCRIPT\'',
    'import json, pathlib, sys',
    'path = pathlib.Path(sys.argv[1])',
    'if not path.is_file():',
    "    sys.exit('::error::the scanner wrote no report: nothing was looked up')",
    'report = json.loads(path.read_text())',
    ...judge,
    'if not files:',
    "    problems.append('nothing was looked at')",
    'for problem in problems:',
    "    print('::error::' + problem.replace('\\n', ' '))",
    "print(f'{looked} looked at, {len(problems)} problems')",
    'sys.exit(bool(problems))',
    'SCRIPT',
  );
}

function lines(...text: string[]): string {
  return text.join('\n');
}
