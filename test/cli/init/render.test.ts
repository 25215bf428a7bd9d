import { render, View } from '../../../src/cli/init/render';

const VIEW: View = { name: 'orders', text: "it's", shown: true, hidden: undefined };
const rendered = (template: string) => render(template, VIEW, (text) => `<${text}>`);

test.each([
  ['a value', 'a {{name}} b', 'a orders b'],
  ['a value as a text of the language', "x = {{'text}};", "x = <it's>;"],
  ['a section that is there', '[{{#shown}}yes{{/shown}}]', '[yes]'],
  ['a section that is not', '[{{#hidden}}yes{{/hidden}}]', '[]'],
  ['its opposite', '[{{^hidden}}no{{/hidden}}{{^shown}}yes{{/shown}}]', '[no]'],
  ['sections in sections', '{{#shown}}a{{#hidden}}b{{/hidden}}c{{/shown}}', 'ac'],
  ['tags that have a line for themselves', 'a\n  {{#shown}}\nb\n{{/shown}}\nc\n', 'a\nb\nc\n'],
  ['braces of the language', '({{{#shown}}x{{/shown}}}) ${y} {z}', '({x}) ${y} {z}'],
])('%s', (_, template, expected) => expect(rendered(template)).toBe(expected));

test('a value that looks like a tag is no tag', () => {
  expect(render('{{name}}', { name: '{{text}}' }, String)).toBe('{{text}}');
});

test('a section that is left out may ask for what is not there', () => {
  expect(rendered('{{#hidden}}{{hidden}}{{/hidden}}')).toBe('');
});

test.each([
  ['{{nobody}}', 'the template asks for nobody, which nobody knows'],
  ['{{#nobody}}{{/nobody}}', 'the template asks for nobody, which nobody knows'],
  ['{{hidden}}', 'the template asks for the text of hidden, which is none'],
  ['{{#shown}}', 'the section shown does not end'],
  ['{{#shown}}{{/name}}', 'the section name ends where it did not begin'],
])('fails on %s', (template, message) => expect(() => rendered(template)).toThrow(message));
