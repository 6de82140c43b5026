import { createHash } from 'node:crypto';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';
import type { Secrets } from '../store/secrets/secrets.ts';
import type { SystemStore } from '../store/system-store.ts';
import { answerTo, type WebhookAnswer } from './answer.ts';
import { signatureInvalid, webhookSecretMissing } from './errors.ts';
import { type PushedEvent, readEvent } from './event.ts';
import type { EventFiles } from './event-file.ts';
import type { Intake, Taken } from './intake.ts';
import { knownDeliveries } from './repository.ts';
import { isSigned, type Signed } from './signature.ts';
import { type Address, type Addressed, sourceOf, writtenAddress } from './source-of.ts';
import { isConfigured, signingSecret } from './source-settings.ts';

interface WebhooksDeps {
  readonly plugins: Pick<Plugins, 'webhooks'>;
  readonly registry: Pick<Registry, 'sources' | 'findSource' | 'connector'>;
  readonly secrets: Pick<Secrets, 'has' | 'resolve' | 'resolveFor'>;
  readonly folders: Pick<ExtractFolders, 'kept'>;
  readonly store: Pick<SystemStore, 'read'>;
  readonly files: Pick<EventFiles, 'write'>;
  readonly intake: Pick<Intake, 'take'>;
  readonly now: () => number;
  readonly log: (message: string, error: unknown) => void;
}

/** An event at the door of its source. */
interface Arrived extends PushedEvent {
  readonly webhook: Addressed['webhook'];
  readonly source: NonNullable<Addressed['source']>;
  readonly id: string;
  readonly at: number;
  /** One that came after this moment is the same one. */
  readonly since: number;
  readonly raw: Buffer;
}

const day = 24 * 60 * 60_000;

/** Takes in what is pushed. An event is checked, stored and queued; nothing is fetched while its sender waits. */
export class Webhooks {
  readonly #deps: WebhooksDeps;

  constructor(deps: WebhooksDeps) {
    this.#deps = deps;
  }

  /** Resolves when the event cannot be lost any more, or when it is known why it is not taken. */
  async receive(address: Address, sent: Signed): Promise<WebhookAnswer> {
    const arrived = this.#check(await sourceOf(address, this.#deps), address, sent);
    const { webhook, source } = arrived;
    const answer = answerTo(webhook.contribution, address, arrived);
    const known = (await knownDeliveries(this.#deps.store.read, source.id, [arrived.id])).get(arrived.id);
    if (known && known.received_at.getTime() > arrived.since)
      return answer.duplicate(known.job_id ?? undefined);
    try {
      const path = await this.#write(arrived);
      if (!isConfigured(source, webhook, this.#deps)) return answer.notConfigured();
      const { isDuplicate, jobId } = await this.#take(arrived, path);
      return isDuplicate ? answer.duplicate(jobId) : answer.taken(jobId);
    } catch (cause) {
      this.#deps.log(`an event of "${source.slug}" could not be kept; its sender is told so`, cause);
      return answer.failed();
    }
  }

  /** What anybody may know of an address. */
  async health(path: string): Promise<Readonly<Record<string, unknown>>> {
    const { webhook, source } = await sourceOf({ path }, this.#deps);
    const shown = Object.entries(webhook.contribution.health ?? {});
    return {
      status: 'ok',
      configured: source !== undefined && isConfigured(source, webhook, this.#deps),
      webhook_secret_set: source !== undefined && signingSecret(source, webhook, this.#deps) !== undefined,
      ...Object.fromEntries(shown.map(([key, setting]) => [key, source?.config[setting] ?? null])),
    };
  }

  #check({ webhook, source }: Addressed, address: Address, sent: Signed): Arrived {
    const { contribution } = webhook;
    const secret = source && signingSecret(source, webhook, this.#deps);
    if (!source || !secret) throw webhookSecretMissing({ address: writtenAddress(address) });
    if (!isSigned(sent, contribution.signature, secret))
      throw signatureInvalid({ headers: contribution.signature.headers });
    const event = readEvent(sent.raw, contribution);
    const at = this.#deps.now();
    const id = deliveryId(sent, contribution.delivery.header);
    const since = at - contribution.delivery.days * day;
    return { ...event, webhook, source, id, at, since, raw: sent.raw };
  }

  async #write({ webhook, source, raw, event, at }: Arrived): Promise<string> {
    const { files, folders } = this.#deps;
    return files.write({ kept: await folders.kept(webhook.plugin, source.slug), raw, event, now: at });
  }

  #take({ source, id, event, target, at, since }: Arrived, path: string): Promise<Taken> {
    const about = target === undefined ? {} : { target };
    return this.#deps.intake.take({ source, id, event, ...about, path, receivedAt: at, since });
  }
}

/** What tells deliveries apart: what the sender calls them, where that can be a name, else what they say. */
const deliveryId = ({ raw, headers }: Signed, header: string | undefined): string => {
  const named = header === undefined ? undefined : headers[header.toLowerCase()];
  if (named !== undefined && /^[\w.:@/+=-]{1,200}$/.test(named)) return named;
  return `sha256:${createHash('sha256').update(raw).digest('hex')}`;
};
