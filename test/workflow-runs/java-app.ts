import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppRepository } from './app-repository';
import { LanguageApp } from './language-app';
import { ROOT } from './root';
import { installJar } from '../languages/java';
import { buildPackage } from '../languages/packages';

const EXAMPLE = path.join(ROOT, 'examples', 'java-infra');

/** The example in Java in a repository of its own; the package comes from the jar that would be published, in Maven's cache until all runs have ended. */
export async function makeJavaApp(folder: string): Promise<LanguageApp> {
  const built = buildPackage('java', `${folder}-packages`);
  if (!built.passed) throw new Error(`the package of Java was not built:\n${built.output}`);
  const { version, remove } = installJar(built.folder);
  const app = await AppRepository.create(EXAMPLE, folder, async (cwd) => {
    const pom = path.join(cwd, 'pom.xml');
    const property = /(<tap-cicd-pipeline\.version>).*(<)/;
    fs.writeFileSync(pom, fs.readFileSync(pom, 'utf8').replace(property, `$1${version}$2`));
  });
  return { app, environment: {}, remove };
}
