import type { Principal } from '../../http/principal.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { FeedView } from '../feed/feed-views.ts';
import type { Values } from '../prompts/render-template.ts';
import { ownAddress } from './own-address.ts';
import { plainLine } from './plain-line.ts';

/** A table as the prompt tells it. */
interface ToldTable {
  readonly name: string;
  readonly description: string;
  readonly query_mode: string;
}

/** What prompts are filled from. */
export interface WorkspaceValuesDeps {
  readonly instance: { readonly name: string; readonly subtitle: string };
  readonly origin: string;
  /** Other names of this host. */
  readonly allowedHosts: readonly string[];
  /** How often data are brought, as schedules say it. */
  readonly syncInterval: string;
  /** Types of the sources, each once. */
  readonly sourceTypes: () => Promise<readonly string[]>;
  /** The tables that somebody may read. */
  readonly tables: (principal: Principal) => Promise<readonly ToldTable[]>;
  /** The business metrics that somebody may see. */
  readonly metrics: (principal: Principal) => Promise<readonly { readonly category: string }[]>;
  /** What somebody is served of marketplaces. */
  readonly feedOf: (userId: string) => Promise<Pick<FeedView, 'feed'>>;
  readonly groupsOf: (userId: string) => readonly { readonly name: string }[];
  readonly now: () => number;
}

/** How the text is asked for. */
export interface Wish {
  /** The address that the text is to name; without any the public one. */
  readonly serverUrl?: string | undefined;
  /** The host by which the request came, which was let in. */
  readonly reachedAs?: string | undefined;
}

/** A coding agent reads all of it at the start of each session. */
const mostTables = 200;
const mostCategories = 50;

/** What templates of prompts may name, for exactly one reader. What others wrote is one plain line each. */
export class WorkspaceValues {
  readonly #deps: WorkspaceValuesDeps;

  constructor(deps: WorkspaceValuesDeps) {
    this.#deps = deps;
  }

  /** For the prompt of a workspace. */
  async workspace(principal: Principal, wish: Wish = {}): Promise<Values> {
    const tables = (await this.#deps.tables(principal)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const types = await this.#deps.sourceTypes();
    return {
      ...this.#everybody(wish),
      sync_interval: this.#deps.syncInterval,
      data_source: { type: types.join(', ') },
      tables: tables.slice(0, mostTables).map(toldTable),
      more_tables: Math.max(0, tables.length - mostTables),
      metrics: await this.#metrics(principal),
      marketplaces: await this.#marketplaces(principal),
      user: this.#user(principal),
    };
  }

  /** For the page of setting up, which anybody may see. */
  welcome(principal?: Principal): Values {
    return { ...this.#everybody({}), user: principal ? this.#user(principal) : null };
  }

  #everybody({ serverUrl, reachedAs }: Wish) {
    const { instance, origin, allowedHosts, now } = this.#deps;
    const also = reachedAs === undefined ? allowedHosts : [...allowedHosts, reachedAs];
    const url = ownAddress(serverUrl, { origin, also });
    const at = isoUtc(new Date(now()));
    return {
      instance: { name: plainLine(instance.name), subtitle: plainLine(instance.subtitle) },
      server: { url: url.origin, hostname: url.host },
      ...{ now: at, today: at.slice(0, 10) },
    };
  }

  #user({ userId, email, name, isAdmin }: Principal) {
    return {
      ...{ id: userId, email: plainLine(email), name: plainLine(name ?? ''), is_admin: isAdmin },
      groups: this.#deps.groupsOf(userId).map((group) => plainLine(group.name)),
    };
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

const toldTable = ({ name, description, query_mode }: ToldTable) => ({
  name: plainLine(name),
  description: plainLine(description),
  query_mode,
});
