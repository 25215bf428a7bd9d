import { FUNCTION_LIBRARIES, librariesHash } from '../../src/sandbox/function-libraries';

test('every library is pinned to one version', () => {
  expect(Object.values(FUNCTION_LIBRARIES).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('another version makes another folder, another order does not', () => {
  expect(librariesHash({ a: '1.0.0', b: '2.0.0' })).toBe(librariesHash({ b: '2.0.0', a: '1.0.0' }));
  expect(librariesHash({ a: '1.0.0' })).not.toBe(librariesHash({ a: '1.0.1' }));
});
