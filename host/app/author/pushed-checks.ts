import { Secret } from '@agnes/sdk';
import { isSigned } from '../../webhooks/signature.ts';
import type { Fixtures } from './fixtures.ts';
import type { KitCheck } from './kit.ts';
import { eventOf, rawOf, signedBy, webhookOf } from './pushed-events.ts';
import { goesOnFaults } from './resume-checks.ts';
import type { Stage, StageParts } from './stage.ts';

type Delivery = Fixtures['deliveries'][number];

/** For sources that events are pushed to: their signature, and what becomes of one that comes twice. */
export const pushedChecks = (stage: Stage): readonly KitCheck[] =>
  stage.parts.connector.mode === 'push'
    ? [
        {
          level: 'L4',
          title: 'what is pushed is signed and named as its webhook says, and a forged one is refused',
          run: async () => signatureFaults(stage.parts),
        },
        {
          level: 'L5',
          title: 'an event that comes once more changes nothing',
          run: () => goesOnFaults(stage),
        },
      ]
    : [];

const signatureFaults = (parts: StageParts): readonly string[] => {
  const { deliveries } = parts.fixtures;
  if (deliveries.length === 0) return ['fixtures.json has no "deliveries": it takes what is pushed'];
  return deliveries.flatMap((delivery, index) =>
    deliveryFaults(parts, delivery).map((fault) => `delivery ${index}: ${fault}`),
  );
};

const deliveryFaults = (parts: StageParts, delivery: Delivery): readonly string[] => {
  const webhook = webhookOf(parts, delivery);
  if (!webhook) return [`there is no webhook "${delivery.webhook ?? ''}" for this connector`];
  const secret = new Secret(parts.server.canary);
  const signed = signedBy(webhook, secret, rawOf(delivery));
  const forged = { ...signed, raw: Buffer.concat([signed.raw, Buffer.from(' ')]) };
  const { event } = eventOf(parts, delivery);
  return [
    ...(isSigned(signed, webhook.signature, secret) ? [] : ['its signature is refused']),
    ...(isSigned(forged, webhook.signature, secret) ? ['a forged one is taken'] : []),
    ...(webhook.event !== undefined && event === 'unknown' ? [`it has no event at "${webhook.event}"`] : []),
  ];
};
