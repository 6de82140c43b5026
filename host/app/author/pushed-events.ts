import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectorContribution, Manifest, Secret, WebhookContribution } from '@agnes/sdk';
import type { DeliveryFile } from '@agnes/sdk/extract';
import { type PushedEvent, readEvent } from '../../webhooks/event.ts';
import type { Signed } from '../../webhooks/signature.ts';
import type { Fixtures } from './fixtures.ts';

type Delivery = Fixtures['deliveries'][number];

/** Whose events they are. */
interface Pushed {
  readonly plugin: { readonly manifest: Manifest };
  readonly connector: ConnectorContribution;
  readonly fixtures: Pick<Fixtures, 'deliveries'>;
  readonly work: string;
}

/** What lies in a source when it is read: the events of the fixtures, as the host would have stored them. */
export const storedDeliveries = async (parts: Pushed): Promise<readonly DeliveryFile[]> => {
  const folder = join(parts.work, 'deliveries');
  await mkdir(folder, { recursive: true });
  return Promise.all(
    parts.fixtures.deliveries.map(async (delivery, index) => {
      const raw = rawOf(delivery);
      const path = join(folder, `${index}.json`);
      await writeFile(path, raw);
      const { event, target } = eventOf(parts, delivery);
      const about = target === undefined ? {} : { target };
      return { id: delivery.id ?? `delivery-${index}`, event, ...about, path, receivedAt: Date.now() };
    }),
  );
};

/** As the sender signs it. */
export const signedBy = ({ signature }: WebhookContribution, secret: Secret, raw: Buffer): Signed => {
  const [header = ''] = signature.headers;
  const digest = createHmac('sha256', secret.reveal()).update(raw).digest('hex');
  return { raw, headers: { [header.toLowerCase()]: `${signature.prefix ?? ''}${digest}` } };
};

/** The webhook that it comes to; nothing where the manifest has none for this connector. */
export const webhookOf = ({ plugin, connector }: Omit<Pushed, 'work'>, { webhook }: Delivery) =>
  (plugin.manifest.contributes.webhooks ?? []).find(
    (one) => one.connector === connector.id && (webhook === undefined || one.id === webhook),
  );

/** What the host reads in it. */
export const eventOf = (parts: Omit<Pushed, 'work'>, delivery: Delivery): PushedEvent => {
  const webhook = webhookOf(parts, delivery);
  return webhook ? readEvent(rawOf(delivery), webhook) : { event: 'unknown' };
};

/** Its body as it is sent. */
export const rawOf = ({ body }: Delivery): Buffer => Buffer.from(JSON.stringify(body));
