import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { sourceStatusSchema } from '../lake/status/status-wire.ts';
import type { Health } from './health.ts';
import type { HealthReport } from './health-report.ts';

interface Services {
  readonly health: Health;
}

const text = Type.String();
const maybe = Type.Union([Type.String(), Type.Null()]);

const about = {
  version: text,
  channel: text,
  image_tag: maybe,
  commit_sha: maybe,
  schema_version: Type.Integer(),
  deployed_at: maybe,
  min_client: text,
  api_contract: text,
};

const detailedHealth = Type.Object({
  status: Type.String({ description: '`healthy`, `degraded` or `unhealthy`.' }),
  ...about,
  timestamp: text,
  services: Type.Object({
    duckdb_state: text,
    db_schema: text,
    data: Type.Object({
      tables: Type.Integer(),
      total_rows: Type.Integer(),
      stale_tables: Type.Array(text, { description: 'Names; last read more than 24 hours ago.' }),
      problems: Type.Array(
        Type.Object({ id: text, name: text, status: text, last_sync: maybe, error: maybe }),
      ),
    }),
    users: Type.Optional(Type.Object({ count: Type.Integer() })),
    sources: Type.Optional(Type.Array(sourceStatusSchema)),
    jobs: Type.Optional(
      Type.Object({
        queue: Type.Array(Type.Object({ lane: text, status: text, count: Type.Integer() })),
      }),
    ),
    scheduler: Type.Optional(
      Type.Object({
        next_run: maybe,
        status: Type.String({ description: 'Of the service: `ok`, `degraded` or `down`.' }),
        since: maybe,
        detail: text,
        metrics: Type.Record(Type.String(), Type.Number()),
      }),
    ),
    plugins: Type.Optional(Type.Array(Type.Object({ id: text, state: text, reason: maybe }))),
  }),
  conditions: Type.Array(Type.Object({}, { additionalProperties: true })),
});

const alive = operation({
  id: 'health.alive',
  route: 'GET /healthz',
  summary: 'Answers while the process serves; touches nothing',
  who: 'public',
  result: Type.Object({ status: text }),
  run: async () => ({ status: 'ok' }),
});

const ready = operation({
  id: 'health.ready',
  route: 'GET /readyz',
  summary: 'Whether everything that requests need is there; 503 when not',
  who: 'public',
  result: Type.Object({ status: text, checks: Type.Record(Type.String(), text) }),
  run: async (_input, { health }: Services) => {
    const body = await health.readiness();
    return reply({ body, status: body.status === 'ok' ? 200 : 503 });
  },
});

const health = operation({
  id: 'health.state',
  route: 'GET /api/health',
  summary: 'Whether the system database answers and has the schema of this host; 503 when not',
  who: 'public',
  result: Type.Object({
    status: text,
    db_schema: text,
    current: Type.Union([Type.Integer(), Type.Null()]),
    expected: Type.Integer(),
  }),
  run: async (_input, services: Services) => {
    const body = await services.health.schema();
    return reply({ body, status: body.status === 'ok' ? 200 : 503 });
  },
});

const detailed = operation({
  id: 'health.detailed',
  route: 'GET /api/health/detailed',
  summary: 'How the host and its data are doing; whoever is no admin hears of their own tables only',
  who: 'user',
  result: detailedHealth,
  run: async ({ principal }, { healthReport }: { readonly healthReport: Pick<HealthReport, 'for'> }) =>
    healthReport.for(principal),
});

const version = operation({
  id: 'health.version',
  route: 'GET /api/version',
  summary: 'Version of the host, of its schema and of the contract',
  who: 'public',
  result: Type.Object(about),
  run: async (_input, services: Services) => services.health.version(),
});

const conditions = operation({
  id: 'health.conditions',
  route: 'GET /api/admin/conditions',
  summary: 'Every degraded mode: since when, why, and what to do',
  who: 'admin',
  result: Type.Object({ conditions: Type.Array(Type.Object({}, { additionalProperties: true })) }),
  run: async (_input, services: Services) => ({ conditions: await services.health.conditions() }),
});

/** Health, version and what is wrong. */
export const healthOperations = [alive, ready, health, detailed, version, conditions];
