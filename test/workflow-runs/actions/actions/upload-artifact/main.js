const fs = require('node:fs');
const path = require('node:path');
const { input, runFolder, setOutput, main, digestOf } = require(process.env.WORKFLOW_RUN_TOOLKIT);

main(() => {
  const { GITHUB_WORKSPACE: workspace } = process.env;
  const asked = input('path').split('\n').map((line) => line.trim()).filter(Boolean);
  if (asked.some((name) => /[*?[\]!]/.test(name))) throw new Error('wildcards are not simulated');
  const found = asked.map((name) => path.resolve(workspace, name)).filter((name) => fs.existsSync(name));
  if (found.length === 0) return nothingFound(asked);

  const target = path.join(runFolder('artifacts'), input('name'));
  if (fs.existsSync(target)) throw new Error(`Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run`);
  const root = rootOf(found);
  const keep = (file) => input('include-hidden-files') === 'true' || !path.relative(root, file).split(path.sep).some((part) => /^\.[^.]/.test(part));
  for (const from of found) fs.cpSync(from, path.join(target, path.relative(root, from)), { recursive: true, filter: keep });
  const digest = digestOf(target);
  setOutput('artifact-digest', digest);
  console.log(`[stub] artifact ${input('name')} kept, SHA256 digest ${digest}`);
});

function nothingFound(asked) {
  const said = `No files were found with the provided path: ${asked.join(' ')}. No artifacts will be uploaded.`;
  if (input('if-no-files-found') === 'error') throw new Error(said);
  if (input('if-no-files-found') === 'warn') console.log(`::warning::${said}`);
}

/** The one folder, or the nearest that all have in common. */
function rootOf(found) {
  if (found.length === 1) return fs.statSync(found[0]).isDirectory() ? found[0] : path.dirname(found[0]);
  const parts = found.map((name) => name.split(path.sep));
  const common = parts[0].findIndex((part, index) => parts.some((other) => other[index] !== part));
  return parts[0].slice(0, common).join(path.sep);
}
