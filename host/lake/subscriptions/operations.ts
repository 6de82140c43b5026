import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Subscriptions, tableModes } from './subscriptions.ts';

/** What the operations on subscriptions need. */
interface SubscriptionServices {
  readonly subscriptions: Pick<Subscriptions, 'of' | 'modeOf' | 'update'>;
}

const wishes = (description: string) =>
  Type.Record(Type.String({ maxLength: 128 }), Type.Boolean(), { description, maxProperties: 10_000 });

const outcomes = Type.Record(
  Type.String(),
  Type.Union([
    Type.Object({ enabled: Type.Boolean() }),
    Type.Object({ error: Type.Literal('no permission') }),
  ]),
  { description: 'What became of each, by the word that was sent.' },
);

const settings = operation({
  id: 'sync.settings',
  route: 'GET /api/sync/settings',
  summary: 'Which tables you have turned on or off',
  who: 'user',
  result: Type.Object({
    user_id: Type.String(),
    settings: Type.Record(Type.String(), Type.Object({ enabled: Type.Boolean() })),
    enabled_datasets: Type.Array(Type.String()),
  }),
  run: async ({ principal }, { subscriptions }: SubscriptionServices) => {
    const own = Object.entries(await subscriptions.of(principal));
    return {
      user_id: principal.userId,
      settings: Object.fromEntries(own.map(([name, enabled]) => [name, { enabled }])),
      enabled_datasets: own.filter(([, enabled]) => enabled).map(([name]) => name),
    };
  },
});

const saveSettings = operation({
  id: 'sync.settings_update',
  route: 'POST /api/sync/settings',
  summary: 'Turn tables on or off for yourself',
  who: 'user',
  body: Type.Object({ datasets: wishes('Id or name of a table → whether you want it.') }),
  unknownKeys: 'ignore',
  result: Type.Object({ updated: outcomes }),
  audit: ({ body, principal }) => ({
    action: 'sync.settings',
    resource: `user:${principal.userId}`,
    params: { datasets: body.datasets },
  }),
  run: async ({ body, principal, intent }, { subscriptions }: SubscriptionServices) => ({
    updated: await subscriptions.update(principal, { tables: body.datasets }, intent),
  }),
});

const list = operation({
  id: 'sync.subscriptions',
  route: 'GET /api/sync/table-subscriptions',
  summary: 'The tables you have subscribed to',
  who: 'user',
  result: Type.Object({
    user_id: Type.String(),
    table_mode: Type.String(),
    subscriptions: Type.Record(Type.String(), Type.Boolean()),
  }),
  run: async ({ principal }, { subscriptions }: SubscriptionServices) => ({
    user_id: principal.userId,
    table_mode: await subscriptions.modeOf(principal),
    subscriptions: await subscriptions.of(principal),
  }),
});

const subscribe = operation({
  id: 'sync.subscribe',
  route: 'POST /api/sync/table-subscriptions',
  summary: 'Subscribe to tables, or to all you may read',
  who: 'user',
  body: Type.Object({
    table_mode: Type.Optional(
      Type.Union(
        tableModes.map((mode) => Type.Literal(mode)),
        { default: 'all' },
      ),
    ),
    tables: Type.Optional(wishes('Id or name of a table → whether you want it.')),
  }),
  unknownKeys: 'ignore',
  result: Type.Object({ table_mode: Type.String(), updated: outcomes }),
  audit: ({ body, principal }) => ({
    action: 'sync.subscriptions',
    resource: `user:${principal.userId}`,
    params: { table_mode: body.table_mode ?? 'all', tables: body.tables ?? {} },
  }),
  run: async ({ body, principal, intent }, { subscriptions }: SubscriptionServices) => {
    const { table_mode = 'all', tables = {} } = body;
    const wish = { tables, mode: table_mode };
    return { table_mode, updated: await subscriptions.update(principal, wish, intent) };
  },
});

/** Subscriptions over HTTP. */
export const subscriptionOperations = [settings, saveSettings, list, subscribe] as const;
