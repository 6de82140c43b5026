import type { Reply } from '../../http/reply.ts';
import { localType } from '../../registry/local-source.ts';
import type { Registry } from '../../registry/registry.ts';
import { hostsOf } from '../../registry/sources/hosts.ts';
import { listedSource, listedSources } from '../../registry/sources/listed-sources.ts';
import type { PushedEvents } from '../../registry/sources/open-events.ts';
import type { SourceProbe } from '../../registry/sources/probe.ts';
import type { Conditions } from '../../store/conditions.ts';
import type { Secrets } from '../../store/secrets/secrets.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { type SourceFacts, type SourceShown, sourcesView, sourceView } from './view.ts';

/** What the pages of sources show and do. */
export interface SourcePageServices {
  readonly web: Web;
  readonly registry: Registry;
  readonly conditions: Conditions;
  readonly connectors: SourceProbe;
  readonly deliveries: PushedEvents;
  readonly secrets: Secrets;
}

const path = '/admin/sources';

/** The list of sources. `type` is that of a source to be. */
export const sourcesPage = async (
  services: SourcePageServices,
  asking: Asking,
  { type, ...before }: SourceShown & { readonly type?: string | undefined },
): Promise<Reply> => {
  const { web, registry } = services;
  const entries = await listedSources(await registry.sources(), services);
  const connectors = registry.connectors();
  const [first, second] = connectors.filter((connector) => connector.type !== localType);
  const only = second ? undefined : first;
  const chosen = connectors.find((connector) => connector.type === type) ?? only;
  const view = sourcesView(entries, connectors, { ...before, chosen });
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'admin-sources', title: 'Sources', path, view, status });
};

type Before = SourceShown & Pick<SourceFacts, 'checks' | 'offer'>;

/** The page about one source. */
export const sourcePage = async (
  services: SourcePageServices,
  asking: Asking,
  { id, ...before }: Before & { readonly id: string },
): Promise<Reply> => {
  const { web, registry } = services;
  const source = await registry.source(id);
  const connector = registry.connector(source.type);
  const tables = (await registry.tables()).filter(({ sourceId }) => sourceId === source.id);
  const entry = await listedSource(source, services);
  const hosts = hostsOf(source, connector);
  const view = sourceView({ source, entry, connector, hosts, tables, ...before });
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'admin-source', title: source.title, path, view, status });
};
