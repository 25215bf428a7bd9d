import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

/** A text that tells somebody what went wrong, as it stands in the sources. */
export interface Message {
  /** Relative to the root of the repository, with the line. */
  readonly place: string;
  /** The parts that are always the same; between them stands what differs each time. */
  readonly parts: string[];
}

/** What people meet: constructs, programs that run inside AWS, the GitHub workflow. */
const FOLDERS = ['src/foundation', 'src/stages', 'src/observability', 'src/github', 'src/runtime'];
const FILES = ['src/tap-cicd-pipeline.ts'];

/** Here every sentence is told to somebody, unless it is given to one of these: progress, and half sentences that another message ends with. */
const WHOLLY = ['src/runtime/', 'src/github/workflow/workflow-file.ts'];
const NO_MESSAGE = ['step', 'required', 'matchingOr'];
const WARNINGS = ['addWarningV2', 'addErrorV2', 'addError'];

/** What a shell or a Python script of ours says in a string of ours. */
const SCRIPT_TEXT = /::(?:error|warning)[^:]*::([^'"]+)|echo "([^"$]+)"; exit 1|problems(?:\.append\(| \+= \[| = \[)f?(?:'([^']+)'|"([^"]+)")/g;

/** Every message of the sources, found by what the syntax says of a text. */
export function messagesOf(root: string): Message[] {
  const files = [...FOLDERS.flatMap((folder) => filesBelow(path.join(root, folder))), ...FILES.map((file) => path.join(root, file))];
  return files.flatMap((file) => messagesIn(path.relative(root, file), fs.readFileSync(file, 'utf8')));
}

/** @param file decides which texts count */
export function messagesIn(file: string, source: string): Message[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const found: Message[] = [];
  const visit = (node: ts.Node): void => {
    if (isText(node)) found.push(...messagesAt(node).map((parts) => ({ place: `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, parts })));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function filesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return entry.name.endsWith('.ts') ? [file] : [];
  });
}

type Text = ts.StringLiteralLike | ts.TemplateExpression;

function isText(node: ts.Node): node is Text {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function partsOf(node: Text): string[] {
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)] : [node.text];
}

function messagesAt(node: Text): string[][] {
  const scripts = [...partsOf(node).join('…').matchAll(SCRIPT_TEXT)].map((match) => match.slice(1).find(Boolean) ?? '');
  if (scripts.length > 0) return scripts.map((text) => text.split(/\{[^}]*\}|…/)).filter(isSentence);
  const counts = isWarningId(node) || isRule(node) || (isMessage(node) && isSentence(partsOf(node)));
  return counts ? [partsOf(node)] : [];
}

/** Three words with spaces between them, and no markup. */
function isSentence(parts: string[]): boolean {
  const words = parts.join(' … ').split(/\s+/).filter((word) => /^[("']*[A-Za-z]{2,}[,;:.)"']*$/.test(word));
  return words.length >= 3 && !parts[0].startsWith('<');
}

/** Some rules stand in tables, or are handed on by a function. */
function isRule(node: Text): boolean {
  return partsOf(node)[0].startsWith('must ');
}

function isWarningId(node: Text): boolean {
  return ts.isCallExpression(node.parent) && isCallOf(node.parent, WARNINGS) && node.parent.arguments[0] === node;
}

/** A broken rule, a warning, or, where people read every text, any that is not progress. */
function isMessage(node: Text): boolean {
  const around = ancestorsOf(node);
  if (around.some((parent) => ts.isPropertyAssignment(parent) && parent.name.getText() === 'rule')) return true;
  if (around.some((parent) => isCallOf(parent, WARNINGS))) return true;
  const { fileName } = node.getSourceFile();
  return WHOLLY.some((place) => fileName.startsWith(place)) && !around.some((parent) => isCallOf(parent, NO_MESSAGE));
}

function isCallOf(node: ts.Node, names: string[]): boolean {
  if (!ts.isCallExpression(node)) return false;
  const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  return names.includes(callee.getText());
}

/** Up to the function in which the text stands, the text itself left out. */
function ancestorsOf(node: ts.Node): ts.Node[] {
  const all: ts.Node[] = [];
  for (let parent = node.parent; parent && !ts.isFunctionLike(parent); parent = parent.parent) all.push(parent);
  return all;
}
