import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folders of the services' sources. */
export const PARTS: Record<string, string> = {
  'codepipeline': 'codepipeline',
  'codestar-connections': 'codepipeline',
  'codeconnections': 'codepipeline',
  'codestar-notifications': 'codepipeline',
  'codebuild': 'codebuild',
  'ecs': 'ecs',
  'elasticloadbalancing': 'load-balancing',
  'ecr': 'ecr-scan',
  'sts': 'sts',
};

/** The error codes that the sources of a part can answer with. */
export function codesOf(part: string): string[] {
  const folder = path.resolve(__dirname, '..', '..', '..', 'src', 'sandbox', part);
  const sources = fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
  const codes = [...sources.matchAll(/'([A-Z]\w+(?:Exception|NotFound|Error|Denied)|InvalidIdentityToken)'/g)].map(([, code]) => code);
  return [...new Set(codes)].filter((code) => sources.includes('AwsError(') && isThrown(sources, code));
}

/** A code that stands in the construction of an error, or is handed to a function that makes one. */
function isThrown(sources: string, code: string): boolean {
  return new RegExp(`(AwsError\\(|found\\([^;]*|executionOf\\([^;]*)\\s*'${code}'`).test(sources);
}
