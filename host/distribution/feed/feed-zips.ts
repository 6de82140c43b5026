import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Feed, pluginFeed } from '../../../marketplace/feed/feed.ts';
import type { FeedArchives } from '../../../marketplace/feed/feed-archives.ts';
import type { Principal } from '../../http/principal.ts';
import { type Reply, reply } from '../../http/reply.ts';
import type { Deliveries } from './deliveries.ts';
import { pluginNotYours } from './errors.ts';
import type { FeedViews } from './feed-views.ts';
import type { Intact } from './intact.ts';
import type { Withdrawals } from './withdrawals.ts';

interface FeedZipsDeps {
  readonly views: Pick<FeedViews, 'of'>;
  readonly archives: Pick<FeedArchives, 'of'>;
  readonly deliveries: Pick<Deliveries, 'note'>;
  readonly intact: Intact;
  readonly withdrawals: Pick<Withdrawals, 'ofFeed'>;
}

/** What a client has already, and when it is gone. */
export interface ZipRequest {
  /** The value of `If-None-Match`. */
  readonly known: string | undefined;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly feed: Feed;
  readonly name: string;
  /** Its digest goes along: those who unpack it themselves compare it. */
  readonly isHashed?: boolean;
}

/** Feeds as archives. Whoever has the bytes already is told so before a file is touched. */
export class FeedZips {
  readonly #deps: FeedZipsDeps;

  constructor(deps: FeedZipsDeps) {
    this.#deps = deps;
  }

  /** All that somebody is served. */
  async whole(principal: Principal, request: ZipRequest): Promise<Reply> {
    const { feed } = await this.#deps.views.of(principal.userId);
    return this.#sent(principal, { feed, name: 'agnes-marketplace.zip' }, request);
  }

  /** One plugin, by its folder, as a marketplace of its own. */
  async one(principal: Principal, folder: string, request: ZipRequest): Promise<Reply> {
    const { feed } = await this.#deps.views.of(principal.userId);
    const own = pluginFeed(feed, folder);
    if (!own) throw pluginNotYours({ plugin: folder });
    return this.#sent(principal, { feed: own, name: `${folder}.zip`, isHashed: true }, request);
  }

  async #sent(
    { userId }: Principal,
    { feed, name, isHashed = false }: Sent,
    { known, signal }: ZipRequest,
  ): Promise<Reply> {
    const { archives, deliveries, intact, withdrawals } = this.#deps;
    const ETag = `"${feed.etag}"`;
    if (known?.trim() === '*' || known?.includes(ETag)) return reply({ status: 304, headers: { ETag } });
    const file = await open(await intact.over(() => archives.of(feed, signal)), 'r');
    // Open, it stays readable when it is pruned; reading it to its end closes it.
    const digest = isHashed ? { 'Repr-Digest': await digestOf(file) } : {};
    const { size } = await file.stat();
    const source = withdrawals.ofFeed(feed, file.createReadStream({ start: 0 }));
    deliveries.note({ principal: userId, channel: 'zip', plugins: feed.plugins });
    return reply({
      stream: { type: 'application/zip', source },
      headers: {
        ETag,
        ...digest,
        'Content-Length': String(size),
        'Content-Disposition': `attachment; filename="${name}"`,
      },
    });
  }
}

const digestOf = async (file: FileHandle): Promise<string> => {
  const sha256 = createHash('sha256');
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) sha256.update(chunk);
  return `sha-256=:${sha256.digest('base64')}:`;
};
