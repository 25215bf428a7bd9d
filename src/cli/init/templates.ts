import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Answers, Language, pascalCase, wordsOf } from './answers';
import { WRITING } from './languages';
import { render } from './render';
import { Versions } from './versions';
import { javaPackage, viewOf } from './view';

/** Files by their path below a folder, with `/` on every platform. */
export interface Files {
  readonly [file: string]: string;
}

/** What is shipped: a CDK app for each language, and the service that starts with it. */
export interface Templates {
  readonly apps: { readonly [language in Language]: Files };
  readonly service: Files;
}

/** The templates as they are shipped: one file, for npm leaves out and renames some of theirs (`.gitignore`). */
export function readTemplates(folder: string): Templates {
  const packed = fs.readFileSync(path.join(folder, 'assets', 'cli', 'templates.json.gz'));
  return JSON.parse(gunzipSync(packed).toString('utf8')) as Templates;
}

/** The CDK app. */
export function appFiles({ apps }: Templates, answers: Answers, versions: Versions): Files {
  const view = viewOf(answers, versions);
  const { quote } = WRITING[answers.language];
  const files = Object.entries(apps[answers.language]).map(([file, text]) => [fileName(file, answers), render(text, view, quote)]);
  return Object.fromEntries(files) as Files;
}

/** The service that starts with it, with the application's name. */
export function serviceFiles({ service }: Templates, { repository }: Answers): Files {
  const name = wordsOf(repository).join('-');
  const named = (file: string, text: string) => (/^package(-lock)?\.json$/.test(file) ? text.replaceAll('"orders-service"', JSON.stringify(name)) : text);
  return Object.fromEntries(Object.entries(service).map(([file, text]) => [file, named(file, text)]));
}

/** `NAME` stands for the application, as the language writes the names of files; `CLASS` for its class. */
function fileName(file: string, { repository, language }: Answers): string {
  const words = wordsOf(repository);
  const names: Record<Language, string> = {
    typescript: words.join('-'), javascript: words.join('-'), python: words.join('_'), java: javaPackage(words),
  };
  return file.replaceAll('NAME', names[language]).replaceAll('CLASS', pascalCase(words));
}
