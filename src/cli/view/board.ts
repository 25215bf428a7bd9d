import { stripVTControlCharacters } from 'node:util';
import { durationText, fitted, lookOfStatus, shortCommit, symbolOf } from './words';
import { ActionProgress, ExecutionProgress, StageProgress } from '../../sandbox';
import { Paint } from '../terminal/paint';

/** How long each action took the last time it succeeded, in milliseconds, by `Stage/Action`. */
export type Expected = Readonly<Record<string, number>>;

/** All that the live view shows. */
export interface Board {
  readonly progress: ExecutionProgress;
  readonly expected: Expected;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Where it is shown. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const SPINNER_MILLISECONDS = 120;
const NAME_COLUMNS = 14;
const BAR_COLUMNS = 16;
const GAP = 3;
/** The rest is in the logs. */
const DETAIL_LINES = 15;

/** The execution as lines that fit into the frame. Pure: the same board gives the same lines. */
export function renderBoard(board: Board, frame: Frame): string[] {
  const head = [headLine(board, frame), ''];
  const stages = board.progress.stages.flatMap((stage) => stageLines(stage, board, frame));
  const fixed = [...head, ...stages];
  return [...fixed, ...detailLines(board, frame, Math.max(0, frame.rows - fixed.length - 2))];
}

function headLine({ progress, expected, now }: Board, { columns, paint }: Frame): string {
  const total = durationText((progress.endTime ?? now) - progress.startTime);
  const whole = progress.endTime === undefined ? expectedTotal(progress, expected) : undefined;
  const time = `${total}${whole === undefined ? '' : ` of about ${durationText(whole)}`}`;
  const commit = progress.commit ? `  ${shortCommit(progress.commit)}` : '';
  const name = fitted(`${progress.pipelineName}${commit}`, Math.max(8, columns - time.length - 6));
  return ` ${paint(lookOfStatus(progress.status), sign(progress.status, now))} ${paint('bold', name)}  ${paint('dim', time)}`;
}

/** Stages follow each other, actions of a stage run side by side: the longest of each counts. */
export function expectedTotal({ stages }: Pick<ExecutionProgress, 'stages'>, expected: Expected): number | undefined {
  const longest = stages.map((stage) => Math.max(0, ...stage.actions.map(({ name }) => expected[`${stage.name}/${name}`] ?? 0)));
  const total = longest.reduce((sum, time) => sum + time, 0);
  return total > 0 ? total : undefined;
}

function stageLines(stage: StageProgress, board: Board, frame: Frame): string[] {
  const { columns, paint } = frame;
  const name = fitted(stage.name, NAME_COLUMNS).padEnd(NAME_COLUMNS);
  const head = ` ${paint(lookOfStatus(stage.status), sign(stage.status, board.now))} ${stage.status === 'Pending' ? paint('dim', name) : paint('bold', name)}`;
  const left = columns - NAME_COLUMNS - 5;
  if (stage.actions.length === 1) return [`${head}  ${singleAction(stage, stage.actions[0], board, frame, left)}`];
  return [`${head}  ${stageTime(stage, board, frame)}`, ...grid(stage, board, frame)];
}

/** Time, then as much of the rest as fits: how far it is, what was cached. */
function singleAction(stage: StageProgress, action: ActionProgress, board: Board, { paint }: Frame, columns: number): string {
  const time = actionTime(stage, action, board);
  const bar = progressBar(stage, action, board);
  const room = columns - time.length - (bar ? bar.length + 2 : 0) - 2;
  const note = room > 6 ? fitted(noteOf(action), room) : '';
  const shownBar = bar && room >= 0 ? `  ${paint('cyan', bar)}` : '';
  return `${action.status === 'Pending' ? paint('dim', time) : fitted(time, columns)}${shownBar}${note ? `  ${paint('dim', note)}` : ''}`;
}

/** Parallel actions, as many side by side as fit. */
function grid(stage: StageProgress, board: Board, { columns, paint }: Frame): string[] {
  const indent = 5;
  const cells = stage.actions.map((action) => ({ action, text: `${sign(action.status, board.now)} ${action.name} ${actionTime(stage, action, board)}${spaced(noteOf(action))}`.trimEnd() }));
  const width = Math.min(Math.max(...cells.map(({ text }) => [...text].length)), columns - indent);
  const perRow = Math.max(1, Math.floor((columns - indent + GAP) / (width + GAP)));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) => cells.slice(row * perRow, (row + 1) * perRow));
  return rows.map((row) => ' '.repeat(indent) + row.map(({ action, text }, index) => {
    const shown = fitted(text, width);
    const padding = index === row.length - 1 ? '' : ' '.repeat(width - [...shown].length + GAP);
    return paint(lookOfStatus(action.status), shown) + padding;
  }).join(''));
}

function stageTime({ startTime, endTime }: StageProgress, { now }: Board, { paint }: Frame): string {
  return startTime === undefined ? '' : paint('dim', durationText((endTime ?? now) - startTime));
}

function actionTime(stage: StageProgress, action: ActionProgress, { expected, now }: Board): string {
  const usual = expected[`${stage.name}/${action.name}`];
  const about = usual === undefined ? '' : `about ${durationText(usual)}`;
  if (action.startTime === undefined) return about;
  const elapsed = durationText((action.endTime ?? now) - action.startTime);
  return action.endTime === undefined && about ? `${elapsed} of ${about}` : elapsed;
}

function progressBar(stage: StageProgress, action: ActionProgress, { expected, now }: Board): string {
  const usual = expected[`${stage.name}/${action.name}`];
  if (usual === undefined || action.startTime === undefined || action.endTime !== undefined) return '';
  // Full only when it has ended.
  const done = Math.min(BAR_COLUMNS - 1, Math.floor(((now - action.startTime) / usual) * BAR_COLUMNS));
  return '█'.repeat(done) + '░'.repeat(BAR_COLUMNS - done);
}

function noteOf(action: ActionProgress): string {
  return action.enter ? 'failed, waits for you' : action.cached.join(', ') || (action.phase ?? '').toLowerCase();
}

function spaced(text: string): string {
  return text ? ` ${text}` : '';
}

/** Why an action failed, with the last lines of its log; while all is well what the running builds say. */
function detailLines({ progress }: Board, { columns, paint }: Frame, room: number): string[] {
  const actions = progress.stages.flatMap((stage) => stage.actions.map((action) => ({ ...action, stage: stage.name })));
  const failed = actions.filter(({ status, enter }) => status === 'Failed' || enter);
  if (failed.length > 0) {
    const each = Math.min(DETAIL_LINES, Math.max(1, Math.floor(room / failed.length) - 2));
    return failed.flatMap(({ stage, name, summary, logTail }) => [
      '',
      paint('red', fitted(` ✖ ${stage} / ${name}${summary ? `: ${summary}` : ''}`, columns)),
      ...logTail.slice(-each).map((line) => fitted(`   │ ${plain(line)}`, columns)),
    ]).slice(0, room);
  }
  const said = actions.filter(({ status, logTail }) => status === 'InProgress' && logTail.length > 0);
  return said.length === 0 ? [] : ['', ...said.map(({ name, logTail }) => paint('dim', fitted(`   ${name} │ ${plain(logTail[logTail.length - 1])}`, columns)))].slice(0, room);
}

function plain(line: string): string {
  return stripVTControlCharacters(line).replace(/\t/g, '  ').replace(/^\[Container\] \S+ \S+ /, '');
}

function sign(status: string, now: number): string {
  return status === 'InProgress' ? SPINNER[Math.floor(now / SPINNER_MILLISECONDS) % SPINNER.length] : symbolOf(status);
}
