const { input, main } = require(process.env.WORKFLOW_RUN_TOOLKIT);

main(() => console.log(`[stub] Node ${process.version} of this machine stands for ${input('node-version')}`));
