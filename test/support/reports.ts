import * as fs from 'fs';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { synthesiseModule } from './examples';
import { makeReport, readCloudAssembly, Report, StackReport } from '../../src/report';

const ROOT = path.join(__dirname, '..', '..');

/** The report of a cloud assembly in a folder. */
export function reportOfFolder(folder: string, stack?: string): Report {
  return makeReport(readCloudAssembly((file) => (fs.existsSync(path.join(folder, file)) ? fs.readFileSync(path.join(folder, file), 'utf8') : undefined)), stack);
}

export function reportOfApp(app: App, stack?: string): Report {
  return reportOfFolder(app.synth().directory, stack);
}

/** The one stack of an example: `pipelines/oauth`, `orders-infra/orders-stack`. */
export function reportOfExample(name: string): StackReport {
  return reportOfFolder(synthesiseModule(fs.readFileSync(path.join(ROOT, 'examples', `${name}.ts`), 'utf8')).directory).stacks[0];
}

/** What stands beside the words of a document: a file as it is. */
export function documentText(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}
