import { once } from 'node:events';
import type { GitSurroundings } from '../mirror/git-environment.ts';
import { gitStream } from '../mirror/git-stream.ts';
import type { FeedFile } from './feed-files.ts';

/** What becomes a commit. */
export interface FeedCommit {
  readonly message: string;
  /** The commit before it; none for the first one. */
  readonly parent?: string | undefined;
  readonly files: readonly FeedFile[];
}

/** The one ref of a repository that is served. */
export const servedRef = 'refs/heads/main';

// Nothing of a commit depends on who, where or when: equal feeds have equal ids on every replica.
const author = 'Agnes <agnes> 0 +0000';

/** Writes a commit with exactly these files into a bare repository, by one git for all of them. */
export const importCommit = async (
  repository: string,
  commit: FeedCommit,
  { surroundings, signal }: { readonly surroundings: GitSurroundings; readonly signal: AbortSignal },
): Promise<void> => {
  const settings = ['--date-format=raw', '--quiet', '--done'] as const;
  await using git = gitStream(repository, ['fast-import', ...settings], { surroundings, signal });
  const write = async (part: string | Buffer): Promise<void> => {
    if (!git.input.write(part)) await Promise.race([once(git.input, 'drain', { signal }), git.ended]);
  };
  await write(heading(commit));
  for (const { path, isExecutable, content } of commit.files) {
    const bytes = await content();
    await write(`M ${isExecutable ? '100755' : '100644'} inline ${path}\ndata ${bytes.length}\n`);
    await write(bytes);
    await write('\n');
  }
  git.input.end('done\n');
  await git.ended;
};

const heading = ({ message, parent }: FeedCommit): string =>
  [
    `commit ${servedRef}`,
    `author ${author}`,
    `committer ${author}`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...(parent === undefined ? [] : [`from ${parent}`]),
    'deleteall',
    '',
  ].join('\n');
