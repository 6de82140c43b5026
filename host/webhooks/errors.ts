import { defineError } from '@agnes/sdk';

/** Nobody has said yet how senders prove who they are. */
export const webhookSecretMissing = defineError<{ address: string }>({
  code: 'webhook_secret_missing',
  kind: 'unavailable',
  message: ({ address }) => `No secret is set for ${address}, so nothing that comes here can be believed.`,
  hint: 'Store the secret that the sender signs with, and name it in the settings of the source.',
});

/** The sender has not proved that it is the sender. */
export const signatureInvalid = defineError<{ headers: readonly string[] }>({
  code: 'webhook_signature_invalid',
  kind: 'unauthenticated',
  message: ({ headers }) => `The body does not carry one valid signature in ${headers.join(' or ')}.`,
  hint: 'Sign the body as it is sent, with HMAC-SHA256 and the secret of this source, in lower-case hex.',
});

/** What came is signed and no event. */
export const eventInvalid = defineError<{ reason: string }>({
  code: 'webhook_event_invalid',
  kind: 'bad_request',
  message: ({ reason }) => `The body is no event: ${reason}.`,
  hint: 'Send a JSON object that is not empty, in UTF-8.',
});

/** An event is about what cannot be. */
export const targetInvalid = defineError<{ place: string }>({
  code: 'webhook_target_invalid',
  kind: 'bad_request',
  message: ({ place }) => `What stands in "${place}" is nothing an event can be about.`,
  hint: 'Compare the event with what the plugin expects there; see the pattern in its manifest.',
});

/** The file of an event that waits cannot be looked at. */
export const eventUnreadable = defineError<{ reason: string }>({
  code: 'event_unreadable',
  kind: 'unavailable',
  message: ({ reason }) => `An event that was pushed and waits cannot be read now: ${reason}.`,
  hint: 'Check the disk and the access rights of plugins/state in DATA_DIR; the event waits until it can be read.',
});

/** The plugin that the address belongs to does not run. */
export const webhookOff = defineError<{ plugin: string }>({
  code: 'plugin_unavailable',
  kind: 'unavailable',
  message: ({ plugin }) => `The plugin "${plugin}", which this address belongs to, does not run.`,
  hint: 'See why with: agnes admin plugin list',
});
