import type { FormFlow, SignInMethod } from '@agnes/sdk';
import { providerUnavailable, unknownFlow } from './errors.ts';

/** Which methods the instance wants, in which order. */
export interface MethodChoice {
  /** Ids, first to last; a bare `oidc` stands for all of its instances. Absent: every method, by its own order. */
  readonly wanted?: readonly string[];
  readonly disabled: readonly string[];
}

/** The sign-in methods of this instance, as plugins contribute them and the administrator orders them. */
export class SignInMethods {
  readonly #loaded: () => readonly SignInMethod[];
  readonly #choice: MethodChoice;

  constructor(loaded: () => readonly SignInMethod[], choice: MethodChoice) {
    this.#loaded = loaded;
    this.#choice = choice;
  }

  /** Enabled ones, first to last, whether they can be used now or not. */
  enabled(): readonly SignInMethod[] {
    const { wanted, disabled } = this.#choice;
    const known = this.#loaded().filter(({ id }) => !disabled.some((name) => isNamed(id, name)));
    if (!wanted) return known.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
    return wanted.flatMap((name) => known.filter(({ id }) => isNamed(id, name)));
  }

  /** Those a person may use now. */
  available(): readonly SignInMethod[] {
    return this.enabled().filter((method) => method.available().ok);
  }

  /**
   * Names in the configuration that nobody answers to, `named` elsewhere among them. `declared` are contributions of
   * plugins, at work or not: a plugin that is broken is a state with a reason, a name that is misspelt is a fault.
   */
  unknown(declared: readonly string[], named: readonly string[] = []): readonly string[] {
    const { wanted = [], disabled } = this.#choice;
    const loaded = this.#loaded().map(({ id }) => id);
    const answers = (name: string): boolean =>
      loaded.some((id) => isNamed(id, name)) || declared.some((id) => isNamed(name, id));
    return [...wanted, ...disabled, ...named].filter((name) => !answers(name));
  }

  /** The method, if it can be used now. */
  get<Kind extends SignInMethod['kind']>(id: string, kind: Kind): Extract<SignInMethod, { kind: Kind }> {
    const method = this.enabled().find((candidate) => candidate.id === id);
    if (method?.kind !== kind || !method.available().ok) throw providerUnavailable({ provider: id });
    // The kind was just compared; the compiler does not narrow a union by a generic.
    return method as Extract<SignInMethod, { kind: Kind }>;
  }

  /** One form of a method. */
  flow(id: string, name: string): FormFlow {
    const { flows } = this.get(id, 'form');
    const flow = Object.hasOwn(flows, name) ? flows[name] : undefined;
    if (!flow) throw unknownFlow({ provider: id, flow: name });
    return flow;
  }
}

const isNamed = (id: string, name: string): boolean => id === name || id.startsWith(`${name}:`);
