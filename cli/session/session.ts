import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandName, OptionName } from '../completion/words.ts';
import { badFile, notSignedIn, serverNotChosen } from '../errors.ts';
import { unusedProxy } from '../http/agent.ts';
import { HttpClient, type HttpClientDeps } from '../http/client.ts';
import type { Input } from '../input.ts';
import type { Output } from '../terminal/output.ts';
import { version } from '../version.ts';
import type { World } from '../world.ts';
import {
  type Config,
  caFileFor,
  configFolder,
  isConfigured,
  readConfig,
  serverOf,
  workspaceOf,
} from './settings.ts';
import { TokenFile } from './token-file.ts';

/** A token and where it came from. */
export interface Credential {
  readonly token: string;
  readonly source: 'environment' | 'file';
}

/** What was called: the options that every command takes, and everything else that the program can do. */
export interface Called {
  readonly root: Input;
  readonly rootFlags: readonly OptionName[];
  readonly commands: readonly CommandName[];
}

/** What one call of the program works with; each part is found when it is first asked for. */
export class Session implements Disposable {
  readonly world: World;
  readonly out: Output;
  readonly configFolder: string;
  readonly tokenFile: TokenFile;
  readonly called: Called;
  readonly #root: Input;
  readonly #clients: HttpClient[] = [];
  #config: Promise<Config> | undefined;
  #workspace: Promise<string> | undefined;
  #server: string | undefined;

  constructor(world: World, out: Output, called: Called) {
    this.world = world;
    this.out = out;
    this.called = called;
    this.#root = called.root;
    this.configFolder = configFolder(world);
    this.tokenFile = new TokenFile(this.configFolder);
  }

  /** The folder whose tables and state the command is about. */
  workspace(): Promise<string> {
    const { env, cwd } = this.world;
    this.#workspace ??= workspaceOf({ option: this.#root.text('workspace'), env, cwd });
    return this.#workspace;
  }

  /** From here on the command is about this folder. */
  useWorkspace(folder: string): void {
    this.#workspace = Promise.resolve(folder);
  }

  /** From here on the command is about this server: an address, or a name in config.yaml. */
  useServer(named: string): void {
    this.#server = named;
  }

  /** Address of the server, without a slash at its end. */
  async server(): Promise<string> {
    const config = await this.config();
    const workspace = await this.workspace();
    const option = this.#server ?? this.#root.text('server');
    return serverOf({ option, env: this.world.env, workspace, config });
  }

  /** Refuses to go on with a secret that is bound to no server, unless a person chose the one it would go to. */
  async checkServerChosen(secret: string): Promise<void> {
    if (await this.isServerChosen()) return;
    const [server, workspace] = [await this.server(), await this.workspace()];
    throw serverNotChosen({ secret, server, workspace });
  }

  /** True when a person chose the server: in this call, in the configuration, or by signing in. A folder alone chooses none. */
  async isServerChosen(): Promise<boolean> {
    if (this.#server ?? this.#root.text('server') ?? this.world.env['AGNES_SERVER']) return true;
    const server = await this.server();
    const saved = await this.tokenFile.read().catch(() => undefined);
    return saved?.server === server || isConfigured(await this.config(), server);
  }

  config(): Promise<Config> {
    this.#config ??= readConfig(this.configFolder);
    return this.#config;
  }

  /** From here on what the configuration says now counts. */
  renewConfig(): void {
    this.#config = undefined;
  }

  /** The token to use at the server, if there is one for exactly this server. */
  async credential(): Promise<Credential | undefined> {
    const held = await this.heldToken();
    if (held?.source === 'environment') await this.checkServerChosen('AGNES_TOKEN');
    return held;
  }

  /** The same token for whoever sends it nowhere. */
  async heldToken(): Promise<Credential | undefined> {
    const token = this.world.env['AGNES_TOKEN'];
    if (token) return { token, source: 'environment' };
    const saved = await this.tokenFile.read();
    return saved?.server === (await this.server())
      ? { token: saved.access_token, source: 'file' }
      : undefined;
  }

  /** A client that is signed in; failing that, the way to sign in is thrown. */
  async http(): Promise<HttpClient> {
    const credential = await this.credential();
    const server = await this.server();
    if (credential) return this.httpTo(server, credential.token);
    const saved = await this.tokenFile.read();
    throw notSignedIn({ server, ...(saved && { savedFor: saved.server }) });
  }

  /** A client for a server, with the given token or none. */
  async httpTo(
    server: string,
    token?: string,
    terms: Pick<HttpClientDeps, 'isOldAllowed'> = {},
  ): Promise<HttpClient> {
    const { env, interrupted, now } = this.world;
    const caFile = caFileFor(await this.config(), server);
    const proxy = unusedProxy(server, env);
    if (proxy !== undefined && this.#clients.length === 0) this.out.note(proxy);
    const client = new HttpClient({
      server,
      token,
      version,
      requestId: randomBytes(6).toString('hex'),
      seconds: this.seconds,
      env,
      ca: caFile === undefined ? undefined : { path: caFile, pem: await certificates(caFile) },
      interrupted,
      now,
      detail: (text) => this.out.detail(text),
      ...terms,
    });
    this.#clients.push(client);
    return client;
  }

  /** The server that the command talked to last. */
  get reached(): string | undefined {
    return this.#clients.at(-1)?.server;
  }

  /** What `--timeout` says. */
  get seconds(): number | undefined {
    return this.#root.integer('timeout', { min: 1, max: 86_400 });
  }

  /** True when the call itself names the workspace. */
  get namesWorkspace(): boolean {
    return Boolean(this.#root.text('workspace') ?? this.world.env['AGNES_LOCAL_DIR']);
  }

  /** True when every question counts as answered with yes. */
  get saysYes(): boolean {
    return this.#root.on('yes');
  }

  /** A folder or file of the workspace. */
  async path(...parts: readonly string[]): Promise<string> {
    return join(await this.workspace(), ...parts);
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client[Symbol.dispose]();
  }
}

const certificates = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const hint = 'Correct ca_files or ca_file in config.yaml.';
    throw badFile({ path, reason: 'the certificates cannot be read', hint }, { cause });
  }
};
