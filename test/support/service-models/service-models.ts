import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cacheFolder } from '../../../src/sandbox/cache-folder';
import { requirementsHash } from '../../../src/sandbox/python-environment';

/** A type of a service model, as botocore keeps it. @see https://github.com/boto/botocore/tree/develop/botocore/data */
export interface Shape {
  readonly type: string;
  readonly members?: Record<string, MemberReference>;
  readonly required?: string[];
  readonly member?: MemberReference;
  readonly key?: MemberReference;
  readonly value?: MemberReference;
  readonly enum?: string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly timestampFormat?: string;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
  readonly exception?: boolean;
  readonly fault?: boolean;
}

/** A member's type, and what the place where it stands says of it. */
export interface MemberReference {
  readonly shape: string;
  readonly locationName?: string;
  readonly timestampFormat?: string;
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: MemberReference;
  readonly output?: MemberReference & { readonly resultWrapper?: string };
  readonly errors?: MemberReference[];
}

/** What AWS publishes of a service: its operations and their types. */
export interface ServiceModel {
  readonly metadata: { readonly protocol: 'json' | 'rest-json' | 'query'; readonly jsonVersion?: string; readonly xmlNamespace?: string; readonly signingName?: string };
  readonly operations: Record<string, OperationModel>;
  readonly shapes: Record<string, Shape>;
}

/** What the sandbox's Python environment is made of; botocore is in it. */
export const MODEL_REQUIREMENTS = path.resolve(__dirname, '..', '..', '..', 'src', 'sandbox', 'emulator', 'requirements.txt');

/** Folders of botocore whose names are not the services' names in a signature. */
const FOLDER_NAMES: Record<string, string> = { elasticloadbalancing: 'elbv2' };

const read = new Map<string, ServiceModel>();

/** The folder of the service models in the sandbox's Python environment; undefined where that has not been made. */
export function serviceModelFolder(cache = cacheFolder()): string | undefined {
  const libraries = path.join(cache, `python-${requirementsHash(fs.readFileSync(MODEL_REQUIREMENTS, 'utf8'))}`, 'lib');
  const versions = fs.existsSync(libraries) ? fs.readdirSync(libraries) : [];
  return versions.map((version) => path.join(libraries, version, 'site-packages', 'botocore', 'data')).find((folder) => fs.existsSync(folder));
}

/** The newest model of a service, by its name in a signature. */
export function serviceModel(service: string): ServiceModel {
  const known = read.get(service);
  if (known) return known;
  const folder = path.join(serviceModelFolder() ?? '', FOLDER_NAMES[service] ?? service);
  const newest = fs.readdirSync(folder).sort().at(-1) ?? '';
  const model = JSON.parse(gunzipSync(fs.readFileSync(path.join(folder, newest, 'service-2.json.gz'))).toString('utf8')) as ServiceModel;
  read.set(service, model);
  return model;
}

/** `describe`, or `describe.skip` with a line on the error output where the models are not there: skipped is never reported as passed. */
export function describeWithModels(name: string, tests: () => void): void {
  if (serviceModelFolder() === undefined) {
    process.stderr.write(`SKIPPED, NOT PASSED: ${name}. The service models of botocore are missing: run 'npx projen tools'\n`);
    describe.skip(name, tests);
    return;
  }
  describe(name, tests);
}
