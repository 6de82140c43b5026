import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import { pageReply } from '../../http/page-reply.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { pluginNotFound } from '../errors.ts';
import { pluginAddress } from '../plugin-address.ts';
import { hookCallNotFound } from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { PluginLogs } from './plugin-logs.ts';
import { replayed } from './replay.ts';
import { hookCallList, hookCallOnWire, logLevel, logLines, outcomes, replayWire } from './wire.ts';

interface Services {
  readonly ledger: Pick<Ledger, 'calls' | 'call' | 'shown' | 'dropped'>;
  readonly pluginLogs: Pick<PluginLogs, 'last' | 'droppedOf'>;
  readonly plugins: Pick<Plugins, 'dryCall' | 'generation' | 'list'>;
  readonly store: Pick<SystemStore, 'write'>;
  readonly now: () => number;
}

/** Lists calls; pages ask it, too. */
export const listCalls = operation({
  id: 'plugins.hook_calls',
  route: 'GET /api/admin/hook-calls',
  summary:
    'The last calls of taps: what they were given and answered, how long that took, and whose fault a failure was',
  who: 'admin',
  query: Type.Object({
    plugin: Type.Optional(Type.String({ description: 'publisher/slug.' })),
    hook: Type.Optional(Type.String()),
    outcome: Type.Optional(Type.Union(outcomes.map((word) => Type.Literal(word)))),
    limit: Type.Integer({ default: 100, minimum: 1, maximum: 500 }),
    cursor: Type.Optional(Type.String()),
  }),
  result: hookCallList,
  problems: ['cursor_expired', 'cursor_invalid'],
  run: async ({ query }, { ledger, now }: Services) => {
    const { plugin, hook, outcome, limit, cursor } = query;
    const found = await ledger.calls({
      ...(plugin && { plugin }),
      ...(hook && { hook }),
      ...(outcome !== undefined && { outcome }),
      ...(cursor !== undefined && { before: idOfCursor(cursor, now()) }),
      limit: limit + 1,
    });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last && cursorBehind(last.id, now());
    const page = { path: '/api/admin/hook-calls', query };
    return pageReply({ calls: shown.map(hookCallOnWire), dropped: ledger.dropped }, next, page);
  },
});

/** Makes a call again; pages do it, too. */
export const replay = operation({
  id: 'plugins.replay_hook_call',
  route: 'POST /api/admin/hook-calls/:id/replay',
  summary: 'Calls a tap again with what it was given then, and shows both answers; nothing comes of it',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: replayWire,
  perMinute: 30,
  problems: ['hook_call_not_found', 'hook_call_not_replayable'],
  audit: ({ params: { id } }) => ({ action: 'plugin.replay', resource: `hook_call:${id}` }),
  run: async ({ params: { id }, intent }, { ledger, plugins, store }: Services) => {
    const row = await ledger.call(id);
    if (!row) throw hookCallNotFound({ id });
    // Written down first: code of a plugin runs because somebody wanted it.
    await store.write(intent, async () => {});
    return await replayed(row, { plugins, ledger });
  },
});

/** What a plugin said; pages ask it, too. */
export const logs = operation({
  id: 'plugins.logs',
  route: 'GET /api/admin/plugins/:publisher/:slug/logs',
  summary: 'What a plugin said, and what failed in it, newest first',
  who: 'admin',
  params: pluginAddress,
  query: Type.Object({
    limit: Type.Integer({ default: 200, minimum: 1, maximum: 1000 }),
    level: Type.Union(logLevel.anyOf, { default: 'info', description: 'At least as bad.' }),
  }),
  result: logLines,
  problems: ['plugin_not_found'],
  run: async ({ params: { publisher, slug }, query }, { plugins, pluginLogs }: Services) => {
    const id = `${publisher}/${slug}`;
    if (plugins.list().every((plugin) => plugin.id !== id)) throw pluginNotFound({ plugin: id });
    const lines = await pluginLogs.last(id, query);
    return { lines: lines.map((line) => ({ ...line })), dropped: pluginLogs.droppedOf(id) };
  },
});

/** What administrators see of what plugins do. */
export const pluginLedgerOperations = [listCalls, replay, logs] as const;
