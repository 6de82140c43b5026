import { type DiscoveredTable, type PlatformError, Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { noSourceYet } from '../errors.ts';
import type { Source } from '../source.ts';
import { offeredTables, type SourceProbe } from '../sources/probe.ts';
import { chosenSource, datasetsOnWire, foundOnWire } from './discover-tables.ts';
import { type PrecheckServices, precheckedOnWire } from './precheck.ts';
import { type RegisterDiscoveredDeps, registerDiscovered } from './register-discovered.ts';
import { draftOf, draftSchema } from './table-body.ts';

/** What the operations that look at sources need. */
interface DiscoverServices {
  readonly registry: RegisterDiscoveredDeps;
  readonly connectors: SourceProbe;
  readonly remoteDesk: PrecheckServices['remoteDesk'];
}

const upstreamProblems = [
  'source_not_found',
  'several_sources',
  'source_failed',
  'source_refused',
  'not_configured',
  'auth_failed',
];

const precheck = operation({
  id: 'table.precheck',
  route: 'POST /api/admin/register-table/precheck',
  summary: 'Everything registering would say, without registering; and what the source knows of the table.',
  who: 'admin',
  body: draftSchema,
  unknownKeys: 'ignore',
  result: Type.Object({ ok: Type.Literal(true), table: Type.Object({}, { additionalProperties: true }) }),
  problems: [
    'invalid_table',
    'table_exists',
    'view_name_taken',
    'wildcard_table',
    'bigquery_project',
    'remote_table_not_found',
    'remote_table_forbidden',
    'remote_table_unavailable',
    'unsupported_entity',
  ],
  run: async ({ body, intent, request }, services: DiscoverServices) => {
    const checked = await services.registry.precheck(draftOf(body), intent);
    return { ok: true as const, table: await precheckedOnWire(checked, services, request.signal) };
  },
});

const discover = operation({
  id: 'table.discover',
  route: 'GET /api/admin/discover-tables',
  summary: 'What a source offers to be registered.',
  who: 'admin',
  query: Type.Object({
    dataset: Type.Optional(Type.String({ maxLength: 200 })),
    connection: Type.Optional(Type.String({ maxLength: 200, description: 'Slug or id of a source.' })),
  }),
  result: Type.Object({ count: Type.Integer(), source: Type.String() }, { additionalProperties: true }),
  problems: upstreamProblems,
  run: async ({ query, request }, { registry, connectors }: DiscoverServices) => {
    const source = await chosenSource(registry, query.connection);
    if (!source || !registry.connector(source.type)) return nothingFrom(source);
    const { found, missing } = await offeredTables(() => connectors.discover(source, request.signal), source);
    const about = { source: source.type, connection: source.slug };
    return { ...shaped(source, found, query.dataset), ...about, ...(missing && { error: missing.message }) };
  },
});

const shaped = (source: Source, found: readonly DiscoveredTable[], dataset: string | undefined) => {
  if (source.type === 'bigquery')
    return datasetsOnWire(found, { dataset, project: source.config['project'] });
  const wanted = dataset === undefined ? found : found.filter(({ bucket }) => bucket === dataset);
  return { tables: wanted.map(foundOnWire), count: wanted.length };
};

const nothingFrom = (source: Source | undefined) => ({
  tables: [],
  count: 0,
  source: source?.type ?? 'local',
  error: source
    ? `No enabled plugin reads sources of type "${source.type}", so nothing can be listed.`
    : 'There is no source that could be asked. Add one with POST /api/admin/sources.',
});

const registerAll = operation({
  id: 'table.register_discovered',
  route: 'POST /api/admin/discover-and-register',
  summary: 'Register every table of a source that is not registered yet.',
  who: 'admin',
  body: Type.Object(
    {
      connection: Type.Optional(
        Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Slug or id of a source.' }),
      ),
      dry_run: Type.Boolean({ default: false, description: 'True: says what would be registered.' }),
    },
    { additionalProperties: false },
  ),
  bodyOptional: true,
  unknownKeys: 'ignore',
  result: Type.Object(
    {
      registered: Type.Integer(),
      skipped: Type.Integer(),
      errors: Type.Array(
        Type.Object({ id: Type.String(), name: Type.String(), code: Type.String(), error: Type.String() }),
      ),
      tables: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), status: Type.String() })),
      source: Type.String(),
    },
    { additionalProperties: true },
  ),
  problems: [...upstreamProblems, 'no_source'],
  audit: ({ body }) => ({ action: 'discover_and_register', params: { ...body } }),
  run: async ({ body, intent, request }, { registry, connectors }: DiscoverServices) => {
    await registry.note(intent);
    const source = await chosenSource(registry, body?.connection ?? undefined);
    if (!source) throw noSourceYet({});
    const { found, missing } = await offeredTables(() => connectors.discover(source, request.signal), source);
    const isDry = body?.dry_run ?? false;
    const result = await registerDiscovered(registry, { source, found, isDry }, intent);
    const errors = [...result.errors, ...(missing ? [missedOnWire(missing)] : [])];
    return { ...result, errors, source: source.type, connection: source.slug };
  },
});

/** Tables that the source could not tell have neither an id nor a name. */
const missedOnWire = ({ code, message }: PlatformError) => ({ id: '', name: '', code, error: message });

/** What is asked of the registry and of a source at once. */
export const discoverOperations = [precheck, discover, registerAll] as const;
