import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One entry of a tree; `mode` is a plain file's unless another is given. A link's content is where it leads. */
export interface Committed {
  readonly path: string;
  readonly content?: string | Buffer;
  readonly mode?: '100644' | '100755' | '120000' | '160000';
}

/** A bare repository that is written object by object, so that it can hold what no work tree can. */
export class GitRepository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes an empty one that serves any commit by its id. */
  static async in(folder: string, name: string): Promise<GitRepository> {
    const made = new GitRepository(join(folder, name));
    await rm(made.folder, { recursive: true, force: true });
    await mkdir(made.folder, { recursive: true });
    await made.git(['init', '--bare', '--quiet', '--initial-branch=main']);
    return made;
  }

  /** Commits a tree on a branch and answers the commit; without parents, so each replaces the last. */
  async commit(entries: readonly Committed[], branch = 'main'): Promise<string> {
    const blobs = entries.filter(({ mode }) => mode !== '160000');
    const marks = new Map(blobs.map((entry, index) => [entry, index + 1]));
    const stream: (string | Buffer)[] = blobs.flatMap((entry) => {
      const bytes = Buffer.from(entry.content ?? entry.path);
      return [`blob\nmark :${marks.get(entry)}\ndata ${bytes.length}\n`, bytes, '\n'];
    });
    stream.push(
      `reset refs/heads/${branch}\ncommit refs/heads/${branch}\ncommitter A <a@example.com> 0 +0000\ndata 1\nx\n`,
    );
    for (const entry of entries) {
      const what = entry.mode === '160000' ? 'a'.repeat(40) : `:${marks.get(entry)}`;
      stream.push(`M ${entry.mode ?? '100644'} ${what} ${JSON.stringify(entry.path)}\n`);
    }
    await this.git(
      ['fast-import', '--quiet', '--force'],
      Buffer.concat(stream.map((part) => Buffer.from(part))),
    );
    return (await this.git(['rev-parse', `refs/heads/${branch}`])).trim();
  }

  /** A commit of a tree that is written byte for byte: names that git itself would not take. */
  async commitRaw(
    lines: readonly { mode: string; name: string; id: string }[],
    branch = 'main',
  ): Promise<string> {
    const tree = Buffer.concat(
      lines.map(({ mode, name, id }) =>
        Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
      ),
    );
    const made = (await this.git(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], tree)).trim();
    const text = `tree ${made}\nauthor A <a@example.com> 0 +0000\ncommitter A <a@example.com> 0 +0000\n\nx\n`;
    const commit = (await this.git(['hash-object', '-t', 'commit', '-w', '--stdin'], text)).trim();
    await this.git(['update-ref', `refs/heads/${branch}`, commit]);
    return commit;
  }

  /** The id of a blob that is there afterwards. */
  async blob(content: string): Promise<string> {
    return (await this.git(['hash-object', '-w', '--stdin'], content)).trim();
  }

  /** Runs git in the repository. */
  async git(args: readonly string[], input?: string | Buffer): Promise<string> {
    const running = run('git', ['-C', this.folder, ...args], { maxBuffer: 1 << 28 });
    // One that reads nothing has gone before the end is written; its exit code says how it went.
    running.child.stdin?.on('error', () => {}).end(input ?? '');
    return (await running).stdout;
  }
}
