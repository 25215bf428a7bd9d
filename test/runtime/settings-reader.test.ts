import { tryPinnedImage } from '../../src/runtime/image-reference';
import { SettingsError, SettingsReader } from '../../src/runtime/settings-reader';

const problemsOf = (reader: SettingsReader): readonly string[] => {
  try {
    reader.finish();
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
};

describe('SettingsReader', () => {
  test('takes an empty or blank variable for one that is not set, and trims the others', () => {
    const reader = new SettingsReader({ EMPTY: '', BLANK: '  ', FULL: ' x ' });
    expect([reader.optional('EMPTY'), reader.optional('BLANK'), reader.optional('MISSING'), reader.optional('FULL')]).toEqual([undefined, undefined, undefined, 'x']);
  });

  test('a required variable has to be there and to match', () => {
    const reader = new SettingsReader({ A: 'abc', B: '1' });
    expect(reader.required('A', /^[a-z]+$/, 'letters')).toBe('abc');
    expect(reader.required('B', /^[a-z]+$/, 'letters')).toBe('1');
    expect(reader.required('C', /^[a-z]+$/, 'letters')).toBe('');
    expect(problemsOf(reader)).toEqual(['B is "1": give letters', 'C is not set: give letters']);
  });

  test('a variable with a default has to match when it is set', () => {
    const reader = new SettingsReader({ B: '1' });
    expect(reader.matchingOr('A', 'abc', /^[a-z]+$/, 'letters')).toBe('abc');
    reader.matchingOr('B', 'abc', /^[a-z]+$/, 'letters');
    expect(problemsOf(reader)).toEqual(['B is "1": give letters']);
  });

  test.each([['5', 5], ['10', 10], ['7', 7], [' 8 ', 8]])('takes the whole number %j within its limits', (text, value) => {
    const reader = new SettingsReader({ N: text });
    expect(reader.integer('N', 6, 5, 10)).toBe(value);
    expect(problemsOf(reader)).toEqual([]);
  });

  test.each(['4', '11', '-7', '7.5', '7s', 'x', '1e1', '7777777777'])('refuses the number %j', (text) => {
    const reader = new SettingsReader({ N: text });
    expect(reader.integer('N', 6, 5, 10)).toBe(6);
    expect(problemsOf(reader)).toEqual([`N is "${text}": give a whole number from 5 to 10`]);
  });

  test('uses the default of a number and of a choice', () => {
    const reader = new SettingsReader({});
    expect(reader.integer('N', 6, 5, 10)).toBe(6);
    expect(reader.choice('C', 'B', ['A', 'B'])).toBe('B');
    expect(problemsOf(reader)).toEqual([]);
  });

  test('takes a choice exactly as it is spelled', () => {
    const reader = new SettingsReader({ C: 'A', D: 'a' });
    expect(reader.choice('C', 'B', ['A', 'B'])).toBe('A');
    expect(reader.choice('D', 'B', ['A', 'B'])).toBe('B');
    expect(problemsOf(reader)).toEqual(['D is "a": give one of A, B']);
  });

  test('names all problems in one error', () => {
    const reader = new SettingsReader({});
    reader.problem('one');
    reader.problem('two');
    expect(() => reader.finish()).toThrow(new SettingsError(['one', 'two']));
    expect(new SettingsError(['one', 'two']).message).toBe('the settings cannot be used:\n  - one\n  - two');
    expect(new SettingsError([]).name).toBe('SettingsError');
  });
});

describe('tryPinnedImage', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  test('takes repository and digest apart', () => {
    expect(tryPinnedImage(`host/name@${digest}`)).toEqual({ repositoryUri: 'host/name', digest });
  });

  test.each(['host/name:tag', 'host/name', `@${digest}`, digest, 'host/name@sha256:abc', `host/name@${digest}0`, `host/name@x${digest}`, `host/name@sha256:${'A'.repeat(64)}`, ''])(
    'is undefined for %j', (image) => expect(tryPinnedImage(image)).toBeUndefined());
});
