import { diagram, describe, sizeOf } from './diagram';
import { html, join, Markup } from './markup';
import { Row, table } from './table';
import { breakable, counted, LinkedWords, list, shortType } from './words';
import { ActionReport, Acknowledgement, ConditionReport, Encryption, Estimate, MonthlyCost, PipelineReport, PriceFacts, ResourceReport, RoleReport, StatementReport, Tag, Warning } from '../model';
import { areasOf, commonTags, money, rulesInShort, splitTags } from '../phrases';

/** A pipeline: the picture, and each action in words. */
export function pipelineSection(pipeline: PipelineReport, words: LinkedWords): Markup {
  const id = words.anchorOf(`${pipeline.id}-picture`);
  const rows = pipeline.stages.flatMap((stage) => stage.actions.map((action) => actionRow(stage.name, action, words)));
  const triggers = pipeline.triggers.length > 0 ? pipeline.triggers.join(', or by ') : 'nothing but a start by hand';
  return html`<h4>${pipeline.name}</h4>
<p>Started by ${triggers}. Execution mode ${pipeline.executionMode}.</p>
${diagram(pipeline, 'across', `${id}-across`)}${diagram(pipeline, 'down', `${id}-down`)}
<details><summary>The picture in words</summary><p>${describe(pipeline)}</p></details>
${table({ caption: `Stages and actions of ${pipeline.name}`, columns: ['Action', 'Stage', 'Runs', 'At most', 'Takes', 'Gives'], rows })}`;
}

function actionRow(stage: string, { name, project, source, provider, inputs, outputs }: ActionReport, words: LinkedWords): Row {
  const runs = project ? html`CodeBuild ${project.id ? words.link(project.id) : project.name}<span class="sub">${[sizeOf(project.computeType), project.isPrivileged ? 'privileged, for Docker' : ''].filter(Boolean).join(', ')}</span>`
    : html`${provider}<span class="sub">${source ? breakable(source) : ''}</span>`;
  return [name, stage, runs, project?.timeoutMinutes ? `${project.timeoutMinutes} minutes` : '', inputs.join(', '), outputs.join(', ')];
}

/** All resources, those of one part together. */
export function resourceSection(words: LinkedWords): Markup {
  const { resources } = words.stack;
  const common = commonTags(resources);
  return html`<p>${counted(resources.length, 'resource')}. A tag list that says “common” has at least these:</p>
${tagList(common)}
${areasOf(words.stack).map(({ name, resources: own }) => resourceTable(name, own, common, words))}`;
}

function resourceTable(name: string, resources: ResourceReport[], common: Tag[], words: LinkedWords): Markup {
  const rows = resources.map((resource) => [
    html`<span id="${words.anchorOf(resource.id)}" class="place">${breakable(words.name(resource.id))}</span><span class="sub">${breakable(resource.path)}</span>`,
    shortType(resource.type), encryptionCell(resource.encryption, words), retentionCell(resource), tagCell(resource.tags, common),
  ]);
  return table({ look: 'resources', caption: `${name}: ${counted(resources.length, 'resource')}`, columns: ['Name', 'Type', 'Encryption', 'Kept', 'Tags'], rows });
}

const ENCRYPTION_MARKS: { readonly [kind in Encryption['kind']]: readonly [look: string, word: string] } = {
  'own-key': ['good', 'own key'], 'aws-key': ['warn', 'key of AWS'], 'none': ['bad', 'none'], 'in-transit': ['good', 'in transit'], 'plain': ['bad', 'not in transit'], 'no-data': ['quiet', ''],
};

function encryptionCell({ kind, text }: Encryption, words: LinkedWords): Markup {
  const [look, word] = ENCRYPTION_MARKS[kind];
  return kind === 'no-data' ? html`<span class="quiet">no data</span>` : html`<span class="mark ${look}">${word}</span> <span class="sub">${words.text(text)}</span>`;
}

function retentionCell({ retention }: ResourceReport): Markup {
  const stays = { removed: 'removed with the stack', kept: 'kept after the stack', snapshot: 'a snapshot is kept' }[retention.afterDeletion];
  return html`${stays}<span class="sub">${retention.content ?? ''}</span>`;
}

function tagCell(tags: Tag[], common: Tag[]): Markup {
  const { hasAll, shown } = splitTags(tags, common);
  return html`${hasAll ? 'common' : tags.length === 0 ? html`<span class="quiet">none in the template</span>` : ''}${tagList(shown)}`;
}

function tagList(tags: Tag[]): Markup {
  return tags.length === 0 ? html`` : html`<ul class="tags">${tags.map(({ key, value }) => html`<li>${breakable(key)} = ${breakable(value)}</li>`)}</ul>`;
}

/** A role with all that it may do, folded up. */
export function roleSection(role: RoleReport, words: LinkedWords): Markup {
  const rows = role.statements.map((statement) => statementRow(statement, words));
  const managed = role.managedPolicies.map((policy) => html`<li>${words.text(policy)}</li>`);
  const actions = role.statements.reduce((count, statement) => count + statement.actions.length, 0);
  return html`<details><summary>${words.plain(role.name)} <span class="quiet">${counted(actions, 'action')}</span></summary>
<p>Runs: ${role.usedBy.length === 0 ? 'nothing in this stack' : join(role.usedBy.map((id) => words.link(id)), html`, `)}.</p>
<p>May be taken by ${join(role.trust.map((trust) => trustText(trust, words)), html`; `)}.</p>
${managed.length > 0 ? html`<p>Managed policies, which are not read here:</p><ul>${managed}</ul>` : ''}
${rows.length > 0 ? table({ look: 'grants', caption: `What ${words.plain(role.name)} may do`, columns: ['Action', 'On', 'If', 'Why a *'], rows }) : html`<p>It may do nothing that a policy in this stack says.</p>`}
</details>
`;
}

function trustText({ principals = [], conditions }: StatementReport, words: LinkedWords): Markup {
  const who = join(principals.map((principal) => html`<code>${words.text(principal)}</code>`), html`, `);
  return conditions.length === 0 ? who : html`${who} if ${join(conditions.map((condition) => conditionText(condition, words)), html` and `)}`;
}

function conditionText({ operator, key, values }: ConditionReport, words: LinkedWords): Markup {
  return html`<code>${key}</code> ${operator} ${join(values.map((value) => html`<code>${words.text(value)}</code>`), html` or `)}`;
}

function statementRow({ effect, actions, resources, conditions, reasons }: StatementReport, words: LinkedWords): Row {
  return [
    html`${effect === 'Allow' ? '' : html`<span class="mark bad">${effect}</span> `}${list(actions.map((action) => html`<code>${breakable(action)}</code>`))}`,
    list(resources.map((resource) => words.text(resource))),
    list(conditions.map((condition) => conditionText(condition, words))),
    reasons.join('; '),
  ];
}

/** What resources themselves let others do. */
export function resourcePolicySection(words: LinkedWords): Markup {
  const tables = words.stack.resourcePolicies.map(({ resource, statements }) => {
    const rows = statements.map((statement): Row => [
      html`${list((statement.principals ?? []).map((principal) => words.text(principal)))}`, statement.effect,
      list(statement.actions.map((action) => html`<code>${breakable(action)}</code>`)), list(statement.conditions.map((condition) => conditionText(condition, words))),
    ]);
    return html`<details><summary>${words.plain(resource)} <span class="quiet">${counted(statements.length, 'statement')}</span></summary>
${table({ look: 'policies', caption: `Policy of ${words.plain(resource)}`, columns: ['Who', 'Effect', 'Action', 'If'], rows })}</details>
`;
  });
  return html`${tables}`;
}

/** What it costs, with the arithmetic. */
export function costSection(words: LinkedWords, prices: PriceFacts): Markup {
  const { stack } = words;
  return html`<p>List prices of ${prices.region} in ${prices.currency}, found on ${prices.foundOn}, without free tiers, discounts and taxes.
${stack.region && stack.region !== prices.region ? `This stack is for ${stack.region}, where they differ.` : ''} Each item links to the page that counts.</p>
${costTable('A month, with nothing delivered', stack.month)}
${besideText(stack.month)}
${stack.pipelines.map(({ name, run }) => html`${costTable(`A run of ${name}`, run)}`)}
<p class="quiet">The minutes of a run are an example: Source 1, Build 3, each suite 2, SecurityScan 2, Deploy 5, any other action 1.</p>`;
}

function costTable(caption: string, { items, sum }: Estimate): Markup {
  const digits = sum < 1 ? 3 : 2;
  const rows = items.map(({ item, arithmetic, amount, page }): Row => [html`<a href="${page}">${item}</a>`, arithmetic, money(amount, digits)]);
  return table({ caption, columns: ['Item', 'Arithmetic', 'USD'], rows, total: ['Sum', '', money(sum, digits)], numbers: [2] });
}

function besideText({ beside }: MonthlyCost): Markup {
  if (beside.length === 0) return html``;
  return html`<p>Not counted: ${join(beside.map(({ what, page }) => (page ? html`<a href="${page}">${what}</a>` : html`${what}`)), html`, `)}; and data transfer.</p>`;
}

/** What somebody decided to live with, and why. */
export function acknowledgementSection(words: LinkedWords): Markup {
  const { acknowledgements, pipelines } = words.stack;
  const rows = acknowledgements.map(({ reason, rules, paths }: Acknowledgement): Row => [
    words.plain(reason), list(rulesInShort(rules).map((rule) => html`<code>${breakable(words.plain(rule))}</code>`)), list(paths.map((path) => html`${breakable(path || 'the whole stack')}`)),
  ]);
  const rules = table({ look: 'reasons', caption: 'Rules of cdk-nag that do not hold', columns: ['Why', 'Rule', 'Where'], rows });
  return html`${rows.length > 0 ? rules : html`<p>No rule is acknowledged.</p>`}${pipelines.map(ignoredSection)}`;
}

function ignoredSection({ name, ignoredFindings }: PipelineReport): Markup {
  if (ignoredFindings.length === 0) return html`<p>The scan gate of ${name} ignores no finding.</p>`;
  const rows = ignoredFindings.map(({ id, reason, expires }): Row => [id, reason, expires]);
  return table({ caption: `Findings of an image that the scan gate of ${name} ignores`, columns: ['Finding', 'Why', 'Until'], rows });
}

export function warningSection(warnings: Warning[]): Markup {
  if (warnings.length === 0) return html`<p>The synthesis warned of nothing.</p>`;
  return table({ caption: 'What the synthesis said', columns: ['Message', 'Level', 'Where'], rows: warnings.map(({ text, level, path }) => [text, level, path]) });
}
