import type { PackedFile } from '../../distribution/client/packed-files.ts';

/** What `setup.mustache` is filled with: where this host is reached, and the newest command line if it hands out any. */
export const setupView = (origin: string, file: PackedFile | undefined): object => ({
  origin,
  file: file && {
    ...{ name: file.name, version: file.version, sha256: file.sha256 },
    size: `${Math.ceil(file.size / 1024)} KB`,
    href: `/cli/wheel/${file.name}`,
    shell: `curl -fsSL ${origin}/cli/install.sh | sh`,
    npm: `npm install --global ${origin}/cli/wheel/${file.name}`,
  },
  onboard: `agnes onboard --server-url ${origin}`,
  first: ['agnes catalog', 'agnes sync', 'agnes query "SELECT 42 AS answer"'].join('\n'),
  checks: ['agnes analyst status', 'agnes auth whoami', 'agnes status'].join('\n'),
  prompt: file && promptFor(origin),
});

/** What somebody pastes into a coding agent. Nothing in it is secret: the agent is signed in by its person. */
const promptFor = (origin: string): string =>
  [
    `Connect this computer to the data at ${origin}.`,
    `1. If \`agnes --version\` fails, run: curl -fsSL ${origin}/cli/install.sh | sh`,
    `2. Run: agnes auth login --server ${origin} --no-browser`,
    '   Show me the address and the code that it prints, and wait until I have confirmed them in my browser.',
    '3. In an empty folder for this data, run: agnes onboard',
    '4. Run: agnes catalog --json, and tell me in a few lines which tables there are.',
    'Answer questions about them with agnes query. `agnes <command> --help` explains each command.',
  ].join('\n');
