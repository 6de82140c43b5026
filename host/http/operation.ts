import type { Static, TSchema } from '@agnes/sdk';
import type { Intent } from './intent.ts';
import type { Principal } from './principal.ts';
import type { Problem } from './problem.ts';
import type { Reply } from './reply.ts';

/** Who may call: everybody, any signed-in user, only somebody who signed in interactively, only admins. */
export type Who = 'public' | 'user' | 'session' | 'admin';

type Valid<S> = S extends TSchema ? Static<S> : undefined;
/** The caller as the access class promises: nobody on public operations. */
type Caller<W extends Who> = W extends 'public' ? Principal | undefined : Principal;

/** What `run` gets: checked input, who is asking, and what the audit row will say. */
export interface Input<W extends Who = Who, P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly principal: Caller<W>;
  readonly intent: Intent;
  readonly request: {
    readonly id: string;
    readonly ip: string;
    readonly userAgent: string;
    readonly accept: string;
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string | undefined>>;
    /** Goes into the style and script elements of a page. */
    readonly nonce: string;
    /** The body as it came; of operations that are `signed` or take it `raw`. */
    readonly raw: Buffer;
    /** The body as it comes; of operations that are `streamed`. */
    readonly stream: AsyncIterable<Buffer>;
    /** Aborted when the caller goes away. */
    readonly signal: AbortSignal;
    /** Set when it came in as the call of a tool. */
    readonly via?: 'mcp';
    /** Runs another operation for the same caller, who has to be allowed to. */
    readonly inner: InnerCall;
  };
}

/** Checked path, query and body of an operation that another one runs. */
export type InnerInput = Readonly<Record<'params' | 'query' | 'body', unknown>>;

/** How it is called, and how its answer is read. Whatever either throws becomes a problem. */
interface InnerWork<T> {
  readonly given: () => InnerInput;
  readonly read: (result: unknown) => Promise<T>;
}

/** Runs an operation behind the same guards as if the caller had sent a request of its own; what it throws is a problem. */
export type InnerCall = <T>(
  operation: AnyOperation,
  work: InnerWork<T>,
) => Promise<{ readonly value: T } | { readonly problem: Problem }>;

/** How programs that speak MCP see an operation: path, query and body are one flat input. */
export interface ToolMark {
  /** `verb_noun`, unique. */
  readonly name: string;
  /** For a reader who has nothing else; the summary when absent. */
  readonly says?: string;
  /** True: it changes nothing that anybody sees. */
  readonly readOnly: boolean;
  /** Fields that are not offered. */
  readonly hides?: readonly string[];
  /** Values of fields that are left out, where they are others than those of the operation. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Where all of the answer can be downloaded, as a path with the names of fields in it: `/api/things/:id`. */
  readonly download?: string;
}

/** What the audit row adds to the actor. `undefined` from an operation means it changes nothing. */
export interface Audit {
  readonly action: string;
  readonly resource?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** One thing the host can do, from which route, check, access, audit and description follow. */
export interface Operation<
  Services = never,
  W extends Who = Who,
  P extends TSchema | undefined = TSchema | undefined,
  Q extends TSchema | undefined = TSchema | undefined,
  B extends TSchema | undefined = TSchema | undefined,
> {
  /** `noun.verb`, unique. */
  readonly id: string;
  /** `METHOD /path/:param`. */
  readonly route: string;
  readonly summary: string;
  readonly who: W;
  /** A PAT with scopes needs this one. */
  readonly scope?: 'read' | 'sync' | 'admin' | 'marketplace';
  /**
   * The only credential that counts. `basic`: the password of HTTP Basic, as git sends it. `bearer`: a token in the header, as
   * programs send it, and no page of another origin.
   */
  readonly credential?: 'basic' | 'bearer';
  /** What tokens of connected applications have to be for; they reach no operation that does not say it. */
  readonly resource?: 'mcp';
  /** True: whoever is on this machine and came through no proxy may call, too; `principal` is then nobody. */
  readonly orLoopback?: true;
  /** True: `principal` of this public page is whoever is signed in in the browser that asks, or nobody. */
  readonly greets?: true;
  /** A service that may call, too. The credential of one reaches no operation that does not name it. */
  readonly service?: 'jobs';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Unknown keys of the body: refused on endpoints that are new, ignored on those older clients use. */
  readonly unknownKeys?: 'refuse' | 'ignore';
  /** True when the body may be left out. */
  readonly bodyOptional?: boolean;
  readonly result: TSchema;
  /** Status of a plain answer; 200 when absent. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Codes of the problems this operation may answer, beside those every operation may. */
  readonly problems?: readonly string[];
  /** Calls per minute and address; that of its rate class when absent. */
  readonly perMinute?: number;
  /** Largest body in bytes; 4 KiB below `/auth/`, 1 MiB elsewhere when absent. */
  readonly maxBody?: number;
  /** True when the body is handed on as it comes, in `request.stream`, and never held whole. */
  readonly streamed?: true;
  /** True when a signature over the body is what admits the caller: the body is handed on as it came. */
  readonly signed?: true;
  /** True for a body that is neither JSON nor a form: it is handed on as it came. */
  readonly raw?: true;
  /** Seconds in which the body has to arrive; those of every request when absent. */
  readonly bodySeconds?: number;
  /** The tool that programs which speak MCP see; absent: none. */
  readonly mcp?: ToolMark;
  readonly audit?: (input: Input<W, Valid<P>, Valid<Q>, Valid<B>>) => Audit;
  readonly run: (
    input: Input<W, Valid<P>, Valid<Q>, Valid<B>>,
    services: Services,
  ) => Promise<Reply | Valid<TSchema>>;
}

/** Declares an operation, with every type inferred from its schemas. */
export const operation = <
  Services,
  W extends Who,
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(
  declared: Operation<Services, W, P, Q, B>,
): Operation<Services, W, P, Q, B> => declared;

/** An operation whose types have been forgotten: what the host mounts, describes and guards. */
export interface AnyOperation
  extends Omit<Operation<unknown, Who>, 'audit' | 'run' | 'params' | 'query' | 'body'> {
  readonly params?: TSchema | undefined;
  readonly query?: TSchema | undefined;
  readonly body?: TSchema | undefined;
  readonly audit?: (input: Input) => Audit;
  readonly run: (input: Input) => Promise<unknown>;
}

/** Any declared operation that needs no more than these services. */
export interface Bindable<Services> extends Omit<AnyOperation, 'audit' | 'run'> {
  readonly audit?: (input: never) => Audit;
  readonly run: (input: never, services: Services) => Promise<unknown>;
}

/** Gives operations their services; from here on the list is uniform. */
export const bind = <Services>(
  operations: readonly Bindable<Services>[],
  services: Services,
): readonly AnyOperation[] =>
  operations.map((declared) => {
    // The router hands `run` exactly what the operation's own schemas and access class have checked.
    const loose = declared as AnyOperation & { run(input: Input, services: Services): Promise<unknown> };
    return { ...loose, run: (input) => loose.run(input, services) };
  });
