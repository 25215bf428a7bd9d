/** Node's package managers, by their command. */
export type Manager = 'npm' | 'pnpm' | 'yarn';

/** Puts the app's own pnpm or Yarn on the PATH. Node 25 and later come without Corepack: https://nodejs.org/api/corepack.html. */
export const ENABLE_COREPACK = 'corepack enable';

/** Each fails when manifest and lock file disagree, and when there is no lock file. */
const LOCK_CHECKS: Record<Manager, string> = {
  npm: 'npm ci --dry-run --ignore-scripts --no-audit --no-fund',
  pnpm: 'pnpm install --frozen-lockfile --lockfile-only',
  yarn: 'yarn install --immutable --mode=skip-build',
};

/** Each installs what the lock file says, or fails. */
export const INSTALLS: Record<Manager, string> = {
  npm: 'npm ci --no-audit --no-fund',
  pnpm: 'pnpm install --frozen-lockfile',
  yarn: 'yarn install --immutable',
};

/** Runs the script `build` where there is one. */
export const BUILDS: Record<Manager, string> = {
  npm: 'npm run build --if-present',
  pnpm: 'pnpm run --if-present build',
  yarn: lines(
    'if node -e "process.exit(require(\'./package.json\').scripts?.build ? 0 : 1)"; then',
    '  yarn run build',
    'fi',
  ),
};

/** Fails when the lock file is not what `package.json` asks for, or when nothing says which release of the manager wrote it. */
export function lockCheck(manager: Manager): string {
  if (manager === 'npm') return LOCK_CHECKS.npm;
  return lines('set -euo pipefail', ...pinnedManager(manager), LOCK_CHECKS[manager]);
}

/** Corepack reads the field of the nearest manifest that has it; without one it takes a release of its own choice. */
function pinnedManager(manager: 'pnpm' | 'yarn'): string[] {
  // Yarn Classic asks an endpoint that npm retired: https://github.com/yarnpkg/yarn/issues/9234
  const release = manager === 'yarn' ? '(?!1\\.)\\d+' : '\\d+';
  return [
    "node - <<'SCRIPT'",
    "const fs = require('fs'), path = require('path');",
    'let folder = process.cwd(), pinned;',
    'for (let last; !pinned && folder !== last; last = folder, folder = path.dirname(folder)) {',
    "  const manifest = path.join(folder, 'package.json');",
    "  if (fs.existsSync(manifest)) pinned = JSON.parse(fs.readFileSync(manifest, 'utf8')).packageManager;",
    '}',
    `if (!/^${manager}@${release}\\.\\d+\\.\\d+/.test(pinned ?? '')) {`,
    `  console.log('::error::package.json must pin ${manager} in the field packageManager${manager === 'yarn' ? ', release 2 or later' : ''}; it says ' + pinned);`,
    '  process.exit(1);',
    '}',
    'SCRIPT',
  ];
}

/** What each manager is asked. pnpm before release 11.28 asks an endpoint that npm retired, and fails. */
const AUDITS: Record<Manager, string> = {
  npm: 'npm audit',
  pnpm: 'pnpm audit',
  yarn: 'yarn npm audit --all --recursive',
};

/** Lock files in which minimist 1.2.5 stands, for which there are advisories (GHSA-xvch-5gv4-984h, critical). */
const CANARY_LOCKS: Record<Manager, string[]> = {
  npm: [
    'if [ -f .npmrc ]; then cp .npmrc "$canary/"; fi',
    "cat > \"$canary/package-lock.json\" <<'LOCK'",
    '{ "name": "audit-canary", "lockfileVersion": 3, "requires": true, "packages": {',
    '  "": { "name": "audit-canary", "dependencies": { "minimist": "1.2.5" } },',
    '  "node_modules/minimist": { "version": "1.2.5" } } }',
    'LOCK',
  ],
  pnpm: [
    'if [ -f .npmrc ]; then cp .npmrc "$canary/"; fi',
    "cat > \"$canary/pnpm-lock.yaml\" <<'LOCK'",
    "lockfileVersion: '9.0'",
    'importers:',
    '  .:',
    '    dependencies:',
    '      minimist: { specifier: 1.2.5, version: 1.2.5 }',
    'packages:',
    '  minimist@1.2.5: { resolution: { integrity: sha512-FM9nNUYrRBAELZQT3xeZQ7fmMOBg6nWNmJKTcgsJeaLstP/UODVpGsr5OhXhhXg6f+qtJ8uiZ+PUxkDWcgIXLw== } }',
    'snapshots:',
    '  minimist@1.2.5: {}',
    'LOCK',
  ],
  yarn: [
    // Yarn takes only a lock file of its own version.
    'grep -A 2 \'^__metadata:\' yarn.lock > "$canary/yarn.lock"',
    "cat >> \"$canary/yarn.lock\" <<'LOCK'",
    '',
    '"audit-canary@workspace:.":',
    '  version: 0.0.0-use.local',
    '  resolution: "audit-canary@workspace:."',
    '  dependencies:',
    '    minimist: "npm:1.2.5"',
    '  languageName: unknown',
    '  linkType: soft',
    '',
    '"minimist@npm:1.2.5":',
    '  version: 1.2.5',
    '  resolution: "minimist@npm:1.2.5"',
    '  languageName: node',
    '  linkType: hard',
    'LOCK',
  ],
};

/**
 * Fails on advisories of the level and above, and when the registry cannot be asked.
 *
 * Yarn ends with 0 when the registry answers with an empty body, npm and pnpm when it knows no advisory at all (`{}`, as a proxy without
 * the endpoint may say). So the registry is first asked, by the same manager with the same settings, for a package that has advisories.
 */
export function audit(manager: Manager, level: string): string {
  const flag = manager === 'yarn' ? `--severity ${level}` : `--audit-level=${level}`;
  const alone = manager === 'pnpm' ? ' --ignore-workspace' : '';
  return lines(
    'set -euo pipefail',
    'canary=.audit-canary',
    'trap \'rm -rf "$canary"\' EXIT',
    'rm -rf "$canary"',
    'mkdir "$canary"',
    'echo \'{ "name": "audit-canary", "private": true, "dependencies": { "minimist": "1.2.5" } }\' > "$canary/package.json"',
    ...CANARY_LOCKS[manager],
    `(cd "$canary" && ${AUDITS[manager]} --json${alone} > report.txt 2>&1) || true`,
    'if ! grep -Eq \'GHSA(-[0-9a-z]{4}){3}\' "$canary/report.txt"; then',
    '  cat "$canary/report.txt"',
    "  echo '::error::the registry names no advisory even for minimist 1.2.5, which has some: nothing can be looked up there'",
    '  exit 1',
    'fi',
    'rm -rf "$canary"',
    `${AUDITS[manager]} ${flag}`,
  );
}

function lines(...text: string[]): string {
  return text.join('\n');
}
