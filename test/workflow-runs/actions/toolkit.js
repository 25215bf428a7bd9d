/** What stub actions need of a runner. Inputs, outputs and commands are as `@actions/core` has them. */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';

/** A folder of the run, which stands for what GitHub keeps of it. */
const runFolder = (name) => path.join(process.env.WORKFLOW_RUN_FOLDER, name);

/** @param variable `GITHUB_ENV` or `GITHUB_OUTPUT` */
function append(variable, name, value) {
  fs.appendFileSync(process.env[variable], `${name}=${value}\n`);
}

function setOutput(name, value) {
  append('GITHUB_OUTPUT', name, value);
}

function exportVariable(name, value) {
  append('GITHUB_ENV', name, value);
}

function setSecret(value) {
  console.log(`::add-mask::${value}`);
}

/** Runs an action; what it throws fails the step. */
function main(action) {
  Promise.resolve().then(action).catch((error) => {
    console.log(`::error::${error.message}`);
    process.exitCode = 1;
  });
}

/** Files below a folder, as paths relative to it, sorted. */
function filesBelow(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** One digest of names and contents. */
function digestOf(folder) {
  const hash = createHash('sha256');
  for (const file of filesBelow(folder)) hash.update(`${file}\0`).update(fs.readFileSync(path.join(folder, file))).update('\0');
  return hash.digest('hex');
}

/**
 * The token of the job, as `getIDToken` asks for it. GitHub gives no address to ask at to a job that may not have one; a runner of ours cannot
 * tell such jobs from others, so there the service refuses.
 *
 * @returns undefined where GitHub would have given no address
 */
async function idToken(audience) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token, GITHUB_JOB: job } = process.env;
  if (!url || !token) return undefined;
  const response = await fetch(`${url}&audience=${encodeURIComponent(audience)}&job=${job}`, { headers: { authorization: `Bearer ${token}` } });
  const { value, message } = await response.json();
  if (response.ok) return value;
  console.log(`[stub] ${response.status} ${message}`);
  if (response.status === 403) return undefined;
  throw new Error(`getIDToken call failed: Error message: ${message}`);
}

module.exports = { input, runFolder, setOutput, exportVariable, setSecret, main, filesBelow, digestOf, idToken };
