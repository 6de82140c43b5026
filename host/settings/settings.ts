import type { Intent } from '../http/intent.ts';
import { markWritten } from '../http/intent.ts';
import { type OutboundRules, outboundFault } from '../kernel/outbound-url.ts';
import { crashPoint } from '../store/crash-point.ts';
import { stageDurably } from '../store/durable-file.ts';
import type { Secrets } from '../store/secrets/secrets.ts';
import type { StoredSecrets } from '../store/secrets/stored-secrets.ts';
import type { SystemStore } from '../store/system-store.ts';
import { WriteQueue } from '../store/write-queue.ts';
import { type Change, changesOf, leavesOf } from './changes.ts';
import { dangerUnconfirmed, nothingToChange, outboundRefused, sectionUnknown } from './errors.ts';
import type { KnownField, KnownFields } from './known-fields.ts';
import { isMasked, maskedValue } from './masks.ts';
import { laySlices, overlayText, readOverlay, type Slice } from './overlay-file.ts';
import { dangerSections } from './sections.ts';
import { type Branch, isBranch, laidOver, type Path, valueAt, withValue } from './tree.ts';
import { type Typed, withoutSecrets } from './typed-secrets.ts';

/** What the editor of the settings needs. */
export interface SettingsDeps {
  readonly store: SystemStore;
  readonly secrets: Pick<Secrets, 'has'>;
  readonly storedSecrets: Pick<StoredSecrets, 'pending' | 'find'>;
  /** The overlay, absolute. */
  readonly file: string;
  /** What instance.yaml says, as it is written: `${NAME}` stays `${NAME}`. */
  readonly base: () => Promise<unknown>;
  /** By section. */
  readonly fields: () => KnownFields;
  readonly editable: readonly string[];
  readonly outbound: OutboundRules;
  /** Throws `invalid_settings` unless a host would start with this overlay. */
  readonly rehearse: (text: string) => Promise<void>;
}

/** The settings as they are written, before any variable is replaced. */
export interface WrittenSettings {
  readonly base: unknown;
  readonly overlay: unknown;
  /** The overlay laid over instance.yaml, editable sections only. */
  readonly tree: Branch;
  readonly fields: KnownFields;
}

/** A change to be made. */
export interface WantedChange {
  /** By section: what is to be another. */
  readonly sections: Readonly<Record<string, unknown>>;
  readonly confirmDanger: boolean;
}

/** What a change did. */
export interface ChangeOutcome {
  readonly sections: readonly string[];
  readonly changes: readonly MaskedChange[];
}

/** A change as it is told and audited. */
interface MaskedChange {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The settings that administrators change at run time: read, checked and written as a whole. */
export class Settings {
  readonly #deps: SettingsDeps;
  readonly #queue = new WriteQueue();
  #isPending = false;

  constructor(deps: SettingsDeps) {
    this.#deps = deps;
  }

  get editable(): readonly string[] {
    return this.#deps.editable;
  }

  /** True once something was changed that this host was not started with. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** Throws when the overlay cannot be read. */
  async read(): Promise<WrittenSettings> {
    const { base: readBase, file, editable } = this.#deps;
    const [base, overlay] = [await readBase(), await readOverlay(file)];
    const whole = laidOver(base, overlay);
    const tree = Object.fromEntries(editable.map((name) => [name, valueAt(whole, [name]) ?? {}]));
    const fields = Object.fromEntries(
      Object.entries(this.#deps.fields()).filter(([name]) => editable.includes(name)),
    );
    return { base, overlay, tree, fields };
  }

  /** One change after the other. The overlay is as it was or as it is to be, whatever happens in between. */
  async change(wanted: WantedChange, intent: Intent): Promise<ChangeOutcome> {
    checkSections(wanted, this.#deps.editable);
    return await this.#queue.run(() => this.#change(wanted, intent));
  }

  /** Puts what a set of plugins says of its settings into the overlay, between other changes. */
  lay(slices: readonly Slice[]): Promise<void> {
    return this.#queue.run(() => laySlices(this.#deps.file, slices));
  }

  async #change(wanted: WantedChange, intent: Intent): Promise<ChangeOutcome> {
    const written = await this.read();
    const root: KnownField = { kind: 'object', fields: written.fields };
    const changes = changesOf(wanted.sections, { tree: written.tree, root });
    checkConfirmed(changes, wanted.confirmDanger);
    await this.#checkOutbound(changes);
    const typed = this.#typed(changes, written, root);
    const told = typed.changes.map(maskedChange);
    const overlay = applied(written.overlay, typed.changes);
    if (changes.length > 0) await this.#deps.rehearse(overlayText(overlay));
    await this.#write(overlay, { typed, told, intent });
    return { sections: sectionsOf(changes), changes: told };
  }

  #typed(changes: readonly Change[], { tree }: WrittenSettings, root: KnownField): Typed {
    const next = applied(tree, changes);
    return withoutSecrets(changes, { hasSecret: (name) => this.#deps.secrets.has(name), root, next });
  }

  async #checkOutbound(changes: readonly Change[]): Promise<void> {
    const leaves = changes.flatMap(({ path, field, after }) => leavesOf({ path, field, value: after }));
    for (const { path, field, value } of leaves) {
      if (field?.format !== 'url' || typeof value !== 'string') continue;
      const reason = await outboundFault(value, this.#deps.outbound);
      if (reason !== undefined) throw outboundRefused({ key: path.join('.'), reason });
    }
  }

  /** First the database, then one rename: what is in effect is audited, and the secrets it names are there. */
  async #write(overlay: unknown, { typed, told, intent }: Writing): Promise<void> {
    const { store, storedSecrets, file } = this.#deps;
    const pending = storedSecrets.pending(typed.secrets, intent);
    const staged = await stageDurably(file, overlayText(overlay));
    try {
      crashPoint('settings.staged');
      const params = { ...intent.params, changes: told };
      await store.write({ ...intent, params }, (tx) => pending.write(tx));
      pending.done();
      crashPoint('settings.audited');
      if (told.length > 0) await staged.commit();
      this.#isPending ||= told.length > 0;
      crashPoint('settings.written');
      markWritten(intent);
    } finally {
      await staged.discard();
    }
  }
}

interface Writing {
  readonly typed: Typed;
  readonly told: readonly MaskedChange[];
  readonly intent: Intent;
}

const checkSections = ({ sections }: WantedChange, editable: readonly string[]): void => {
  const named = Object.entries(sections);
  const unknown = named.find(([section]) => !editable.includes(section));
  if (unknown) throw sectionUnknown({ section: unknown[0], editable });
  const isEmpty = named.every(([, patch]) => isBranch(patch) && Object.keys(patch).length === 0);
  if (isEmpty) throw nothingToChange({});
};

const checkConfirmed = (changes: readonly Change[], isConfirmed: boolean): void => {
  const dangerous = sectionsOf(changes).filter((section) => dangerSections.includes(section));
  if (dangerous.length > 0 && !isConfirmed) throw dangerUnconfirmed({ sections: dangerous });
};

const sectionsOf = (changes: readonly Change[]): readonly string[] => [
  ...new Set(changes.flatMap(({ path }) => path[0] ?? [])),
];

const applied = (tree: unknown, changes: readonly Change[]): unknown =>
  changes.reduce((at, { path, after }) => withValue(at, path, after), tree);

const maskedChange = ({ path, field, before, after }: Change): MaskedChange => {
  const shown = (value: unknown) => {
    const name = path.at(-1) ?? '';
    return value === undefined && !isMasked(name, field) ? null : maskedValue(value, name, field);
  };
  return { key: path.join('.'), before: shown(before), after: shown(after) };
};

/** What a whole section says, for whoever may see it. */
export const maskedSections = ({ tree, fields }: Pick<WrittenSettings, 'tree' | 'fields'>): Branch =>
  Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, maskedValue(value, name, fields[name])]),
  );

/** Where the value at a path comes from. */
export const originOf = ({ base, overlay }: WrittenSettings, path: Path): 'overlay' | 'file' | 'default' => {
  if (valueAt(overlay, path) !== undefined) return 'overlay';
  return valueAt(base, path) === undefined ? 'default' : 'file';
};
