import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { Access } from '../../../host/access/access.ts';
import { ExtractFolders } from '../../../host/extract/extract-folder.ts';
import { systemIntent } from '../../../host/http/intent.ts';
import { bind } from '../../../host/http/operation.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { Registry } from '../../../host/registry/registry.ts';
import type { SourceChange } from '../../../host/registry/source.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { Secrets } from '../../../host/store/secrets/secrets.ts';
import { Deliveries } from '../../../host/webhooks/deliveries.ts';
import { EventFiles } from '../../../host/webhooks/event-file.ts';
import { Intake } from '../../../host/webhooks/intake.ts';
import { webhookOperations } from '../../../host/webhooks/operations.ts';
import { Pace } from '../../../host/webhooks/pace.ts';
import { Webhooks } from '../../../host/webhooks/webhooks.ts';
import { ManualClock } from '../../jobs/manual-clock.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { startPlugins } from '../../support/start-plugins.ts';
import { startServer } from '../../support/start-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/plugins', import.meta.url));

/** What the sources of the lab sign with. */
export const signingKey = 'it is signed with this';

/** The signature of a body, as senders write it. */
export const signatureOf = (body: string | Uint8Array, key = signingKey): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

/** An event of a ticket. */
export const event = (n: number, more: object = {}) =>
  JSON.stringify({ kind: 'ticket:updated', ticket: { key: `DESK-${n}` }, n, ...more });
/** Its signature, as a header. */
export const signed = (body: string | Uint8Array, more: Readonly<Record<string, string>> = {}) => ({
  'x-hub-signature-256': signatureOf(body),
  ...more,
});

const settings = { domain: 'acme.example.com', signing: 'SIGNING', token: 'TOKEN' };

/** The real parts around webhooks; nobody does the jobs. */
export const webhookParts = async (t: ExecutionContext, { isEnabled = true, folder = '' } = {}) => {
  const dataDir = folder === '' ? await tempFolder(t) : folder;
  const clock = new ManualClock();
  const { now } = clock;
  const store = await freshStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const local = join(dataDir, 'none');
  const places = { bundled: fixtures, local, store: local };
  const { plugins } = await startPlugins(t, places, { isEnabled: (id) => isEnabled || id !== 'acme/pushes' });
  const jobs = new Jobs({ store, now, timers: clock, random: () => 0.5, log: () => {} });
  const registry = new Registry({
    store,
    now,
    jobs,
    connectors: () => plugins.connectors(),
    access: new Access({ store, now }),
    onChanged: async () => {},
  });
  const secrets = new Secrets({ LAB_SIGNING: signingKey, LAB_TOKEN: 'a token' }, new Set());
  const folders = new ExtractFolders(dataDir);
  const conditions = new Conditions({ store, now });
  const pace = new Pace({ now });
  const parts = { store, plugins, registry, secrets, folders, jobs, conditions, pace, now };
  const log: unknown[] = [];
  const webhooks = new Webhooks({
    ...parts,
    files: new EventFiles(),
    intake: new Intake(parts),
    log: (message) => log.push(message),
  });
  return { ...parts, dataDir, clock, deliveries: new Deliveries(parts), webhooks, log };
};

/** The same behind a server. */
export const webhookLab = async (t: ExecutionContext, options: Parameters<typeof webhookParts>[1] = {}) => {
  const parts = await webhookParts(t, options);
  const { registry, store, jobs, webhooks } = parts;
  const url = await startServer(t, bind(webhookOperations, { webhooks }));
  return {
    ...parts,
    url,
    /** Makes a source that is set up, or changes it. */
    source: async (slug: string, { config = {}, ...change }: SourceChange = {}) => {
      const intent = systemIntent('test');
      const refs = { SIGNING: 'LAB_SIGNING', TOKEN: 'LAB_TOKEN' };
      await registry.ensureSource({ slug, type: 'pushes', config: settings, secrets: refs }, intent);
      return registry.changeSource(slug, { ...change, config }, intent);
    },
    /** Sends a body as it is. */
    send: async (path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(url + path, { method: 'POST', body: Buffer.from(body), headers });
      return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
    },
    rows: () => store.read.selectFrom('webhook_deliveries').selectAll().orderBy('body_path').execute(),
    queued: () => jobs.list({ userId: '', isAdmin: true }, { kind: 'webhook.process' }),
  };
};
