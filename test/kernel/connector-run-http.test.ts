import { readFile } from 'node:fs/promises';
import { Secret } from '@agnes/sdk';
import test from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { memoryHolds } from '../fixtures/connector-run/memory-of.ts';
import { rowsOf, run } from '../fixtures/connector-run/run.ts';

const network = [{ config: 'declared', why: 'to read it' }];

test('a connector reaches a declared host through the host, and no other', async (t) => {
  const { origin } = await startUpstream(t, (_request, response) => {
    response.end('hello');
  });
  const urls = [origin, 'https://elsewhere.example/', 'not a url'];

  const rows = await rowsOf(
    await run(t, {
      entry: 'reach.ts',
      config: { urls, declared: origin },
      capabilities: { network },
      privateAllowed: ['127.0.0.1'],
    }),
  );

  t.deepEqual(
    rows.map(({ result }) => result),
    ['200 hello', 'host_not_declared', 'url_refused'],
  );
});

test('a declared host that leads inside the network is refused in every spelling', async (t) => {
  const urls = [
    'localhost',
    '127.1',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    '169.254.169.254',
    '10.0.0.1',
  ].map((host) => `https://${host}/`);

  const rows = await rowsOf(
    await run(t, { entry: 'reach.ts', config: { urls, declared: urls }, capabilities: { network } }),
  );

  t.deepEqual(new Set(rows.map(({ result }) => result)), new Set(['address_refused']));
});

test('a redirect into the network is refused, declared or not', async (t) => {
  const { origin } = await startUpstream(t, (request, response) => {
    response.writeHead(302, { location: `https:/${request.url}` }).end();
  });
  const urls = [`${origin}/127.0.0.2/`, `${origin}/localhost/`, `${origin}/169.254.169.254/`];
  const declared = [origin, 'https://127.0.0.2/'];

  const rows = await rowsOf(
    await run(t, {
      entry: 'reach.ts',
      config: { urls, declared },
      capabilities: { network },
      privateAllowed: ['127.0.0.1'],
    }),
  );

  t.deepEqual(
    rows.map(({ result }) => result),
    ['address_refused', 'host_not_declared', 'host_not_declared'],
  );
});

test('the secret reaches the source and is nowhere in the child: memory, environment, rows, log', async (t) => {
  const canary = ['canary', '4e1f0c77', 'b2'].join('-');
  const found: boolean[] = [];
  const seen: (string | undefined)[] = [];
  const look = async (pid: number): Promise<void> => {
    found.push(
      await memoryHolds(pid, canary),
      (await readFile(`/proc/${pid}/environ`, 'utf8')).includes(canary),
    );
    // Proof that the search finds what is there.
    found.push(await memoryHolds(pid, '/second'));
  };
  const { origin } = await startUpstream(t, async (request, response) => {
    seen.push(request.headers['x-token'] as string | undefined);
    if (request.url === '/second') await look(Number(request.headers['x-pid']));
    response.setHeader('x-echo', String(request.headers['x-token']));
    response.end(`you sent ${request.headers['x-token']}`);
  });

  const ran = await run(t, {
    entry: 'reach.ts',
    config: { urls: [`${origin}/first`, `${origin}/second`], declared: origin, token: 'SOURCE_TOKEN' },
    capabilities: {
      network: [
        { ...network[0], why: 'x', secret: { config: 'token', header: 'X-Token', template: 'T {secret}' } },
      ],
    },
    secrets: (name) => (name === 'SOURCE_TOKEN' ? new Secret(canary) : undefined),
    privateAllowed: ['127.0.0.1'],
  });

  t.deepEqual(seen, [`T ${canary}`, `T ${canary}`]);
  t.deepEqual(found, [false, false, true]);
  const rows = await rowsOf(ran);
  t.is(rows[0]?.['result'], '200 you sent T [secret] T [secret]');
  t.false(JSON.stringify([rows, ran.outcome, ran.log]).includes(canary));
});

test('a secret that a plugin came to know otherwise still leaves no trace in log and error', async (t) => {
  const canary = 'canary-93e0d1aa';
  const { origin } = await startUpstream(t, (_request, response) => {
    response.end();
  });

  const { outcome, log } = await run(t, {
    entry: 'leaks.ts',
    command: 'check',
    config: { url: origin, word: canary, declared: origin, token: 'T' },
    capabilities: {
      network: [
        {
          config: 'declared',
          why: 'x',
          secret: { config: 'token', header: 'X-Token', template: '{secret}' },
        },
      ],
    },
    secrets: () => new Secret(canary),
    privateAllowed: ['127.0.0.1'],
  });

  t.is(outcome.error?.message, 'The plugin failed: TypeError: thrown [secret]');
  t.true(log.includes('I know [secret] FAKE LINE  [31mred'));
  t.true(log.includes('[stdout] printed [secret]'));
  t.false(log.join().includes(canary));
});
