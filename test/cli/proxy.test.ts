import test from 'ava';
import { unusedProxy } from '../../cli/http/agent.ts';

const server = 'https://agnes.example.com';
const env = { HTTPS_PROXY: 'http://proxy.example.com:3128' };

test('a proxy that an older Node does not go through is named', (t) => {
  t.regex(unusedProxy(server, env, '22.0.0') ?? '', /^HTTPS_PROXY is set, and Node\.js 22\.0\.0/);
  t.regex(unusedProxy(server, { https_proxy: 'x' }, '24.4.1') ?? '', /^https_proxy is set/);
});

test('nothing is said of a proxy that is used, not meant, or not there', (t) => {
  const said = ['22.21.0', '24.5.0', '26.10.0'].map((node) => unusedProxy(server, env, node));

  t.deepEqual(said, [undefined, undefined, undefined]);
  t.is(unusedProxy(server, {}, '22.0.0'), undefined);
  t.is(unusedProxy('http://agnes.example.com', env, '22.0.0'), undefined);
  t.is(unusedProxy('https://localhost:8000', env, '22.0.0'), undefined);
});
