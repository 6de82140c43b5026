import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { faultsOf } from '../web/support/axe.ts';
import { needs, startChromium, withBrowser } from '../web/support/chromium.ts';
import { ada, startOauthHost } from './support/oauth-host.ts';

/** A program on the machine of the person that waits to be called back. */
const waitingProgram = async (t: ExecutionContext) => {
  const called = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    response.end('You can close this window.');
    if (request.url?.startsWith('/callback')) called.resolve(new URL(request.url, 'http://localhost'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  // Bound to an address and a port, never to a pipe.
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/callback`, called: called.promise };
};

withBrowser(`in Chromium a person signs in, says yes, and is back in the application${needs}`, async (t) => {
  const { url, asAda } = await startOauthHost(t);
  const { address, called } = await waitingProgram(t);
  const draft = { client_name: 'Desk agent', redirect_uris: ['http://127.0.0.1/callback'] };
  const { client_id } = await asAda.ask('POST /oauth/register', { body: draft });
  const asked = { client_id: String(client_id), redirect_uri: address, response_type: 'code', state: 's' };
  const challenge = { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' };
  const browser = await startChromium(t);
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));

  await page.goto(`${url}/oauth/authorize?${new URLSearchParams({ ...asked, ...challenge })}`);
  await page.fill('[name=email]', ada.email);
  await page.fill('[name=password]', ada.password);
  await page.click('main button.primary');
  await page.waitForURL('**/oauth/authorize?**');
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  const faults = await faultsOf(page);
  await page.click('button[value=approve]');
  const back = await called;
  await page.waitForURL(`${address}?**`);

  t.true(Number(overflow) <= 0);
  t.deepEqual(faults, []);
  t.deepEqual(complaints, []);
  t.regex(back.searchParams.get('code') ?? '', /^[\w-]{43}$/);
  t.is(back.searchParams.get('state'), 's');
});
