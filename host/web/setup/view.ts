import type { PackedFile } from '../../distribution/client/packed-files.ts';
import type { Welcome } from '../../distribution/workspace/workspace-prompt.ts';
import { sizeOf } from '../figures.ts';

/** What `setup.mustache` is filled with: where this host is reached, and the newest command line if it hands out any. */
export const setupView = (
  origin: string,
  file: PackedFile | undefined,
  { html, isWritten }: Welcome,
): object => ({
  origin,
  file: file && {
    ...{ name: file.name, version: file.version, sha256: file.sha256 },
    size: sizeOf(file.size),
    href: `/cli/wheel/${file.name}`,
    shell: `curl -fsSL ${origin}/cli/install.sh | sh`,
    npm: `npm install --global ${origin}/cli/wheel/${file.name}`,
  },
  onboard: `agnes onboard --server-url ${origin}`,
  first: ['agnes catalog', 'agnes sync', 'agnes query "SELECT 42 AS answer"'].join('\n'),
  checks: ['agnes analyst status', 'agnes auth whoami', 'agnes status'].join('\n'),
  prompt: (file || isWritten) && html,
});
