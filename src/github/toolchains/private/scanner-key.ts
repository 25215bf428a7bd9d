import { Construct } from 'constructs';
import { requireForm } from './toolchain-options';
import type { WorkflowStep } from '../toolchain';

/** The key of a scanner's data, kept as a secret of the repository and read from a variable. */
export interface ScannerKey {
  readonly variable: string;
  /** Without one the scanner goes on without a key. */
  readonly secretName?: string;
  /** What a run without the key means, for the warning. */
  readonly without: string;
}

/** Throws unless a secret of GitHub may be called so. */
export function requireSecretName(scope: Construct, prop: string, secretName: string | undefined, example: string): void {
  const fix = `store the key as a secret and name it, like '${example}'`;
  requireForm(scope, prop, secretName, /^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$/i, 'must be the name of a GitHub secret', fix);
}

/** The scanner's step with its key; it says so when GitHub handed none over, as to pull requests from forks. */
export function withKey(name: string, script: string, { variable, secretName, without }: ScannerKey): WorkflowStep {
  if (!secretName) return { name, run: script };
  const warning = `if [ -z "$${variable}" ]; then echo '::warning::the secret ${secretName} is not handed to this run: ${without}'; fi`;
  return { name, run: `${warning}\n${script}`, env: { [variable]: `\${{ secrets.${secretName} }}` } };
}
