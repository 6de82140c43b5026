/** The request by which somebody outside does what a schedule does. */
export interface ServiceCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly timeoutS: number;
}

/** Something that recurs, as the scheduler sees it. */
export interface ServiceSchedule {
  readonly id: string;
  /** Milliseconds UTC; absent: it is not run. */
  readonly nextRun?: number;
  readonly call?: ServiceCall;
}

/** The way to what recurs. Inside the host firing is enqueueing; in a process of its own it is a request. */
export interface SchedulesDoor {
  /** What this service may fire. */
  list(): Promise<readonly ServiceSchedule[]>;
  /** Fires what was listed; the same run twice does nothing more. Throws when it could not. */
  fire(schedule: ServiceSchedule): Promise<void>;
  /** Calls again and again until the answer is called. */
  tick(seconds: number, pass: () => void): () => void;
}

/** What a service gets. Nothing of the host is reachable beside it. */
export interface ServiceHost {
  readonly schedules: SchedulesDoor;
  /** Seconds between two looks at what is due. */
  readonly tickSeconds: number;
  /** Milliseconds UTC. */
  readonly now: () => number;
  readonly log: (message: string) => void;
}

/** How a service is doing. */
export interface ServiceHealth {
  readonly status: 'ok' | 'degraded' | 'down';
  /** Milliseconds UTC. */
  readonly since: number;
  /** For people: why. */
  readonly detail: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What one pass came to: all of it, a part, or nothing. */
export type PassResult = 'done' | 'partial' | 'failed';

/** A service at work. */
export interface RunningService {
  /** Does now what is due. Never rejects. */
  pass(): Promise<PassResult>;
  /** Goes on by itself from now on. */
  start(): void;
  health(): ServiceHealth;
  /** Resolves when what it was doing is done. */
  stop(): Promise<void>;
}

/** A service: code that runs all the time, in the host or in a process of its own. */
export interface Service {
  readonly create: (host: ServiceHost) => RunningService;
}

/** Declares a service; the default export of its entry. */
export const defineService = (service: Service): Service => service;
