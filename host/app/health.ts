import { minClient } from '../http/min-client.ts';
import type { Conditions } from '../store/conditions.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { shownCode } from '../store/notice-code.ts';
import type { SystemStore } from '../store/system-store.ts';

interface HealthDeps {
  readonly store: SystemStore;
  readonly conditionLog: Conditions;
  readonly about: About;
}

/** What is known of this build. Empty where nobody said. */
export interface About {
  readonly version: string;
  readonly schemaVersion: number;
  readonly channel?: string;
  readonly imageTag?: string;
  readonly commit?: string;
  readonly deployedAt?: string;
}

/** Tells whether the host can do its work. */
export class Health {
  readonly #store: SystemStore;
  readonly #conditions: Conditions;
  readonly #about: About;

  constructor({ store, conditionLog, about }: HealthDeps) {
    this.#store = store;
    this.#conditions = conditionLog;
    this.#about = about;
  }

  async schema(): Promise<{ status: string; db_schema: string; current: number | null; expected: number }> {
    const expected = this.#about.schemaVersion;
    const current = await this.#schemaVersion();
    if (current === undefined)
      return { status: 'unhealthy', db_schema: 'unreachable', current: null, expected };
    const matches = current === expected;
    return {
      status: matches ? 'ok' : 'unhealthy',
      db_schema: matches ? 'ok' : 'mismatch',
      current,
      expected,
    };
  }

  async readiness(): Promise<{ status: string; checks: Record<string, string> }> {
    const checks = { state: (await this.schema()).status, write: await this.#writes() };
    return { status: Object.values(checks).every((check) => check === 'ok') ? 'ok' : 'unhealthy', checks };
  }

  version(): object {
    const { version, schemaVersion, channel, imageTag, commit, deployedAt } = this.#about;
    return {
      version,
      channel: channel ?? 'source',
      image_tag: imageTag ?? null,
      commit_sha: commit ?? null,
      schema_version: schemaVersion,
      deployed_at: deployedAt ?? null,
      min_client: minClient,
      api_contract: '1',
    };
  }

  async conditions() {
    return (await this.#conditions.open()).map(
      ({ id, subjectType, subjectId, code, severity, since, why, remedy }) => ({
        id,
        subject: `${subjectType}:${subjectId}`,
        code: shownCode(code),
        severity,
        since: isoUtc(since),
        why,
        remedy,
      }),
    );
  }

  #schemaVersion(): Promise<number | undefined> {
    return this.#store.read
      .selectFrom('schema_migrations')
      .select(({ fn }) => fn.max('version').as('version'))
      .executeTakeFirst()
      .then(
        (row) => (row ? Number(row.version) : undefined),
        // Unreachable is an answer here, not a failure: it is what the question is about.
        () => undefined,
      );
  }

  // An empty transaction through the one write queue: it waits for whatever blocks the others.
  #writes(): Promise<string> {
    return this.#store
      .keep(async (tx) => tx.selectFrom('instance_state').select('key').limit(1).execute())
      .then(
        () => 'ok',
        () => 'failing',
      );
  }
}
