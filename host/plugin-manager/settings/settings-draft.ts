import type { Manifest } from '@agnes/sdk';
import { type OutboundRules, outboundFault } from '../../kernel/outbound-url.ts';
import { type Change, changesOf, fieldAt, type Leaf, leavesOf } from '../../settings/changes.ts';
import { outboundRefused } from '../../settings/errors.ts';
import { overlayText, type Slice, slicesAgain, withSlices } from '../../settings/overlay-file.ts';
import { laidOver, type Path, valueAt } from '../../settings/tree.ts';
import { withoutSecrets } from '../../settings/typed-secrets.ts';
import type { SecretDraft } from '../../store/secrets/stored-secret.ts';
import type { StoredPackage } from '../packages.ts';
import type { SettingsOf } from '../settings-part.ts';
import { above } from './above-base.ts';
import type { KeptSettings } from './config-repository.ts';
import { settingsInFile } from './errors.ts';
import { migrated } from './migration-file.ts';
import { settingsSteps } from './migrations.ts';
import { placesOf, saidIn, withinPlace } from './places.ts';
import { fieldsOf } from './plan-fields.ts';
import { isSecretText, isTypedOut, isVariable } from './secret-fields.ts';
import { withHosts } from './secret-hosts.ts';

/** What working out settings needs. */
export interface DraftDeps {
  readonly written: () => Promise<{ readonly base: unknown; readonly overlay: unknown }>;
  readonly settingsWith: (overlay: string) => Promise<SettingsOf>;
  readonly hasSecret: (name: string) => boolean;
  readonly isTaken: (name: string) => boolean;
  readonly outbound: OutboundRules;
  /** The settings of a plugin when it last had this version of them. */
  readonly kept: (plugin: string, version: number) => Promise<KeptSettings | undefined>;
}

/** A plugin whose settings are to be others. */
interface Drafted {
  readonly manifest: Manifest;
  /** What is asked for; `null` takes a value back. */
  readonly patch?: Readonly<Record<string, unknown>> | undefined;
}

/** Settings as they would be with a plan: a copy, nobody is told. */
export class SettingsDraft {
  readonly #deps: DraftDeps;
  readonly #base: unknown;
  readonly #overlay: unknown;
  #slices: readonly Slice[] = [];
  #secrets: readonly SecretDraft[] = [];

  private constructor(deps: DraftDeps, { base, overlay }: Awaited<ReturnType<DraftDeps['written']>>) {
    this.#deps = deps;
    this.#base = base;
    this.#overlay = overlay;
  }

  /** Begins with what files say. */
  static async open(deps: DraftDeps): Promise<SettingsDraft> {
    return new SettingsDraft(deps, await deps.written());
  }

  /** What the overlay is to say. */
  get slices(): readonly Slice[] {
    return this.#slices;
  }

  /** Secrets that were typed. They are in nothing else. */
  get secrets(): readonly SecretDraft[] {
    return this.#secrets;
  }

  /** What plugins would be told; throws when no host would start with it. */
  settings(): Promise<SettingsOf> {
    return this.#deps.settingsWith(overlayText(this.#next()));
  }

  /** Brings settings to the version that a package wants: forward in steps, back to what was kept. */
  async bring(next: Pick<StoredPackage, 'manifest' | 'tree'>, from: number): Promise<void> {
    const { manifest } = next;
    const to = manifest.config?.version ?? 1;
    if (to > from)
      this.#migrate(manifest, migrated(this.#said(manifest), await settingsSteps(next, { from, to })));
    if (to >= from) return;
    const kept = await this.#deps.kept(manifest.id, to);
    if (kept) this.#sayAgain(manifest, slicesAgain(kept.overlay, this.#overlay));
  }

  /** Lays what is asked for upon it. */
  async change({ manifest, patch = {} }: Drafted): Promise<void> {
    const root = fieldsOf(manifest);
    const place = this.#placeOf(manifest, patch);
    const tree = laidOver(this.#base, this.#next());
    const changes = changesOf(nested(place, patch), { tree, root });
    await this.#checkAddresses(changes);
    this.#say(manifest, changes, (leaf) => isSecretText(leaf) && !isVariable(leaf.value));
  }

  /** Says it, with names in the place of secrets. */
  #say(manifest: Manifest, changes: readonly Change[], isSecret: (leaf: Leaf) => boolean): void {
    const { hasSecret, isTaken } = this.#deps;
    const given = new Set(this.#secrets.map(({ name }) => name));
    const typed = withoutSecrets(changes, {
      hasSecret,
      isTaken: (name) => isTaken(name) || given.has(name),
      isSecret: (leaf) => isSecret({ ...leaf, keys: withinPlace(leaf.keys ?? leaf.path, manifest) }),
      root: fieldsOf(manifest),
      next: withSlices(laidOver(this.#base, this.#next()), changes.map(sliceOf)),
    });
    this.#slices = [...this.#slices, ...typed.changes.map(sliceOf)];
    this.#secrets = [...this.#secrets, ...typed.secrets.map((secret) => withHosts(secret, manifest))];
  }

  /** The same for what files say already: a plan is kept, and what somebody wrote as a secret is not for it. */
  #sayAgain(manifest: Manifest, slices: readonly Slice[]): void {
    const root = fieldsOf(manifest);
    const changes = slices.map(({ path, value }): Change => {
      return { path, field: fieldAt(root, path), before: undefined, after: value };
    });
    this.#say(manifest, changes, (leaf) => isSecretText(leaf) && isTypedOut(leaf.value));
  }

  #next(): unknown {
    return withSlices(this.#overlay, this.#slices);
  }

  #said(manifest: Manifest): unknown {
    return saidIn(laidOver(this.#base, this.#next()), manifest);
  }

  #migrate(manifest: Manifest, wanted: unknown): void {
    const path = ['plugins', manifest.id, 'settings'];
    const { value, stuck } = above(valueAt(this.#base, path) ?? {}, wanted);
    if (stuck.length > 0) throw settingsInFile({ plugin: manifest.id, keys: stuck });
    this.#sayAgain(manifest, [value === undefined ? { path } : { path, value }]);
  }

  /** Where it is said: in the section that the host gives a plugin, unless the other place speaks already. */
  #placeOf(manifest: Manifest, patch: Readonly<Record<string, unknown>>): Path {
    const [first = [], second] = placesOf(manifest);
    const own = valueAt(laidOver(this.#base, this.#next()), second ?? []);
    const speaks = second && Object.keys(patch).some((key) => valueAt(own, [key]) !== undefined);
    return speaks ? second : first;
  }

  async #checkAddresses(changes: readonly Change[]): Promise<void> {
    const leaves = changes.flatMap(({ path, field, after }) => leavesOf({ path, field, value: after }));
    for (const { path, field, value } of leaves) {
      if (field?.format !== 'url' || typeof value !== 'string') continue;
      const reason = await outboundFault(value, this.#deps.outbound);
      if (reason !== undefined) throw outboundRefused({ key: path.join('.'), reason });
    }
  }
}

const sliceOf = ({ path, after }: Change): Slice => (after === undefined ? { path } : { path, value: after });

const nested = (path: Path, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
