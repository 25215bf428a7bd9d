import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeReport, readCloudAssembly, Report, renderHtml, renderMarkdown, UnreadableAssembly } from '../../report';
import { CliError, EXIT } from '../errors';
import { ReportOptions } from '../program';
import { Output } from '../terminal/output';

interface Format {
  readonly file: string;
  readonly render: (model: Report) => string;
}

const FORMATS: { readonly [format in ReportOptions['format']]: Format } = {
  html: { file: 'pipeline-report.html', render: renderHtml },
  json: { file: 'pipeline-report.json', render: (model) => `${JSON.stringify(model, null, 2)}\n` },
  markdown: { file: 'pipeline-report.md', render: renderMarkdown },
};

/** `report`. */
export async function report(options: ReportOptions, output: Output): Promise<number> {
  const found = reportOf(options);
  const { file, render } = FORMATS[options.format];
  const text = render(found);
  if (options.output === '-') {
    output.write(text.trimEnd());
    return EXIT.ok;
  }
  const target = options.output ?? file;
  write(target, text);
  const pipelines = found.stacks.flatMap(({ name, pipelines: all }) => all.map((pipeline) => `${pipeline.name} (stack ${name})`));
  output.write(`${target}: ${pipelines.join(', ')}; ${Math.ceil(Buffer.byteLength(text) / 1024)} kB`);
  return EXIT.ok;
}

function reportOf({ folder, stack, anySchema }: ReportOptions): Report {
  try {
    return makeReport(readCloudAssembly((file) => readText(path.join(folder, file)), { anySchema }), stack);
  } catch (error) {
    if (!(error instanceof UnreadableAssembly)) throw error;
    throw new CliError(`${folder}: ${error.message}`, error.fix);
  }
}

/** A file that is not there is no error; one that cannot be read is. */
function readText(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function write(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${(error as Error).message}`, 'name a file in a folder that is there, or "-" for the standard output');
  }
}
