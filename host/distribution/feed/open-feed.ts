import { type Building, FeedArchives } from '../../../marketplace/feed/feed-archives.ts';
import { FeedRepositories } from '../../../marketplace/feed/feed-repositories.ts';
import type { GitSurroundings } from '../../../marketplace/mirror/git-environment.ts';
import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import type { Access } from '../../access/access.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { LostContent } from '../registry/lost-content.ts';
import { Deliveries } from './deliveries.ts';
import { FeedBriefs, type ReadableTables } from './feed-briefs.ts';
import { FeedViews } from './feed-views.ts';
import { FeedZips } from './feed-zips.ts';
import { GitDoor } from './git-door.ts';
import { Histories } from './histories.ts';
import { type ContentDesk, Intact } from './intact.ts';
import { Lineages } from './lineages.ts';
import { PluginChoices } from './plugin-choices.ts';
import { ServedCommits } from './served-commits.ts';
import { Withdrawals } from './withdrawals.ts';

interface FeedDeps {
  readonly store: SystemStore;
  readonly access: Pick<Access, 'rights'>;
  readonly versions: VersionStore;
  readonly content: ContentDesk;
  readonly lost: Pick<LostContent, 'has' | 'revision'>;
  /** Builds while no content is removed. */
  readonly whileBuilding: Building;
  readonly now: () => number;
  readonly log: (message: string, error: unknown) => void;
  readonly surroundings: GitSurroundings;
  /** Where archives and repositories are built. */
  readonly folders: { readonly archives: string; readonly repositories: string };
  /** How long what somebody is served is remembered at most. */
  readonly keptMs: number;
  /** The name of the marketplace that clients add. */
  readonly name: string;
  readonly readableTables: ReadableTables;
}

/** What people are served of marketplaces, by each way there is. */
export interface ServedFeed {
  readonly views: FeedViews;
  readonly briefs: FeedBriefs;
  readonly zips: FeedZips;
  readonly lineages: Lineages;
  readonly git: GitDoor;
  readonly choices: PluginChoices;
  readonly deliveries: Deliveries;
}

const mostArchiveBytes = 2_000_000_000;
const mostRepositories = 1_000;
const mostRepositoryBytes = 20_000_000_000;

/** Opens the feed; whoever does ends `deliveries` before the store. */
export const openFeed = (deps: FeedDeps): ServedFeed => {
  const { store, versions, now, surroundings, folders, whileBuilding, log } = deps;
  const intact = new Intact(deps.content);
  const views = new FeedViews(deps);
  const deliveries = new Deliveries(deps);
  const archives = new FeedArchives({
    folder: folders.archives,
    store: versions,
    mostBytes: mostArchiveBytes,
    whileBuilding,
    log,
  });
  const repositories = new FeedRepositories({
    folder: folders.repositories,
    surroundings,
    most: mostRepositories,
    mostBytes: mostRepositoryBytes,
    log,
  });
  const commits = new ServedCommits({ store, versions, repositories, intact, now, whileBuilding });
  const histories = new Histories(deps);
  const lineages = new Lineages({ store, commits, histories, now });
  const withdrawals = new Withdrawals({ store, histories });
  return {
    views,
    briefs: new FeedBriefs(deps),
    zips: new FeedZips({ views, archives, deliveries, intact, withdrawals }),
    lineages,
    git: new GitDoor({ views, lineages, deliveries, surroundings, withdrawals, now }),
    choices: new PluginChoices(deps),
    deliveries,
  };
};
