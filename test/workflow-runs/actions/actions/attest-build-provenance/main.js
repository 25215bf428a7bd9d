const fs = require('node:fs');
const { input, runFolder, main, idToken } = require(process.env.WORKFLOW_RUN_TOOLKIT);

main(async () => {
  const [name, digest] = [input('subject-name'), input('subject-digest')];
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`subject-digest must be in the format "sha256:<hex-digest>", got ${JSON.stringify(digest)}`);
  if (!await idToken('sigstore')) throw new Error('missing "id-token" permission. Please add "permissions: id-token: write" to your workflow.');
  fs.appendFileSync(runFolder('attestations.jsonl'), `${JSON.stringify({ name, digest })}\n`);
});
