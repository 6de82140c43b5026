import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import type { Env, World } from '../world.ts';
import { type DockerCall, docker, dockerCode, dockerText } from './docker.ts';
import { composeMissing, dockerAnswer } from './errors.ts';

/** The service of compose.yaml that is the server. */
export const service = 'app';

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** The containers of one instance. */
export class Project {
  readonly #session: Session;
  readonly #folder: string;
  readonly #options: readonly string[];
  readonly #env: Env;

  constructor(session: Session, folder: string, staging: boolean) {
    this.#session = session;
    this.#folder = folder;
    this.#options = staging ? ['--project-name', 'agnes-staging'] : [];
    this.#env = staging ? stagingEnv(session.world.env) : {};
  }

  /** Runs `docker compose …`. What it prints goes where this program prints, with `--json` to stderr. */
  compose(args: readonly string[], call: Omit<Partial<DockerCall>, 'args'> = {}): Promise<void> {
    return docker(this.#world, this.#call(args, call));
  }

  /** The same, answering the exit code. */
  composeCode(args: readonly string[]): Promise<number> {
    return dockerCode(this.#world, this.#call(args, {}));
  }

  /** What `docker compose …` prints. */
  composeText(args: readonly string[]): Promise<string> {
    const { take: _, ...call } = this.#call(args, {});
    return dockerText(this.#world, call);
  }

  /** Runs `docker image …`, answering its exit code. */
  imageCode(args: readonly string[]): Promise<number> {
    const take = async (output: Readable) => void output.resume();
    return dockerCode(this.#world, { args: ['image', ...args], cwd: this.#folder, take });
  }

  /** What an image is at the moment; nothing where there is none of that name. */
  async imageId(name: string): Promise<string | undefined> {
    let output = '';
    const take = async (stream: Readable) => {
      output = await text(stream);
    };
    const args = ['image', 'inspect', '--format', '{{.Id}}', name];
    const code = await dockerCode(this.#world, { args, cwd: this.#folder, take });
    return code === 0 ? output.trim() || undefined : undefined;
  }

  /** The image of the server, as compose.yaml and `.env` have it. */
  async image(): Promise<string> {
    const config = objectOf(readJson(await this.composeText(['config', '--format', 'json'])));
    const image = textOf(objectOf(objectOf(config['services'])[service])['image']);
    if (image === undefined) throw dockerAnswer({ command: 'compose config' });
    return image;
  }

  /** True while the server runs. */
  async isRunning(): Promise<boolean> {
    const running = await this.composeText(['ps', '--status', 'running', '--services']);
    return running.split(/\r?\n/).includes(service);
  }

  get #world(): World {
    return this.#session.world;
  }

  #call(args: readonly string[], call: Omit<Partial<DockerCall>, 'args'>): DockerCall {
    const { out, world } = this.#session;
    // Nothing else than the one document may be on stdout.
    const quietly = { take: (output: Readable) => pipeline(output, world.stderr, { end: false }) };
    return {
      ...(out.manner.json && quietly),
      ...call,
      args: ['compose', ...this.#options, ...args],
      cwd: this.#folder,
      env: this.#env,
    };
  }
}

/** The containers of the current folder, or of COMPOSE_FILE. */
export const projectOf = async (session: Session, { staging = false } = {}): Promise<Project> => {
  const { cwd, env } = session.world;
  if (env['COMPOSE_FILE'] || (await hasFile(cwd))) return new Project(session, cwd, staging);
  throw composeMissing({ folder: cwd });
};

/** Beside the real one: another port and image, keys of its own, and mail to nobody. */
const stagingEnv = (env: Env): Env => ({
  AGNES_TAG: 'staging',
  PORT: env['AGNES_STAGING_PORT'] || '8001',
  ...Object.fromEntries(ofTheRealOne.map((name) => [name, ''])),
});

const ofTheRealOne = [
  ...['SERVER_URL', 'DOMAIN', 'SMTP_HOST', 'SENDGRID_API_KEY'],
  ...['JWT_SECRET_KEY', 'SESSION_SECRET', 'DESKTOP_JWT_SECRET', 'SCHEDULER_API_TOKEN'],
];

const hasFile = async (folder: string): Promise<boolean> => {
  const found = await Promise.all(
    names.map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
};
