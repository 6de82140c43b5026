import { createHash } from 'node:crypto';
import type { Access, Granted } from '../../access/access.ts';
import type { Principal } from '../../http/principal.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Descriptions } from '../../registry/remote/descriptions.ts';
import type { Table } from '../../registry/table.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { Lake } from '../lake.ts';
import type { Profiles } from '../profile/profiles.ts';
import type { ProfileHead } from '../profile/repository.ts';
import type { DocsDigest } from './docs-digest.ts';
import { type Manifest, remoteEntry, writtenEntry } from './entry.ts';

interface ManifestDeps {
  readonly lake: Pick<Lake, 'find' | 'current'>;
  readonly access: Pick<Access, 'filter'>;
  readonly registry: Pick<Registry, 'tables'>;
  readonly profiles: Pick<Profiles, 'heads'>;
  readonly docs: Pick<DocsDigest, 'read'>;
  readonly descriptions: Pick<Descriptions, 'all'>;
  /** A digest of what agents of somebody go by. */
  readonly rulesOf: (principal: Principal) => Promise<string>;
  readonly now: () => number;
}

/** A manifest as it is sent. */
interface WrittenManifest {
  readonly tag: string;
  /** Made when asked for: whoever knows the tag does not need it. */
  readonly bytes: () => Buffer;
}

/** What is the same for everybody who may read the same tables. */
interface Kept {
  readonly tag: string;
  /** The tables. */
  readonly head: Buffer;
  readonly assets: Manifest['assets'];
}

type Described = Awaited<ReturnType<Descriptions['all']>>;
type Heads = ReadonlyMap<string, ProfileHead>;

/** What all manifests are made of. While none of it is another one, neither are they. */
interface Ground {
  readonly generation: ReturnType<Lake['current']>;
  readonly tables: readonly Table[];
  readonly profiles: Heads;
  readonly docs: string | undefined;
  readonly described: Described;
}

/** Sets of granted tables whose manifest is remembered. */
const remembered = 64;

/** Manifests, written once for everybody who may read the same tables of the same generation. */
export class Manifests {
  readonly #deps: ManifestDeps;
  #ground: Ground | undefined;
  readonly #kept = new Map<string, Kept>();

  constructor(deps: ManifestDeps) {
    this.#deps = deps;
  }

  /** What the caller may download now. What they may is asked first, whatever is remembered. */
  async of(principal: Principal): Promise<WrittenManifest> {
    const { access, registry, lake, profiles, docs, descriptions, rulesOf, now } = this.#deps;
    const tables = await registry.tables();
    const described = await descriptions.all();
    const assets = { profiles: await profiles.heads(), docs: await docs.read(), described };
    const granted = await access.filter(principal, 'table', tables);
    const ground = { ...assets, tables, generation: lake.current() };
    const { tag, head, assets: common } = this.#written(granted, ground);
    const rules = { hash: await rulesOf(principal) };
    const bytes = () => {
      const rest = {
        assets: { ...common, rules },
        generation: ground.generation.number,
        server_time: isoUtc(new Date(now())),
      };
      return Buffer.concat([head, Buffer.from(JSON.stringify(rest).slice(1))]);
    };
    return { tag: `"${sha256([tag, rules.hash])}"`, bytes };
  }

  #written(granted: readonly Granted<Table>[], ground: Ground): Kept {
    if (!isSame(this.#ground, ground)) this.#kept.clear();
    this.#ground = ground;
    const key = granted.map(({ resource }) => resource.id).join(' ');
    const known = this.#kept.get(key) ?? written(granted, ground, this.#deps.lake);
    // What was asked for last is forgotten last.
    this.#kept.delete(key);
    this.#kept.set(key, known);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > remembered && oldest !== undefined) this.#kept.delete(oldest);
    return known;
  }
}

const isSame = (before: Ground | undefined, now: Ground): boolean =>
  before?.generation === now.generation &&
  before.tables === now.tables &&
  before.profiles === now.profiles &&
  before.docs === now.docs &&
  before.described === now.described;

const written = (
  granted: readonly Granted<Table>[],
  { generation, profiles, docs, described }: Ground,
  lake: Pick<Lake, 'find'>,
): Kept => {
  const entries = granted.flatMap((one) => {
    const published = lake.find(one);
    if (published) return [writtenEntry(one.resource, published)];
    const remote = described.get(one.resource.id);
    return remote ? [remoteEntry(one.resource, remote.description, generation.number)] : [];
  });
  const assets = assetsOf(granted, profiles, docs);
  const tag = sha256([...entries.map((entry) => entry.tag).sort(), JSON.stringify(assets)]);
  const list = entries.map(({ text }) => text).join(',');
  return { tag, head: Buffer.from(`{"tables":{${list}},`), assets };
};

const sha256 = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex');

// Of the caller's own tables: that another one was profiled is nothing to know.
const assetsOf = (granted: readonly Granted<Table>[], profiles: Heads, docs: string | undefined) => {
  const own = granted.flatMap(({ resource }) => profiles.get(resource.id) ?? []).map(lineOf);
  const hash = createHash('md5').update(own.sort().join('\n')).digest('hex');
  return {
    ...(docs !== undefined && { docs: { hash: docs } }),
    ...(own.length > 0 && { profiles: { hash } }),
  };
};

const lineOf = ({ tableId, version, profiledAt }: ProfileHead): string =>
  `${tableId} ${version} ${profiledAt.getTime()}`;
