import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { checkedSource, discoveredTables } from '../../registry/sources/probe.ts';
import { registeredAs } from '../../registry/tables/discover-tables.ts';
import { page } from '../form-fields.ts';
import { orShowAgain } from '../refusal.ts';
import { type SourcePageServices, sourcePage } from './source-page.ts';

const params = Type.Object({ id: Type.String() });

const test = operation({
  id: 'web.source_test',
  route: 'POST /admin/sources/:id/test',
  summary: 'Asks a source whether it answers, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['source_not_found'],
  run: async (input, services: SourcePageServices) => {
    const { registry, connectors, web } = services;
    const source = await registry.source(input.params.id);
    const { checks } = await checkedSource(
      () => connectors.check(source, input.request.signal),
      () => web.now,
    );
    return sourcePage(services, input, { id: source.id, checks });
  },
});

const offer = operation({
  id: 'web.source_offer',
  route: 'POST /admin/sources/:id/offer',
  summary: 'What a source offers to be registered, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['source_not_found', 'source_failed', 'source_refused'],
  run: async (input, services: SourcePageServices) => {
    const { registry, connectors } = services;
    const source = await registry.source(input.params.id);
    const tables = await registry.tables();
    return orShowAgain(
      async () => {
        const found = await discoveredTables(() => connectors.discover(source, input.request.signal), source);
        const offered = found.map((table) => ({ ...table, as: registeredAs(table, source, tables) }));
        return sourcePage(services, input, { id: source.id, offer: offered });
      },
      (refusal) => sourcePage(services, input, { id: source.id, refusal }),
    );
  },
});

/** What the page of a source asks the source itself. */
export const sourceProbeOperations = [test, offer] as const;
