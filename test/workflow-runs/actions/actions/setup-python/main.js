const { execFileSync } = require('node:child_process');
const { input, main } = require(process.env.WORKFLOW_RUN_TOOLKIT);

main(() => console.log(`[stub] ${execFileSync('python', ['--version'], { encoding: 'utf8' }).trim()} of this machine stands for ${input('python-version')}`));
