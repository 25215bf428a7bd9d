const { default: Sequencer } = require('@jest/test-sequencer');

/** The longest first: several files run at the same time, and the short ones fill up what is left. */
const LONGEST_FIRST = ['breaks', 'workflow-runs', 'delivery', 'image-lifecycle', 'permissions', 'command-line', 'leftovers', 'updates', 'integ', 'read-back', 'github-oidc', 'emulator'];

module.exports = class RunOrder extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = LONGEST_FIRST.findIndex((name) => path.endsWith(`${name}.test.ts`));
      return index < 0 ? LONGEST_FIRST.length : index;
    };
    return [...tests].sort((a, b) => place(a) - place(b) || a.path.localeCompare(b.path));
  }
};
