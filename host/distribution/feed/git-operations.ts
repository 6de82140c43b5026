import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { mostRequestBytes } from './git-door.ts';
import type { ServedFeed } from './open-feed.ts';

interface GitServices {
  readonly feed: Pick<ServedFeed, 'git'>;
}

/** Who fetches: the password of HTTP Basic is a token. */
const fetching = { who: 'user', credential: 'basic', scope: 'marketplace' } as const;

const busy = ['git_busy', 'git_too_many_requests', 'git_queue_full', 'marketplace_feed_unsettled'] as const;

const refs = operation({
  ...fetching,
  id: 'feed.git_refs',
  route: 'GET /marketplace.git/info/refs',
  summary: 'The smart protocol of git: what can be fetched. Nothing can be pushed',
  query: Type.Object({ service: Type.Optional(Type.String()) }),
  result: Type.Unknown({ description: 'application/x-git-upload-pack-advertisement' }),
  problems: ['marketplace_read_only', 'git_protocol_unsupported', ...busy],
  run: async ({ principal, query, request }, { feed }: GitServices) =>
    reply({
      bytes: await feed.git.refs(principal, query.service, request),
      headers: { 'Content-Type': 'application/x-git-upload-pack-advertisement', 'Cache-Control': 'no-cache' },
    }),
});

const upload = operation({
  ...fetching,
  id: 'feed.git_upload',
  route: 'POST /marketplace.git/git-upload-pack',
  summary: 'The smart protocol of git: fetch from the repository of what you are served',
  raw: true,
  maxBody: mostRequestBytes,
  result: Type.Unknown({ description: 'application/x-git-upload-pack-result' }),
  problems: busy,
  run: async ({ principal, request }, { feed }: GitServices) =>
    reply({
      stream: {
        type: 'application/x-git-upload-pack-result',
        source: await feed.git.upload(principal, request.raw, request),
      },
      headers: { 'Cache-Control': 'no-cache' },
    }),
});

/** Git over HTTP, for reading. */
export const gitOperations = [refs, upload] as const;
