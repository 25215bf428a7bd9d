/** Only these, so that the rest of the library is not bundled: of an `import()` everything is. */
export { select, text } from '@clack/prompts';
