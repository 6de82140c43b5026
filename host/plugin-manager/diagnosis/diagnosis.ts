import type { Bisect } from './bisect.ts';
import { type DoctorDeps, doctor } from './doctor.ts';
import { generationDiff } from './generation-diff.ts';
import { type WhyDeps, why } from './why.ts';

type DiagnosisDeps = WhyDeps & DoctorDeps & { readonly bisect: Bisect };

/** Answers what is wrong with plugins. Only `bisect` changes anything. */
export class Diagnosis {
  readonly bisect: Bisect;
  readonly #deps: DiagnosisDeps;

  constructor(deps: DiagnosisDeps) {
    this.bisect = deps.bisect;
    this.#deps = deps;
  }

  why(id: string) {
    return why(id, this.#deps);
  }

  doctor() {
    return doctor(this.#deps);
  }

  /** Between two generations; the parent and the current one where none is named. */
  async diff(from: number | undefined, to: number | undefined) {
    const { manager, store } = this.#deps;
    const { generation: current } = await manager.current();
    return generationDiff({ records: await manager.records(), store: await store(), from, to, current });
  }
}
