import test from 'ava';
import { tokensOf } from '../../../plugins/connector-bigquery/tokens.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, settingsFor } from '../../support/bigquery-server/lab.ts';

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start([]);
});
test.beforeEach(() => {
  server.tokens.isOnMachine = true;
});
test.after.always(() => server.stop());

test.serial(
  'on Google Cloud the machine itself is given a token, which serves until a minute before its end',
  async (t) => {
    let now = 0;
    const tokens = tokensOf(contextFor(settingsFor(server), { now: () => now }));

    const first = await tokens.get();
    now = 3_539_999;
    const same = await tokens.get();
    now = 3_540_000;
    const next = await tokens.get();

    t.true(first.startsWith('ya29.machine-'));
    t.is(same, first);
    t.not(next, first);
  },
);

test.serial('a token that does not say how long it lasts, or lasts a minute, is used once', async (t) => {
  const tokens = tokensOf(contextFor(settingsFor(server), { now: () => 0 }));

  server.tokens.expiresIn = undefined;
  const unknown = [await tokens.get(), await tokens.get()];
  server.tokens.expiresIn = 60;
  const short = [await tokens.get(), await tokens.get()];

  t.is(new Set([...unknown, ...short]).size, 4);
});

test.serial(
  'elsewhere a key of a service account signs for a token, and a key of a person is exchanged for one',
  async (t) => {
    server.tokens.isOnMachine = false;
    const config = { ...settingsFor(server), credentials_env: 'GOOGLE_APPLICATION_CREDENTIALS' };
    const person = JSON.stringify({
      type: 'authorized_user',
      client_id: 'client-1',
      client_secret: 'secret-1',
      refresh_token: 'refresh-1',
    });

    const ofAccount = await tokensOf(contextFor(config, { key: server.tokens.keyFile })).get();
    const ofPerson = await tokensOf(contextFor(config, { key: person })).get();

    t.true(ofAccount.startsWith('ya29.key-'));
    t.true(ofPerson.startsWith('ya29.user-'));
  },
);

test.serial('where neither gives a token, one failure names both causes and no part of a key', async (t) => {
  server.tokens.isOnMachine = false;
  const config = { ...settingsFor(server), credentials_env: 'GOOGLE_APPLICATION_CREDENTIALS' };
  const forged = JSON.stringify({ ...JSON.parse(server.tokens.keyFile), private_key: 'canary' });
  const keys = [
    undefined,
    '/etc/key.json',
    '{"type":"external_account"}',
    forged,
    '{"type":"service_account"}',
  ];

  const said = await Promise.all(
    keys.map((key) => t.throwsAsync(tokensOf(contextFor(config, key === undefined ? {} : { key })).get())),
  );

  const reasons = [
    'there is no secret "GOOGLE_APPLICATION_CREDENTIALS"',
    'the secret "GOOGLE_APPLICATION_CREDENTIALS" is not the text of a key file; a path is no key',
    'keys of the type "external_account" are not read here',
    'the private key of the key file cannot sign',
    'the key file has no client_email',
  ];
  t.deepEqual(
    said.map((error) => [Object(error).code, error?.message]),
    reasons.map((reason) => [
      'auth_failed',
      `BigQuery cannot be reached as anybody: the metadata service gives no token (it answered 404), and no key does (${reason}).`,
    ]),
  );
});
