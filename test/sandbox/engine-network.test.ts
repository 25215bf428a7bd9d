import type { NetworkInterfaceInfo } from 'node:os';
import { bridgeName, freeSubnet, removalOf } from '../../src/sandbox/engine-network';

const BRIDGE = 'tapcicd-abc123';
const ALONE = { bridge: BRIDGE, isShared: false };
const EMPTY = ['*filter', ':FORWARD ACCEPT [0:0]', 'COMMIT', '*nat', ':POSTROUTING ACCEPT [0:0]', 'COMMIT'].join('\n');
const WITH_ENGINE = [
  '*filter', ':FORWARD DROP [3:180]', ':DOCKER - [0:0]', ':DOCKER-USER - [0:0]',
  '-A FORWARD -j DOCKER-USER', '-A FORWARD -i tapcicd-abc123 -o tapcicd-abc123 -j ACCEPT', '-A FORWARD -s 10.9.9.9/32 -j ACCEPT', '-A DOCKER-USER -j RETURN', 'COMMIT',
  '*nat', ':POSTROUTING ACCEPT [0:0]', '-A POSTROUTING -s 10.213.128.0/24 ! -o br-0123456789ab -j MASQUERADE', 'COMMIT',
].join('\n');

function address(cidr: string): NetworkInterfaceInfo[] {
  return [{ address: cidr.split('/')[0], cidr, family: 'IPv4', internal: false, mac: '', netmask: '' } as NetworkInterfaceInfo];
}

test('removes the rules, chains and policy that the engine added', () => {
  expect(removalOf(EMPTY, WITH_ENGINE, ALONE).split('\n')).toEqual([
    '*filter', '-P FORWARD ACCEPT', '-D FORWARD -j DOCKER-USER', '-D FORWARD -i tapcicd-abc123 -o tapcicd-abc123 -j ACCEPT', '-D DOCKER-USER -j RETURN',
    '-F DOCKER', '-F DOCKER-USER', '-X DOCKER', '-X DOCKER-USER', 'COMMIT',
    '*nat', '-D POSTROUTING -s 10.213.128.0/24 ! -o br-0123456789ab -j MASQUERADE', 'COMMIT', '',
  ]);
});

test('leaves a rule that somebody else added meanwhile', () => {
  expect(removalOf(EMPTY, WITH_ENGINE, ALONE)).not.toContain('10.9.9.9');
});

test('leaves everything of an engine that was there before', () => {
  expect(removalOf(WITH_ENGINE, WITH_ENGINE.replace('[3:180]', '[4:240]'), ALONE)).toBe('');
});

test('takes the first address range that no interface uses', () => {
  expect(freeSubnet(BRIDGE, { eth0: address('192.0.2.2/24') }).bridgeAddress).toBe('10.213.0.1/24');
  expect(freeSubnet(BRIDGE, { eth0: address('10.213.4.5/24') }).bridgeAddress).toBe('10.87.0.1/24');
});

test('sees that a wide network holds a candidate', () => {
  expect(freeSubnet(BRIDGE, { vpn: address('10.0.0.1/8') }).bridgeAddress).toBe('172.29.0.1/24');
});

test('does not count the bridge that a killed sandbox left', () => {
  expect(freeSubnet(BRIDGE, { [BRIDGE]: address('10.213.0.1/24') }).bridgeAddress).toBe('10.213.0.1/24');
});

test('fails when every range is in use', () => {
  const all = { a: address('10.1.1.1/8'), b: address('172.29.1.1/16'), c: address('192.168.1.1/16') };
  expect(() => freeSubnet(BRIDGE, all)).toThrow('set DOCKER_HOST');
});

test('leaves the chains to another engine that goes on using them', () => {
  expect(removalOf(EMPTY, WITH_ENGINE, { bridge: BRIDGE, isShared: true })).toBe(
    '*filter\n-D FORWARD -i tapcicd-abc123 -o tapcicd-abc123 -j ACCEPT\nCOMMIT\n',
  );
});

test('engines of two cache folders have two bridges, with names that the kernel takes', () => {
  expect(bridgeName('/a')).not.toBe(bridgeName('/b'));
  expect(bridgeName('/a').length).toBeLessThanOrEqual(15);
});
