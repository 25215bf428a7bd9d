import * as fs from 'node:fs';
import * as path from 'node:path';
import { findInCache, makeInCache, Programs, pythonPrograms, runOrThrow } from './programs';
import { canInstallPackages, installPackages } from '../../src/sandbox/debian-packages';
import { Steps } from '../../src/sandbox/steps';

/** A program that judges or runs workflow files. */
export interface WorkflowTool {
  /** Where it is, without installing anything that takes minutes. */
  find(): Programs;
  /** Installs it where it is missing; at once when it is there. */
  install(steps: Steps): Promise<Programs>;
}

const HOW = "run 'npx projen tools'";

/** The programs of the workflow tests, by the name of their command; an exact version each, so that a new rule is read by someone. */
export const WORKFLOW_TOOLS = {
  actionlint: goTool('actionlint', 'github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12'),
  shellcheck: debianTool('shellcheck'),
  jq: debianTool('jq'),
  zizmor: pythonTool('zizmor', path.join(__dirname, 'zizmor-requirements.txt')),
  act: goTool('act', 'github.com/nektos/act', 'v0.2.89'),
} satisfies { readonly [command: string]: WorkflowTool };

/** Built once for each version, at low priority: it takes a minute or four. */
function goTool(command: string, module: string, version: string): WorkflowTool {
  const folderName = `${command}-${version}`;
  const missing = `${command} ${version}: ${HOW}; it builds the tool with Go (https://go.dev/doc/install)`;
  const build = (folder: string) => {
    if (!findOnPath('go')) throw new Error(missing);
    runOrThrow('nice', ['go', 'install', `${module}@${version}`], { GOBIN: path.join(folder, 'bin'), CGO_ENABLED: '0' });
  };
  return {
    find: () => toPrograms(findInCache(folderName), missing),
    install: async () => makeInCache(folderName, build),
  };
}

/** Quick to make, so that it is made whenever it is asked for. */
function pythonTool(name: string, requirementsFile: string): WorkflowTool {
  const find = () => pythonPrograms(name, requirementsFile);
  return { find, install: async () => find() };
}

/** A package of the system, which only root may install. */
function debianTool(command: string): WorkflowTool {
  const find = () => toPrograms(findOnPath(command), `${command}: ${HOW} as root on Debian, 'sudo apt-get install ${command}', or what your system uses in its place`);
  return {
    find,
    install: async (steps) => {
      if (find().missing && canInstallPackages()) await installPackages([command], steps);
      return find();
    },
  };
}

function toPrograms(bin: string | undefined, missing: string): Programs {
  return bin ? { bin } : { missing };
}

/** The folder of the PATH that holds a command. */
function findOnPath(command: string): string | undefined {
  return (process.env.PATH ?? '').split(path.delimiter).find((folder) => folder && fs.existsSync(path.join(folder, command)));
}
