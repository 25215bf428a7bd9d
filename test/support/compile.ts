import * as path from 'path';
import * as ts from 'typescript';

const TEST_FOLDER = path.join(__dirname, '..');

/**
 * What the compiler says about sources that exist only here, by name, with the settings of the tests; one program, since it reads all of the CDK.
 *
 * @param folder where the sources would lie
 */
export function typeErrors<T extends string>(sources: Record<T, string>, folder: string, options: ts.CompilerOptions = {}): Record<T, string[]> {
  const fileOf = (name: string) => path.join(folder, `${name}.ts`);
  const files = new Map(Object.entries<string>(sources).map(([name, source]) => [fileOf(name), source]));
  const program = ts.createProgram([...files.keys()], { ...compilerOptions(), ...options, noEmit: true }, hostOf(files));
  const errorsIn = (file: string) => diagnosticsOf(program, file).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  return Object.fromEntries(Object.keys(sources).map((name) => [name, errorsIn(fileOf(name))])) as Record<T, string[]>;
}

function diagnosticsOf(program: ts.Program, file: string): readonly ts.Diagnostic[] {
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(TEST_FOLDER, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, TEST_FOLDER).options;
}

/** The usual files, and some that exist only here. */
function hostOf(files: Map<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions());
  return {
    ...host,
    fileExists: (name) => files.has(name) || host.fileExists(name),
    readFile: (name) => files.get(name) ?? host.readFile(name),
    getSourceFile: (name, version) => {
      const source = files.get(name);
      return source === undefined ? host.getSourceFile(name, version) : ts.createSourceFile(name, source, version);
    },
  };
}
