import { createHash } from 'node:crypto';
import { html, Markup } from './markup';
import { acknowledgementSection, costSection, pipelineSection, resourcePolicySection, resourceSection, roleSection, warningSection } from './sections';
import { STYLE } from './style';
import { LinkedWords } from './words';
import { Report, StackReport } from '../model';
import { money } from '../phrases';

/** One page that needs nothing else: no script, no font, no picture, no host. */
export function renderHtml(report: Report): string {
  const names = report.stacks.flatMap(({ pipelines }) => pipelines.map(({ name }) => name)).join(', ');
  const stacks = report.stacks.map((stack, index) => stackSection(report, new LinkedWords(stack, index + 1)));
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${names}: pipeline report</title><style>${new Markup(STYLE)}</style></head>
<body><a class="skip" href="#content">Skip to the report</a>
<header><h1>Pipeline report: ${names}</h1>
<p class="quiet">Read from the synthesised templates, not from an account: it says what a deployment makes, not what is there.</p>
${report.assembly.isNewer ? html`<p class="note">The assembly has schema ${report.assembly.schema}, which is newer than this program: something may be missing.</p>` : ''}</header>
${contents(report)}
<main id="content">${stacks}</main>
<footer>${footer(report)}</footer></body></html>
`.text}`;
}

/** Nothing is loaded and nothing runs; the one style sheet is known by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

const SECTIONS = [['pipeline', 'Pipeline'], ['resources', 'Resources'], ['roles', 'Roles'], ['policies', 'Policies of resources'], ['cost', 'Cost'], ['findings', 'Acknowledged findings'], ['warnings', 'Warnings']] as const;

function contents({ stacks }: Report): Markup {
  const links = (stack: StackReport, number: number) => html`<ul aria-label="${stack.name}">${SECTIONS.map(([id, title]) => html`<li><a href="#s${number}-${id}">${title}</a></li>`)}</ul>`;
  return html`<nav aria-label="Contents">${stacks.map((stack, index) => html`${stacks.length > 1 ? html`<p>${stack.name}</p>` : ''}${links(stack, index + 1)}`)}</nav>`;
}

function stackSection({ prices }: Report, words: LinkedWords): Markup {
  const { stack, number } = words;
  const bodies: { readonly [id in (typeof SECTIONS)[number][0]]: Markup } = {
    pipeline: html`${stack.pipelines.map((pipeline) => pipelineSection(pipeline, words))}`,
    resources: resourceSection(words),
    roles: html`<p>Of a statement for several services, an action stands with the resources of its own service.</p>${stack.roles.map((role) => roleSection(role, words))}`,
    policies: resourcePolicySection(words),
    cost: costSection(words, prices),
    findings: acknowledgementSection(words),
    warnings: warningSection(stack.warnings),
  };
  const sections = SECTIONS.map(([id, title]) => html`<section aria-labelledby="s${number}-${id}"><h3 id="s${number}-${id}">${title}</h3>${bodies[id]}</section>
`);
  return html`<section aria-labelledby="s${number}"><h2 id="s${number}">Stack ${stack.name}</h2>
<p class="quiet">${stack.account ? `Account ${stack.account}` : 'Bound to no account'}, ${stack.region ? `region ${stack.region}` : 'bound to no region'}.</p>${facts(stack)}${sections}</section>
`;
}

function facts(stack: StackReport): Markup {
  const holding = stack.resources.filter(({ encryption }) => ['own-key', 'aws-key', 'none'].includes(encryption.kind));
  const own = holding.filter(({ encryption }) => encryption.kind === 'own-key');
  const run = stack.pipelines.reduce((sum, pipeline) => sum + pipeline.run.sum, 0);
  const all: Array<[string, string | number]> = [
    ['Resources', stack.resources.length], ['Under an own key, of those with data', `${own.length} of ${holding.length}`], ['Roles', stack.roles.length],
    ['USD a month, nothing delivered', money(stack.month.sum)], [stack.pipelines.length > 1 ? 'USD, a run of each' : 'USD a run', money(run)],
    ['Reasons for acknowledged rules', stack.acknowledgements.length], ['Warnings', stack.warnings.length],
  ];
  return html`<dl class="facts">${all.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function footer({ assembly, prices }: Report): Markup {
  const others = assembly.otherStacks.length > 0 ? html`<p>Stacks of the app without a TapCicdPipeline, not reported: ${assembly.otherStacks.join(', ')}.</p>` : '';
  return html`${others}<p>Made by tap-cicd-pipeline from a cloud assembly of schema ${assembly.schema}. Prices of ${prices.foundOn}. Nested stacks, managed policies and what a given resource allows are not read.</p>`;
}
