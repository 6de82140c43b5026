import { json } from 'node:stream/consumers';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Access, Granted } from '../access/access.ts';
import type { BreakGlass } from '../access/members/break-glass.ts';
import type { Principal } from '../http/principal.ts';
import type { Lake } from '../lake/lake.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { BisectFile } from '../plugin-manager/diagnosis/bisect-file.ts';
import { jsonAnswer, jsonDocument } from '../query/json-answer.ts';
import type { Queries } from '../query/queries.ts';
import type { QueryCall } from '../query/query-ask.ts';
import type { Registry } from '../registry/registry.ts';
import type { Table } from '../registry/table.ts';
import type { Conditions } from '../store/conditions.ts';
import { dashboardView, type TableFacts } from './dashboard-view.ts';
import { bareFrame, type Framed, frameFor, type Instance } from './frame.ts';
import { countByTable } from './metrics/count-by-table.ts';
import { breakGlassNotices, searchNotices } from './notices.ts';
import type { Frame, Notice, Pages } from './pages.ts';
import { type Answer, answerView, type QueryForm } from './query/query-view.ts';

export interface WebDeps {
  readonly pages: Pages;
  readonly instance: Instance;
  readonly access: Pick<Access, 'filter'>;
  readonly registry: Pick<Registry, 'tables'>;
  readonly lake: Pick<Lake, 'find' | 'state'>;
  readonly queries: Pick<Queries, 'run'>;
  readonly metrics: Pick<Metrics, 'list'>;
  readonly conditions: Pick<Conditions, 'open'>;
  readonly breakGlass: Pick<BreakGlass, 'list'>;
  /** The search for the plugin that breaks. */
  readonly search: Pick<BisectFile, 'read'>;
  readonly now: () => number;
}

interface Place {
  readonly title: string;
  readonly path: string;
}

type Visiting = Pick<Framed, 'request'> & { readonly principal: Principal | undefined };

/** What a short page says beside its heading. */
export interface MessageParts {
  readonly detail?: string;
  readonly hint?: string;
  readonly link?: string;
  /** A form with one button. */
  readonly action?: string;
  readonly button?: string;
}

const pageLimit = 200;
const mostRows = 1_000;
/** Names beside the SQL box; the dashboard has all. */
const namesShown = 24;

/** What the pages show, read through the same checks as the API. */
export class Web {
  readonly #deps: WebDeps;

  constructor(deps: WebDeps) {
    this.#deps = deps;
  }

  get pages(): Pages {
    return this.#deps.pages;
  }

  get instance(): Instance {
    return this.#deps.instance;
  }

  /** Milliseconds UTC. */
  get now(): number {
    return this.#deps.now();
  }

  /** What is around a page for whoever asks. */
  async frame(asking: Framed, { title, path }: Place): Promise<Frame> {
    const notices = asking.principal.isAdmin ? await this.#notices() : [];
    return frameFor(asking, { instance: this.instance, title, path, notices });
  }

  /** The same around a page that anybody may see; bare for who is nobody, and where making it fails: the page itself must not. */
  async openFrame({ principal, request }: Visiting, place: Place): Promise<Frame> {
    const bare = bareFrame(this.instance, place.title, request.id);
    return principal ? await this.frame({ principal, request }, place).catch(() => bare) : bare;
  }

  /** A short page: what happened, and what to do next. */
  message(heading: string, parts: MessageParts, requestId: string): string {
    return this.pages.render('message', bareFrame(this.instance, heading, requestId), { heading, ...parts });
  }

  async dashboard(principal: Principal): Promise<object> {
    const metrics = countByTable(await this.#deps.metrics.list(principal));
    const tables = (await this.#tables(principal)).map((table) => ({
      ...this.#facts(table, principal),
      metrics: metrics.get(table.resource.id) ?? 0,
    }));
    const conditions = principal.isAdmin ? await this.#deps.conditions.open() : [];
    return dashboardView(tables, { conditions, isAdmin: principal.isAdmin, now: this.#deps.now() });
  }

  async queryForm(principal: Principal, table?: string): Promise<QueryForm> {
    const tables = (await this.#tables(principal)).map(({ resource }) => resource.name);
    const chosen = tables.find((name) => name === table) ?? tables[0];
    const sql = chosen === undefined ? 'SELECT 42' : `SELECT * FROM ${chosen} LIMIT 20`;
    return { sql, limit: pageLimit, tables: tables.slice(0, namesShown) };
  }

  /** Runs the form. A refusal becomes part of the page: what was typed stays where it is. */
  async runForm(
    principal: Principal,
    { sql, limit }: { readonly sql: string; readonly limit?: string | undefined },
    { id, signal }: { readonly id: string; readonly signal: AbortSignal },
  ): Promise<object> {
    const wished = Math.trunc(Number(limit)) || pageLimit;
    const form = {
      ...(await this.queryForm(principal)),
      sql,
      limit: Math.min(Math.max(wished, 1), mostRows),
    };
    try {
      return answerView(form, await this.#answer(principal, form, { requestId: id, signal }));
    } catch (cause) {
      if (!isPlatformError(cause)) throw cause;
      return { ...form, problem: { detail: cause.message, hint: cause.hint } };
    }
  }

  async #notices(): Promise<readonly Notice[]> {
    const { breakGlass, search } = this.#deps;
    return [...breakGlassNotices(await breakGlass.list()), ...searchNotices(await search.read())];
  }

  async #answer(principal: Principal, { sql, limit }: QueryForm, call: QueryCall): Promise<Answer> {
    const result = await this.#deps.queries.run(
      principal,
      { sql, limit, format: 'json' },
      { ...call, surface: 'ui' },
    );
    const { body } = result;
    // The host's own encoding, of a page that is at most a thousand rows long.
    const text = Buffer.isBuffer(body) ? jsonDocument(result, body, await result.end) : undefined;
    return (text ? JSON.parse(text.toString()) : await json(jsonAnswer(result))) as Answer;
  }

  async #tables(principal: Principal): Promise<readonly Granted<Table>[]> {
    const { access, registry } = this.#deps;
    const tables = await access.filter(principal, 'table', await registry.tables());
    return tables.toSorted((a, b) => a.resource.name.localeCompare(b.resource.name));
  }

  #facts(table: Granted<Table>, { isAdmin }: Principal): Omit<TableFacts, 'metrics'> {
    const { name, description, folder } = table.resource;
    const published = this.#deps.lake.find(table);
    const failed = this.#deps.lake.state(table.resource.id)?.error;
    return {
      name,
      description,
      folder,
      rows: published?.rows,
      sizeBytes: published?.sizeBytes,
      lastSync: published?.lastSync,
      error: failed && (isAdmin ? failed.message : 'The last run failed; this is the last good version.'),
    };
  }
}
