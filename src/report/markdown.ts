import { Acknowledgement, CostItem, Estimate, IgnoredFinding, PipelineReport, Report, ResourceReport, RoleReport, StackReport, StatementReport, Tag } from './model';
import { areasOf, commonTags, money, rulesInShort, splitTags } from './phrases';
import { Words } from './words';

/** The report for a comment on a pull request: figures at once, the rest folded up. */
export function renderMarkdown(report: Report): string {
  const { assembly, prices } = report;
  return [
    ...report.stacks.flatMap((stack) => stackText(new Words(stack))),
    ...(assembly.isNewer ? [`> The assembly has schema ${code(assembly.schema)}, which is newer than this program: something may be missing.`] : []),
    `List prices of ${prices.region} in ${prices.currency}, found on ${prices.foundOn}, without free tiers, discounts and taxes. Read from the synthesised templates, not from an account.`,
  ].join('\n\n') + '\n';
}

function stackText(words: Words): string[] {
  const { stack } = words;
  return [
    `## Pipeline report: stack ${code(stack.name)}`,
    figures(stack),
    ...stack.pipelines.map(pipelineText),
    resourcesText(words),
    folded(`Roles (${stack.roles.length})`, stack.roles.map((role) => roleText(role, words))),
    folded('Cost', [costTable('A month, with nothing delivered', stack.month), ...stack.pipelines.map(({ name, run }) => costTable(`A run of ${code(name)}`, run))]),
    folded(`Acknowledged rules (${stack.acknowledgements.length})`, [acknowledgementTable(stack.acknowledgements, words)]),
    ...(stack.warnings.length > 0 ? [table(['Level', 'Message', 'Where'], stack.warnings.map(({ level, text: message, path }) => [level, text(message), code(path)]))] : []),
  ];
}

function figures({ resources, roles, month, pipelines, acknowledgements, warnings }: StackReport): string {
  const run = pipelines.reduce((sum, pipeline) => sum + pipeline.run.sum, 0);
  return table(['Resources', 'Roles', 'USD a month', 'USD a run', 'Acknowledged', 'Warnings'],
    [[resources.length, roles.length, money(month.sum), money(run), acknowledgements.length, warnings.length].map(String)]);
}

/** GitHub draws Mermaid in the colours of the reader. */
function pipelineText({ name, stages, ignoredFindings }: PipelineReport): string {
  const node = (words: string) => words.replace(/[^\w .@/-]/g, '_');
  const boxes = stages.map(({ name: stage, actions }, index) => `  s${index}["${node(stage)}<br/>${actions.map((action) => node(action.name)).join(', ')}"]`);
  const arrows = stages.slice(1).map((_stage, index) => `  s${index} --> s${index + 1}`);
  const picture = ['```mermaid', 'flowchart LR', `  accTitle: ${node(name)}`, ...boxes, ...arrows, '```'].join('\n');
  return [`### ${code(name)}`, picture, ...ignoredText(ignoredFindings)].join('\n\n');
}

function ignoredText(findings: IgnoredFinding[]): string[] {
  return findings.length === 0 ? [] : [table(['Let through by the scan gate', 'Why', 'Until'], findings.map(({ id, reason, expires }) => [code(id), text(reason), code(expires)]))];
}

function resourcesText(words: Words): string {
  const { resources } = words.stack;
  const common = commonTags(resources);
  const tables = areasOf(words.stack).map(({ name, resources: own }) => `**${text(name)}**\n\n${resourceTable(own, common, words)}`);
  return folded(`Resources (${resources.length})`, [...(common.length > 0 ? [`Common tags: ${tagsText(common)}`] : []), ...tables]);
}

function resourceTable(resources: ResourceReport[], common: Tag[], words: Words): string {
  return table(['Name', 'Type', 'Encryption', 'Kept', 'Tags'], resources.map(({ id, type, encryption, retention, tags }) => [
    code(words.name(id)), code(type), encryption.kind === 'no-data' ? '' : `${encryption.kind}${encryption.text ? ` ${code(words.plain(encryption.text))}` : ''}`,
    `${retention.afterDeletion}${retention.content ? `; ${text(retention.content)}` : ''}`, tagsText(splitTags(tags, common).shown, splitTags(tags, common).hasAll),
  ]));
}

function tagsText(tags: Tag[], hasAll = false): string {
  return [...(hasAll ? ['common'] : []), ...tags.map(({ key, value }) => code(`${key}=${value}`))].join(' ');
}

function roleText({ name, trust, statements, managedPolicies }: RoleReport, words: Words): string {
  const takers = trust.flatMap(({ principals = [] }) => principals).map((principal) => code(words.plain(principal))).join(', ');
  const managed = managedPolicies.length > 0 ? `\n\nManaged policies: ${managedPolicies.map((policy) => code(words.plain(policy))).join(', ')}` : '';
  return `**${code(words.plain(name))}**, taken by ${takers}${managed}\n\n${table(['Action', 'On', 'If'], statements.map((statement) => statementRow(statement, words)))}`;
}

function statementRow({ effect, actions, resources, conditions }: StatementReport, words: Words): string[] {
  const each = (values: string[]) => values.map((value) => code(words.plain(value))).join('<br>');
  return [
    `${effect === 'Allow' ? '' : `${text(effect)} `}${each(actions)}`, each(resources),
    conditions.map(({ key, operator, values }) => `${code(key)} ${text(operator)} ${values.map((value) => code(words.plain(value))).join(' or ')}`).join('<br>'),
  ];
}

function costTable(caption: string, { items, sum }: Estimate): string {
  const digits = sum < 1 ? 3 : 2;
  const row = ({ item, arithmetic, amount, page }: CostItem) => [`[${text(item)}](${page})`, arithmetic, money(amount, digits)];
  return `**${caption}**\n\n${table(['Item', 'Arithmetic', 'USD'], [...items.map(row), ['**Sum**', '', `**${money(sum, digits)}**`]])}`;
}

function acknowledgementTable(acknowledgements: Acknowledgement[], words: Words): string {
  return table(['Why', 'Rule', 'Where'], acknowledgements.map(({ reason, rules, paths }) => [
    text(reason), rulesInShort(rules).map((rule) => code(words.plain(rule))).join('<br>'), paths.map((path) => code(path)).join('<br>'),
  ]));
}

function folded(summary: string, parts: string[]): string {
  return `<details><summary>${summary}</summary>\n\n${parts.join('\n\n')}\n\n</details>`;
}

function table(columns: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that means nothing to Markdown: no markup, no link, no mention. */
function text(plain: string): string {
  return oneLine(plain).replace(/[\\`*_{}[\]()#+!|<>~&$-]/g, (character) => (HTML[character] ?? `\\${character}`)).replace(/@/g, '@&#8203;');
}

const HTML: { readonly [character: string]: string | undefined } = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** A code span, in which nothing is markup; longer quotes than any inside, and the bar of a table escaped as tables want it. */
function code(plain: string): string {
  const line = oneLine(plain);
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const quotes = '`'.repeat(longest + 1);
  const room = longest > 0 ? ' ' : '';
  return `${quotes}${room}${line.replace(/\|/g, '\\|')}${room}${quotes}`;
}

function oneLine(plain: string): string {
  return plain.replace(/\s+/g, ' ').trim();
}
