import type { Static } from '@agnes/sdk';
import { isReply, type Reply } from '../../http/reply.ts';
import { listCalls, logs, replay } from '../../plugin-manager/ledger/operations.ts';
import type { hookCallList, logLevel, logLines, replayWire } from '../../plugin-manager/ledger/wire.ts';
import { below } from '../address.ts';
import { pageReply } from '../page-reply.ts';
import { type Asker, askedBy, pluginDetail, type ServicesOf, tappedHooks } from '../plugin-pages/answers.ts';
import type { PluginPageServices } from '../plugin-pages/list-page.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';
import type { Refusal } from '../refusal.ts';
import { type CallFilters, callsView } from './calls-view.ts';
import { logsView } from './logs-view.ts';
import { replayView } from './replay-view.ts';

/** What pages tell with what plugins do. */
export type CallServices = PluginPageServices &
  ServicesOf<typeof listCalls> &
  ServicesOf<typeof replay> &
  ServicesOf<typeof logs>;

/** The two segments of the address of a plugin. */
interface Address {
  readonly publisher: string;
  readonly slug: string;
}

const pageSize = 25;
const mostLines = 500;

/** The last calls of the taps of a plugin. */
export const callsPage = async (
  services: CallServices,
  asker: Asker,
  { address, filters, refusal }: { address: Address; filters: CallFilters; refusal?: Refusal },
): Promise<Reply> => {
  const { id, display_name: title } = await pluginDetail(services, asker, address);
  const tapped = (await tappedHooks(services, asker)).filter(({ taps }) =>
    taps.some(({ plugin }) => plugin === id),
  );
  const view = callsView({
    ...{ title, base: baseOf(address), filters, refusal },
    hooks: [...new Set([...tapped.map(({ name }) => name), ...(filters.hook ? [filters.hook] : [])])],
    found: refusal ? undefined : await callsOf(services, asker, { plugin: id, filters }),
    now: services.web.now,
  });
  const status = refusal?.status ?? 200;
  return ownReply(services, asker, { page: 'plugin-calls', title: `Calls · ${title}`, view, status });
};

const callsOf = async (
  services: CallServices,
  asker: Asker,
  { plugin, filters }: { readonly plugin: string; readonly filters: CallFilters },
): Promise<Static<typeof hookCallList>> => {
  const given = Object.entries(filters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = { plugin, limit: pageSize, ...Object.fromEntries(given) };
  const answer = await listCalls.run(askedBy(asker, { query }), services);
  // As the schema of its result says.
  return (isReply(answer) ? answer.body : answer) as Static<typeof hookCallList>;
};

/** Has a tap answer once more, and shows both answers. */
export const replayPage = async (
  services: CallServices,
  asker: Asker,
  { id, ...address }: Address & { readonly id: string },
): Promise<Reply> => {
  const { display_name: name } = await pluginDetail(services, asker, address);
  const again = await replay.run(askedBy(asker, { params: { id } }), services);
  // As the schema of its result says.
  const view = replayView(again as Static<typeof replayWire>, { title: name, base: baseOf(address) });
  return ownReply(services, asker, { page: 'plugin-call', title: `Call · ${name}`, view, status: 200 });
};

/** What a plugin said. */
export const logsPage = async (
  services: CallServices,
  asker: Asker,
  { level, ...address }: Address & { readonly level: Static<typeof logLevel> },
): Promise<Reply> => {
  const { display_name: title } = await pluginDetail(services, asker, address);
  const query = { level, limit: mostLines };
  // As the schema of its result says.
  const found = (await logs.run(askedBy(asker, { params: address, query }), services)) as Static<
    typeof logLines
  >;
  const view = logsView({
    ...{ title, base: baseOf(address), level, found },
    most: mostLines,
    now: services.web.now,
  });
  return ownReply(services, asker, { page: 'plugin-logs', title: `Log · ${title}`, view, status: 200 });
};

const baseOf = ({ publisher, slug }: Address): string => below(pluginsPath, publisher, slug);

interface OwnPage {
  readonly page: 'plugin-calls' | 'plugin-call' | 'plugin-logs';
  readonly title: string;
  readonly view: object;
  readonly status: number;
}

const ownReply = ({ web }: CallServices, asker: Asker, shown: OwnPage): Promise<Reply> =>
  pageReply(web, asker, { ...shown, path: pluginsPath });
