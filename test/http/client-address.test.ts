import test from 'ava';
import { addressBlock, clientAddress } from '../../host/http/client-address.ts';

const none = clientAddress([]);
const proxies = clientAddress(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);

/** Peer, `X-Forwarded-For`, and who it is with proxies of ours. */
const chains = [
  ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '10.0.0.9, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
  ['192.0.2.7', '198.51.100.1', '198.51.100.1'],
  ['192.0.2.8', '198.51.100.1', '192.0.2.8'],
  ['198.51.100.1', '1.1.1.1', '198.51.100.1'],
  ['198.51.100.1', '10.0.0.1', '198.51.100.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.2', '10.0.0.2'],
  ['10.0.0.1', 'unknown', '10.0.0.1'],
  ['10.0.0.1', '1.1.1.1, unknown', '10.0.0.1'],
  ['10.0.0.1', '1.1.1.1,', '10.0.0.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1; DROP', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
  ['10.0.0.1', '[2001:db8::5]:4711', '2001:db8::5'],
  ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::FFFF:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
  ['::ffff:198.51.100.1', '1.1.1.1', '198.51.100.1'],
  ['fd00::1', '2001:db8::5, fd00::2', '2001:db8::5'],
  ['', '1.1.1.1', ''],
] as const;

test('T60: behind proxies the caller is the right-most hop that none of them is', (t) => {
  t.deepEqual(
    chains.map(([peer, forwarded]) => [peer, forwarded, proxies(peer, forwarded)]),
    chains.map((chain) => [...chain]),
  );
});

test('T60: without proxies of ours a header says nothing, however long its chain is', (t) => {
  const peers = chains.map(([peer, forwarded]) => none(peer, forwarded));

  t.deepEqual(
    peers,
    chains.map(([peer]) => peer.replace(/^::ffff:(?=\d+\.)/i, '')),
  );
});

test('an IPv6 caller counts as one, whichever address of its /64 it takes', (t) => {
  t.is(addressBlock('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  t.is(addressBlock('2001:0DB8:1:2::9'), '2001:db8:1:2::/64');
  t.is(addressBlock('2001:db8::1'), '2001:db8:0:0::/64');
  t.is(addressBlock('::1'), '0:0:0:0::/64');
  t.is(addressBlock('192.0.2.1'), '192.0.2.1');
});
