const fs = require('node:fs');
const path = require('node:path');
const { input, runFolder, main, digestOf } = require(process.env.WORKFLOW_RUN_TOOLKIT);

main(() => {
  const from = path.join(runFolder('artifacts'), input('name'));
  if (!fs.existsSync(from)) throw new Error(`Unable to download artifact(s): Artifact not found for name: ${input('name')}`);
  const to = path.resolve(process.env.GITHUB_WORKSPACE, input('path'));
  fs.cpSync(from, to, { recursive: true });
  console.log(`[stub] artifact ${input('name')} fetched, SHA256 digest ${digestOf(to)}`);
});
