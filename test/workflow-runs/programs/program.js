/** What the programs on the PATH of a run have in common: each call is noted, and answered by the real program, or from a recording of it. */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { WORKFLOW_RUN_FOLDER: folder, WORKFLOW_RUN_RECORDING: recording, GITHUB_JOB: job } = process.env;
const args = process.argv.slice(2);

/** Whether a program of ours called this one: then it is not a step of the workflow. */
const nested = Boolean(process.env.WORKFLOW_RUN_NESTED);

/** Whether the steps of this job are to be answered from the recording. */
const replays = (process.env.WORKFLOW_RUN_REPLAYED ?? '').split(' ').includes(job);

function note(program, how) {
  fs.appendFileSync(path.join(folder, 'calls.jsonl'), `${JSON.stringify({ job, program, args, how })}\n`);
}

/** Runs the real program of this name, or of the first of several that is there. */
function real(program, environment = {}) {
  const { status, stdout, stderr, error } = spawnSync(find([program].flat()), args, {
    stdio: ['inherit', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, WORKFLOW_RUN_NESTED: '1', ...environment },
  });
  if (error) throw error;
  return { status: status ?? 1, stdout, stderr };
}

/** The first on the PATH that is not this program under another name. */
function find(names) {
  const ours = fs.realpathSync(process.argv[1]);
  const entries = process.env.PATH.split(path.delimiter).filter(Boolean);
  const found = entries.flatMap((entry) => names.map((name) => path.join(entry, name))).find((file) => fs.existsSync(file) && fs.realpathSync(file) !== ours);
  if (!found) throw new Error(`${names[0]} is not on the PATH`);
  return found;
}

/** Performs a step, or repeats what it did in the recorded run. @param output the folder that it makes, if any */
function step(program, { output, environment, once } = {}) {
  const file = recordOf(program);
  if (replays) {
    if (!fs.existsSync(file)) throw new Error(`nothing is recorded for '${program} ${args.join(' ')}' of job ${job}`);
    const { result, made } = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (made) fs.cpSync(`${file}.output`, output, { recursive: true });
    return end(program, 'replayed', result);
  }
  const result = real(program, environment);
  if (once) fs.writeFileSync(once, JSON.stringify(result));
  if (process.env.WORKFLOW_RUN_RECORDS) record(file, result, output);
  return end(program, 'real', result);
}

function record(file, result, output) {
  fs.mkdirSync(recording, { recursive: true });
  const made = Boolean(output) && fs.existsSync(output);
  if (made) fs.cpSync(output, `${file}.output`, { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ result, made }));
}

/** By job and arguments; what lies in a job's own folders has another name in each run. */
function recordOf(program) {
  const { RUNNER_TEMP: temp = '-' } = process.env;
  const key = [job, program, ...args.map((arg) => arg.replace(temp, 'TEMP'))];
  return path.join(recording ?? '', createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16));
}

function end(program, how, { status, stdout, stderr }) {
  note(program, how);
  if (how === 'replayed') console.error(`[replayed] ${program} ${args.join(' ')}`);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}

/** Performs a step whose outcome hangs on the commit alone, once for each commit. */
function oncePerCommit(program) {
  const key = createHash('sha256').update(JSON.stringify([process.env.GITHUB_SHA, program, ...args])).digest('hex').slice(0, 16);
  const file = path.join(folder, `once-${key}`);
  if (replays || !fs.existsSync(file)) return step(program, { once: file });
  console.log(`[stub] the result of '${program} ${args.join(' ')}' for this commit, from another job`);
  const result = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (process.env.WORKFLOW_RUN_RECORDS) record(recordOf(program), result);
  end(program, 'real, once for each commit', result);
}

module.exports = { args, nested, note, real, step, oncePerCommit, end };
