import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { commands } from '../../cli/command-table/commands.ts';
import { parseArguments } from '../../cli/parse.ts';
import { fileContext } from '../support/file-context.ts';
import { freePort } from '../support/free-port.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Visitor } from './support/visitor.ts';

const context = fileContext();
let host: StartedHost;
let dist = '';

test.before(async () => {
  dist = await tempFolder(context);
  const port = String(await freePort());
  const env = { AGNES_CLI_DIST_DIR: dist, PORT: port, SERVER_URL: `http://127.0.0.1:${port}` };
  host = await startHost(context, { env });
});

/** What is in the boxes of commands, as people copy it. */
const boxesOf = (html: string): readonly string[] =>
  [...html.matchAll(/<pre [^>]*>([\s\S]*?)<\/pre>/g)].map(([, text = '']) =>
    text.replaceAll('&quot;', '"').replaceAll('&#x2F;', '/').replaceAll('&#x60;', '`'),
  );

test.serial('before anything is packed the page says so, and how it is made', async (t) => {
  const { status, html } = await new Visitor(host.url).open('/setup');

  t.is(status, 200);
  t.regex(html, /hands out no command line yet[\s\S]*npm run pack/);
  t.notRegex(html, /install\.sh/);
});

test.serial(
  'anybody is told how to install, sign in and ask, with commands that exist and no token',
  async (t) => {
    await writeFile(join(dist, 'agnes-cli-1.2.3.tgz'), 'bytes');

    const { html } = await new Visitor(host.url).open('/setup');
    const moved = await new Visitor(host.url).open('/install');

    const boxes = boxesOf(html);
    const lines = boxes.flatMap((box) => box.split('\n')).filter((line) => line.startsWith('agnes '));
    t.true(boxes.includes(`curl -fsSL ${host.url}/cli/install.sh | sh`));
    t.true(boxes.includes(`npm install --global ${host.url}/cli/wheel/agnes-cli-1.2.3.tgz`));
    t.is(lines.length, 7);
    for (const line of lines) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      t.notThrows(() => parseArguments(words.slice(1), commands), line);
    }
    t.regex(html, /agnes-cli-1\.2\.3\.tgz<\/a>, 5 B, version 1\.2\.3/);
    t.regex(html, /277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9/);
    t.is(moved.location, '/setup');
  },
);
