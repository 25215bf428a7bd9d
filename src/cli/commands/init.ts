import * as path from 'node:path';
import { CliError, EXIT } from '../errors';
import { SAMPLE } from '../init/answers';
import { Asker, NobodyToAsk } from '../init/asker';
import { decide, Decided } from '../init/decide';
import { ConstructLibrary, judge, loadConstruct } from '../init/judge';
import { NextStep, nextSteps } from '../init/next-steps';
import { below, plan } from '../init/plan';
import { ask, Check, Wanted } from '../init/questions';
import { lookAround, Surroundings } from '../init/surroundings';
import { appFiles, Files, readTemplates, serviceFiles, Templates } from '../init/templates';
import { openTerminal } from '../init/terminal-asker';
import { packageFolder, readVersions, Versions } from '../init/versions';
import { WORKFLOW_FILE } from '../init/view';
import { writeFiles } from '../init/write-files';
import { InitOptions } from '../program';
import { Output, writeJson } from '../terminal/output';

/** What the command works with; in tests other than what is shipped. */
export interface Shipped {
  readonly templates: Templates;
  readonly versions: Versions;
  readonly construct: ConstructLibrary;
}

/** `init`. */
export async function init(options: InitOptions, output: Output, given?: Asker, shipped: Shipped = readShipped()): Promise<number> {
  const around = lookAround(options.folder);
  const asker = given ?? await chooseAsker(options, output);
  const wanted = await ask(options, around, asker, checkWith(shipped.construct));
  if (asker instanceof NobodyToAsk) requireNothing(asker.missing);
  const files = plan(filesOf(wanted, around, shipped));
  const decided = await decide(files, { force: Boolean(options.force), asker, show: (lines) => output.write(lines.join('\n')) });
  if (!options.dryRun) carryOut(decided);
  const steps = nextSteps(wanted, shipped.versions, process.cwd());
  if (options.json) writeJson(output, { version: 1, dryRun: Boolean(options.dryRun), files: decided.map(fileOf), next: steps });
  else tell(decided, steps, Boolean(options.dryRun), output);
  return EXIT.ok;
}

function readShipped(): Shipped {
  const folder = packageFolder();
  return { templates: readTemplates(folder), versions: readVersions(folder), construct: loadConstruct(folder) };
}

async function chooseAsker({ yes, json }: InitOptions, output: Output): Promise<Asker> {
  return yes || json || !output.isInteractive ? new NobodyToAsk(Boolean(yes)) : openTerminal();
}

/** What the construct says of one answer, where the others are known to be good. */
function checkWith(construct: ConstructLibrary): Check {
  return (some) => {
    try {
      judge(construct, { ...SAMPLE, ...some });
      return undefined;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return `${error.message}: ${error.fix}`;
    }
  };
}

function requireNothing(missing: string[]): void {
  if (missing.length === 0) return;
  throw new CliError(`there is nobody to ask, and something is missing: ${missing.join('; ')}`, 'give these options, take the suggestions with --yes, or run it at a terminal');
}

/** Everything that the project consists of, the workflow as the construct makes it. */
function filesOf({ answers, appFolder, withService }: Wanted, { folder, root }: Surroundings, { templates, versions, construct }: Shipped): Files {
  const workflow = judge(construct, answers);
  return {
    ...(withService ? below(folder, serviceFiles(templates, answers)) : {}),
    ...below(appFolder, appFiles(templates, answers, versions)),
    ...below(root, { [WORKFLOW_FILE]: workflow }),
  };
}

function carryOut(decided: Decided[]): void {
  try {
    writeFiles(decided.filter(({ action }) => action === 'create' || action === 'overwrite').map(({ file }) => file));
  } catch (cause) {
    throw new CliError(`the files cannot be written: ${(cause as Error).message}`, 'nothing was changed; mend that, then try again', EXIT.unexpected);
  }
}

function fileOf({ file, action }: Decided) {
  return { file: path.relative('', file.location), action };
}

function tell(decided: Decided[], steps: NextStep[], isDryRun: boolean, { paint, write }: Output): void {
  decided.map(fileOf).forEach(({ file, action }) => write(`${paint(action === 'create' ? 'green' : 'dim', action.padEnd(9))}  ${file}`));
  if (isDryRun) return write(paint('dim', '\ndry run: nothing was written'));
  const width = Math.max(...steps.map(({ command }) => command.length).filter((length) => length < 60));
  const line = ({ command, purpose }: NextStep) => `  ${purpose ? `${command.padEnd(width)}  ${paint('dim', `# ${purpose}`)}` : command}`;
  write(['', 'next:', ...steps.map(line)].join('\n'));
}
