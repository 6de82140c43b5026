import type { FormFlow, SignInOutcome } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { withDeadline } from '../../kernel/deadline.ts';
import { invalidCredentials } from '../errors.ts';
import type { Admission, SignedIn } from './admission.ts';
import { type Asker, Attempt, type AttemptDeps } from './attempt.ts';
import {
  accountInactive,
  linkInvalid,
  providerFailed,
  signInLinkInvalid,
  signInRejected,
  stepUnavailable,
} from './errors.ts';
import type { SignInMethods } from './methods.ts';

/** What somebody typed into a form of a sign-in method. */
export interface FormRequest {
  /** Id of the sign-in method. */
  readonly provider: string;
  /** Name of the form; `sign-in` when absent. */
  readonly flow?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What everybody is told after the first step. The link itself is there only in development. */
export interface Begun {
  readonly message: string;
  readonly devLink?: string;
}

interface SignInDeps extends AttemptDeps {
  readonly methods: SignInMethods;
  readonly admission: Admission;
  readonly isDevelopment: boolean;
}

const deadline = 10_000;

/** Signs people in through the forms that plugins contribute. */
export class SignIns {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /** The first step of a form in two: something is sent, and the answer is the same for everybody. */
  async begin(request: FormRequest, asker: Asker): Promise<Begun> {
    const { begin } = this.#flow(request);
    if (!begin) throw linkInvalid({});
    const standing = begin.available?.() ?? { ok: true };
    if (!standing.ok) throw stepUnavailable({ reason: standing.reason });
    const attempt = new Attempt(this.#deps, asker, request.values);
    await this.#run(request, () => begin.run(attempt));
    const { sentLink } = attempt;
    const isShown = this.#deps.isDevelopment && sentLink !== undefined;
    return { message: begin.done, ...(isShown && { devLink: sentLink }) };
  }

  /** Opens a session for whoever the form proves. A refusal is audited as `login_failed`. */
  async signIn(request: FormRequest, asker: Asker): Promise<SignedIn> {
    const { begin, complete } = this.#flow(request);
    const attempt = new Attempt(this.#deps, asker, request.values);
    const { provider, values } = request;
    const { admission } = this.#deps;
    try {
      const outcome = await this.#run(request, () => complete.run(attempt));
      const claim = provenBy(outcome, { request, attempt, isByLink: begin !== undefined });
      const user = await admission.userOf({ provider, claim });
      return await admission.open(user, { provider, claim, asker });
    } catch (cause) {
      return admission.refuse(cause, { provider, email: values['email'], asker });
    }
  }

  #flow({ provider, flow = 'sign-in' }: FormRequest): FormFlow {
    return this.#deps.methods.flow(provider, flow);
  }

  async #run<T>({ provider }: FormRequest, work: () => Promise<T>): Promise<T> {
    try {
      return await withDeadline(work, deadline, () => providerFailed({ provider }));
    } catch (cause) {
      // What the host itself says, such as `busy`, comes through the plugin unchanged.
      throw isPlatformError(cause) ? cause : providerFailed({ provider }, { cause });
    }
  }
}

interface Came {
  readonly request: FormRequest;
  readonly attempt: Attempt;
  readonly isByLink: boolean;
}

const provenBy = (outcome: SignInOutcome, { request: { flow = 'sign-in' }, attempt, isByLink }: Came) => {
  if (outcome && 'reject' in outcome) throw signInRejected({ code: outcome.reject });
  if (outcome) return outcome;
  if (flow === 'sign-in') throw isByLink ? signInLinkInvalid({}) : invalidCredentials({});
  throw attempt.sawInactive ? accountInactive({}) : linkInvalid({});
};
