import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

export interface Documented {
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

export interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: TypeReference };
  readonly union?: { readonly types: TypeReference[] };
}

export interface Parameter extends Documented {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: TypeReference;
}

export interface Member extends Documented {
  readonly name: string;
  readonly optional?: boolean;
  readonly type?: TypeReference;
  readonly parameters?: Parameter[];
  readonly returns?: { readonly type: TypeReference };
}

export interface AssemblyType extends Documented {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly properties?: Member[];
  readonly methods?: Member[];
  readonly members?: Member[];
}

/**
 * What jsii makes of the sources as they are now.
 *
 * Compiled anew, in a folder of its own, from what the package exports: an assembly that lies about from an earlier build says nothing.
 */
export function compileAssembly(): AssemblyType[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'assembly-'));
  try {
    for (const file of ['package.json', 'tsconfig.json', 'README.md', 'LICENSE']) fs.copyFileSync(path.join(ROOT, file), path.join(folder, file));
    fs.cpSync(path.join(ROOT, 'src'), path.join(folder, 'src'), { recursive: true, filter: (source) => !NOT_EXPORTED.test(path.relative(ROOT, source)) });
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const jsii = spawnSync(process.execPath, [require.resolve('jsii/bin/jsii'), '--silence-warnings=reserved-word', '--fail-on-warnings'], { cwd: folder, encoding: 'utf8' });
    if (jsii.status !== 0) throw new Error(`jsii refuses the sources:\n${jsii.stdout}${jsii.stderr}`);
    return Object.values(JSON.parse(fs.readFileSync(path.join(folder, '.jsii'), 'utf8')).types);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const NOT_EXPORTED = /^src\/(sandbox|cli|runtime|report)(\/|$)/;
