import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import { installScript } from './install-script.ts';
import type { PackedFile, PackedFiles } from './packed-files.ts';

interface CliServices {
  readonly cliFiles: PackedFiles;
  readonly origin: string;
}

const text = Type.String();
const bytes = Type.Unknown({ description: 'application/gzip with ETag, Repr-Digest and byte ranges.' });

const latest = operation({
  id: 'cli.latest',
  route: 'GET /cli/latest',
  summary: 'The newest command line that this host hands out',
  who: 'public',
  result: Type.Object({
    version: text,
    wheel_filename: Type.String({ description: 'Name of the file; it is no wheel but what npm installs.' }),
    download_url_path: text,
    artifacts: Type.Array(
      Type.Object({ filename: text, platform: text, size: Type.Integer(), sha256: text, url: text }),
    ),
  }),
  problems: ['cli_not_packed'],
  run: async (_input, { cliFiles, origin }: CliServices) => {
    const { name: filename, version, size, sha256 } = await cliFiles.newest();
    const path = `/cli/wheel/${filename}`;
    return {
      version,
      wheel_filename: filename,
      download_url_path: path,
      artifacts: [{ filename, platform: 'any', size, sha256, url: `${origin}${path}` }],
    };
  },
});

const download = operation({
  id: 'cli.download',
  route: 'GET /cli/download',
  summary: 'The newest command line, as a file that npm installs',
  who: 'public',
  result: bytes,
  problems: ['cli_not_packed'],
  run: async (_input, { cliFiles }: CliServices) => sent(await cliFiles.newest()),
});

const file = operation({
  id: 'cli.file',
  route: 'GET /cli/wheel/:name',
  summary: 'A command line by the exact name of its file',
  who: 'public',
  params: Type.Object({ name: Type.String({ maxLength: 200 }) }),
  result: bytes,
  problems: ['cli_file_not_found'],
  run: async ({ params }, { cliFiles }: CliServices) => sent(await cliFiles.find(params.name)),
});

const install = operation({
  id: 'cli.install_script',
  route: 'GET /cli/install.sh',
  summary: 'A shell script that installs the newest command line on a laptop; it carries no token',
  who: 'public',
  result: Type.Unknown({ description: 'text/x-shellscript' }),
  problems: ['cli_not_packed'],
  run: async (_input, { cliFiles, origin }: CliServices) =>
    reply({
      bytes: Buffer.from(installScript({ server: origin, file: await cliFiles.newest() })),
      headers: { 'Content-Type': 'text/x-shellscript; charset=utf-8', 'Cache-Control': 'no-cache' },
    }),
});

const sent = ({ path, name, sha256 }: PackedFile): Reply =>
  reply({ file: { path, name, sha256, type: 'application/gzip' } });

/** The command line for laptops. */
export const cliOperations = [latest, download, file, install] as const;
