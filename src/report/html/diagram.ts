import { html, Markup } from './markup';
import { ActionReport, PipelineReport, StageReport } from '../model';

/** Where the stages go: side by side on a wide page, one below the other on a narrow one. */
export type Direction = 'across' | 'down';

const BOX = { width: 196, height: 66, gap: 10 };
const STAGE = { pad: 12, head: 34, gap: 34 };
const STAGE_WIDTH = BOX.width + 2 * STAGE.pad;
/** Characters that fit into a box at the size of the letters. */
const FITS = { name: 24, line: 29 };

interface Place {
  readonly stage: StageReport;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** The pipeline as a picture; what it says stands as text below it too. */
export function diagram(pipeline: PipelineReport, direction: Direction, id: string): Markup {
  const places = layOut(pipeline.stages, direction);
  const width = Math.max(...places.map(({ x }) => x)) + STAGE_WIDTH + 2;
  const height = Math.max(...places.map((place) => place.y + place.height)) + 2;
  return html`<svg class="diagram ${direction}" role="img" aria-labelledby="${id}-title ${id}-description" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="${id}-title">${pipeline.name}</title><desc id="${id}-description">${describe(pipeline)}</desc>
<g aria-hidden="true">${places.slice(1).map((place, index) => arrow(places[index], place, direction))}${places.map(drawStage)}</g></svg>
`;
}

/** One sentence with all stages. */
export function describe({ stages }: PipelineReport): string {
  const parts = stages.map(({ name, actions }) => `${name} (${groups(actions).map((group) => group.map((action) => action.name).join(' and ')).join(', then ')})`);
  return `${stages.length} stages, one after the other: ${parts.join(', ')}.`;
}

function layOut(stages: StageReport[], direction: Direction): Place[] {
  const heights = stages.map(({ actions }) => STAGE.head + actions.length * (BOX.height + BOX.gap) - BOX.gap + STAGE.pad);
  const tallest = Math.max(...heights);
  let next = 1;
  return stages.map((stage, index) => {
    const place = direction === 'across' ? { stage, x: next, y: 1, height: tallest } : { stage, x: 1, y: next, height: heights[index] };
    next += (direction === 'across' ? STAGE_WIDTH : heights[index]) + STAGE.gap;
    return place;
  });
}

/** Actions that run side by side, in the order of the groups. */
function groups(actions: ActionReport[]): ActionReport[][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

function drawStage({ stage, x, y, height }: Place): Markup {
  const ordered = groups(stage.actions).flat();
  const boxes = ordered.map((action, index) => drawAction(action, x + STAGE.pad, y + STAGE.head + index * (BOX.height + BOX.gap)));
  return html`<g class="stage stage-${toneOf(stage.name)}"><rect class="frame" x="${x}" y="${y}" width="${STAGE_WIDTH}" height="${height}" rx="10"/>
<text class="stage-name" x="${x + STAGE.pad}" y="${y + 22}">${cut(stage.name, FITS.name)}</text>
<text class="note" text-anchor="end" x="${x + STAGE_WIDTH - STAGE.pad}" y="${y + 22}">${stage.retries ? 'retried once' : ''}</text>${boxes}</g>
`;
}

function drawAction(action: ActionReport, x: number, y: number): Markup {
  const [first, second] = linesOf(action);
  return html`<g><rect class="box" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/><rect class="edge" x="${x}" y="${y + 6}" width="4" height="${BOX.height - 12}" rx="2"/>
<text class="name" x="${x + 14}" y="${y + 22}">${cut(action.name, FITS.name)}</text>
<text class="line" x="${x + 14}" y="${y + 40}">${cut(first, FITS.line)}</text><text class="line" x="${x + 14}" y="${y + 55}">${cut(second, FITS.line)}</text></g>
`;
}

/** What the action does it with, and what it may take. */
function linesOf({ project, source, provider, category }: ActionReport): [string, string] {
  if (project) return [project.name, [sizeOf(project.computeType), project.timeoutMinutes ? `${project.timeoutMinutes} min at most` : ''].filter(Boolean).join(', ')];
  const [repository = '', branch = ''] = (source ?? '').split('@');
  return source ? [repository, `branch ${branch}`] : [provider, category];
}

/** `BUILD_GENERAL1_SMALL` as people say it. */
export function sizeOf(computeType: string | undefined): string {
  return computeType?.replace(/^BUILD_(GENERAL1_)?/, '').toLowerCase() ?? '';
}

const TONES: { readonly [stage: string]: string | undefined } = { Source: 'source', Build: 'build', Test: 'test', SecurityScan: 'scan', Deploy: 'deploy' };

function toneOf(stage: string): string {
  return TONES[stage] ?? 'other';
}

function arrow(from: Place, to: Place, direction: Direction): Markup {
  const [x, y] = direction === 'across' ? [from.x + STAGE_WIDTH + 6, from.y + 18] : [from.x + STAGE_WIDTH / 2, from.y + from.height + 6];
  const length = STAGE.gap - 12;
  const line = direction === 'across' ? `M${x} ${y}h${length}m-6 -5l6 5l-6 5` : `M${x} ${y}v${length}m-5 -6l5 6l5 -6`;
  return html`<path class="arrow" d="${line}" data-to="${to.stage.name}"/>`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
