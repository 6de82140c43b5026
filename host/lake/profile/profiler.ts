import type { Timers } from '../../http/timers.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Conditions } from '../../store/conditions.ts';
import type { Lake } from '../lake.ts';
import type { Published } from '../table-state.ts';
import { nothingToProfile, profileFailed } from './errors.ts';
import type { Profile, ProfileSummary, Relation } from './profile.ts';
import type { ProfiledFiles, ProfileLimits } from './profile-messages.ts';
import { type ProfileTalk, profileLimits, withProfileProcess } from './profile-process.ts';
import type { Profiles } from './profiles.ts';
import { type RelatedTable, relationCandidates } from './relation-candidates.ts';

/** What the profiler needs. */
export interface ProfilerDeps {
  readonly lake: Pick<Lake, 'lease'>;
  readonly registry: Pick<Registry, 'tables'>;
  readonly profiles: Pick<Profiles, 'save'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly timers: Timers;
  readonly now: () => number;
  readonly limits?: ProfileLimits;
}

/** Puts tables into numbers, one after another: each in a process of its own, which ends with the table. */
export class Profiler implements AsyncDisposable {
  readonly #deps: ProfilerDeps;
  readonly #closing = new AbortController();
  readonly #running = new Map<string, Promise<Profile>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: ProfilerDeps) {
    this.#deps = deps;
  }

  /** Profiles the published version of a table; whoever asks meanwhile gets the same answer. */
  run(tableId: string, signal?: AbortSignal): Promise<Profile> {
    const running = this.#running.get(tableId);
    if (running) return running;
    const { signal: closing } = this.#closing;
    const ended = signal ? AbortSignal.any([closing, signal]) : closing;
    const run = this.#last.then(() => this.#profile(tableId, ended));
    this.#running.set(tableId, run);
    const settled = () => void this.#running.delete(tableId);
    this.#last = run.then(settled, settled);
    return run;
  }

  /** Ends the process that is at work; its table keeps the profile it has. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#last;
  }

  async #profile(tableId: string, signal: AbortSignal): Promise<Profile> {
    const { lake, conditions } = this.#deps;
    // The files stay for as long as they are looked at, whatever is published meanwhile.
    using lease = lake.lease();
    const table = lease.generation.tables.get(tableId);
    if (!table) throw nothingToProfile({ table: tableId });
    try {
      const profile = await this.#measure(table, signal);
      await conditions.clear('table', tableId, 'profile_failed');
      return profile;
    } catch (cause) {
      if (!signal.aborted) await conditions.raise(notProfiled(tableId, cause));
      throw cause;
    }
  }

  #measure(table: Published, signal: AbortSignal): Promise<Profile> {
    const { timers, profiles, now, limits = profileLimits } = this.#deps;
    const failure = (reason: string) =>
      profileFailed({ table: table.name, reason: withoutFolders(reason, table) });
    return withProfileProcess({ timers, signal, failure, limits }, async (talk) => {
      const { profile, text } = await talk.profile(table);
      const relations = await this.#relate(table, profile, talk);
      const { id, version, generation } = table;
      const head = { tableId: id, version, profiledAt: new Date(now()) };
      await profiles.save({ ...head, summary: summaryOf(profile, { generation, relations }) }, text);
      return profile;
    });
  }

  async #relate(table: Published, profile: Profile, talk: ProfileTalk): Promise<readonly Relation[]> {
    const columns = columnsOf(profile);
    const candidates = relationCandidates(
      { id: table.id, columns: columns.map(([name]) => name) },
      await this.#others(),
    );
    if (candidates.length === 0) return [];
    const files: ProfiledFiles = table;
    const related = await talk.relate(files, candidates);
    return candidates.flatMap(({ column, table_id }, index) => {
      const found = related[index];
      return found ? [{ column, table_id, ...found }] : [];
    });
  }

  async #others(): Promise<readonly RelatedTable[]> {
    const { lake, registry } = this.#deps;
    using lease = lake.lease();
    return (await registry.tables()).flatMap(({ id, name, primaryKey }) => {
      const published = lease.generation.tables.get(id);
      return published ? [{ id, name, primaryKey, files: published.files }] : [];
    });
  }
}

const columnsOf = ({ columns }: Profile): ProfileSummary['columns'] =>
  columns.map(({ name, type }) => [name, type]);

const summaryOf = (
  profile: Profile,
  rest: Pick<ProfileSummary, 'generation' | 'relations'>,
): ProfileSummary => ({
  ...rest,
  row_count: profile.row_count,
  column_count: profile.column_count,
  sampled: profile.sampled,
  avg_completeness: profile.avg_completeness,
  missing_cells_pct: profile.missing_cells_pct,
  duplicate_rows: profile.duplicate_rows,
  alerts: profile.alerts.length,
  columns: columnsOf(profile),
});

const notProfiled = (tableId: string, cause: unknown) =>
  ({
    subjectType: 'table',
    subjectId: tableId,
    code: 'profile_failed',
    severity: 'warning',
    why: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Its last profile is shown. Check its files, then refresh the profile or run its source again.',
  }) as const;

// Where files lie is nobody's business but the host's.
const withoutFolders = (text: string, { files }: Published): string =>
  files.reduce((rest, path) => rest.replaceAll(path, path.slice(path.lastIndexOf('/') + 1)), text);
