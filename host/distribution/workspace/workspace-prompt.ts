import { readFile } from 'node:fs/promises';
import type { Principal } from '../../http/principal.ts';
import { renderText } from '../../http/templates.ts';
import type { FeedView } from '../feed/feed-views.ts';
import { ownAddress } from './own-address.ts';
import { plainLine } from './plain-line.ts';

/** A table as the prompt tells it. */
interface ToldTable {
  readonly name: string;
  readonly description: string;
  readonly query_mode: string;
}

interface WorkspacePromptDeps {
  readonly instance: { readonly name: string; readonly subtitle: string };
  readonly origin: string;
  /** Other names of this host. */
  readonly allowedHosts: readonly string[];
  /** The tables that somebody may read. */
  readonly tables: (principal: Principal) => Promise<readonly ToldTable[]>;
  /** The business metrics that somebody may see. */
  readonly metrics: (principal: Principal) => Promise<readonly { readonly category: string }[]>;
  /** What somebody is served of marketplaces. */
  readonly feedOf: (userId: string) => Promise<Pick<FeedView, 'feed'>>;
  readonly groupsOf: (userId: string) => readonly { readonly name: string }[];
}

interface Wish {
  /** The address that the text is to name; without any the public one. */
  readonly serverUrl?: string | undefined;
  /** The host by which the request came, which was let in. */
  readonly reachedAs?: string | undefined;
}

const template = new URL('../../../templates/workspace/CLAUDE.md.mustache', import.meta.url);
/** A coding agent reads all of it at the start of each session. */
const mostTables = 200;
const mostCategories = 50;

/** Says to a coding agent in a workspace what there is and how it is asked, for exactly one reader. */
export class WorkspacePrompt {
  readonly #deps: WorkspacePromptDeps;

  constructor(deps: WorkspacePromptDeps) {
    this.#deps = deps;
  }

  /** The prompt of a person. The same until a table, a plugin or the person changes: no time stands in it. */
  async of(principal: Principal, { serverUrl, reachedAs }: Wish = {}): Promise<string> {
    const { instance, origin, allowedHosts, groupsOf } = this.#deps;
    const also = reachedAs === undefined ? allowedHosts : [...allowedHosts, reachedAs];
    const url = ownAddress(serverUrl, { origin, also });
    const tables = (await this.#deps.tables(principal)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const metrics = await this.#metrics(principal);
    const marketplaces = await this.#marketplaces(principal);
    return renderText(await readFile(template, 'utf8'), {
      instance: { name: plainLine(instance.name), subtitle: plainLine(instance.subtitle) },
      server: { url: url.origin, hostname: url.host },
      tables: tables.slice(0, mostTables).map(toldTable),
      more_tables: Math.max(0, tables.length - mostTables),
      metrics,
      has_metrics: metrics.count > 0,
      marketplaces,
      has_plugins: marketplaces.length > 0,
      user: {
        id: principal.userId,
        email: plainLine(principal.email),
        name: plainLine(principal.name ?? ''),
        is_admin: principal.isAdmin,
        groups: groupsOf(principal.userId).map(({ name }) => plainLine(name)),
      },
    });
  }

  async #metrics(principal: Principal) {
    const metrics = await this.#deps.metrics(principal);
    const categories = [...new Set(metrics.map(({ category }) => plainLine(category)))].toSorted();
    return { count: metrics.length, categories: categories.slice(0, mostCategories) };
  }

  async #marketplaces({ userId, scopes }: Principal) {
    // A token that may not read the feed is not told what is in it either.
    if (scopes && !scopes.includes('marketplace')) return [];
    const { plugins } = (await this.#deps.feedOf(userId)).feed;
    return [...Map.groupBy(plugins, ({ marketplace }) => marketplace)].map(([slug, served]) => ({
      ...{ slug, name: slug },
      plugins: served.map(({ name }) => ({ name: plainLine(name) })),
    }));
  }
}

const toldTable = ({ name, description, query_mode }: ToldTable): ToldTable => ({
  name: plainLine(name),
  description: plainLine(description),
  query_mode,
});
