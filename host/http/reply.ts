import type { Readable } from 'node:stream';

const brand = Symbol('reply');

/** An answer that is more than a JSON body: headers, cookies, another status, a stream or a file. */
export interface Reply {
  readonly [brand]: true;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly Cookie[];
  readonly body?: unknown;
  readonly stream?: {
    readonly type: string;
    readonly source: Readable;
    readonly trailers?: () => Record<string, string>;
  };
  readonly file?: FileReply;
  readonly html?: string;
  /** Sent as they are, with the `Content-Type` of `headers`. */
  readonly bytes?: Buffer;
  readonly redirect?: string;
}

/** A cookie of this host. `value: ''` clears it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly maxAgeSeconds: number;
}

/** A file sent with ranges and validators. The hashes are of exactly these bytes. */
export interface FileReply {
  readonly path: string;
  readonly name: string;
  /** Media type; that of any bytes when absent. */
  readonly type?: string;
  readonly sha256: string;
  /** Told in `X-Agnes-Hash` where there is one. */
  readonly md5?: string;
  /** Keeps the file where it is until it has been opened. */
  readonly hold?: Disposable;
  /** Asked while a long file is being sent; false cuts it off. */
  readonly stillAllowed?: () => Promise<boolean>;
  /** Where the proxy in front finds the file, when it is to send it. */
  readonly accelPath?: string;
}

/** Makes a reply. */
export const reply = (parts: Omit<Reply, typeof brand>): Reply => ({ ...parts, [brand]: true });

/** True for what `reply` made. */
export const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && brand in value;
