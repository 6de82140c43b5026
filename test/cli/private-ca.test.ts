import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Authority, ownAuthority } from '../support/own-authority.ts';
import { onTerminal } from './on-terminal.ts';
import { type Machine, newMachine } from './run-agnes.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

interface Behind {
  readonly authority: Authority;
  readonly standIn: StandIn;
  readonly url: string;
  readonly machine: Machine;
}

/** A server whose certificate nobody knows; nothing where there is no openssl. */
const behindOwnAuthority = async (t: ExecutionContext): Promise<Behind | undefined> => {
  const authority = await ownAuthority(t);
  if (!authority) {
    t.pass('skipped: there is no openssl on this machine');
    return undefined;
  }
  const standIn = await startStandIn(t);
  const url = await authority.inFrontOf(standIn.url);
  const machine = await newMachine(t, url);
  machine.env['AGNES_TOKEN'] = '';
  return { authority, standIn, url, machine };
};

const kept = ({ config }: Machine): string => join(config, 'ca/127.0.0.1.pem');

const password = ['auth', 'login', '--email', 'ada@example.com'];
const piped = [...password, '--password-stdin', '--json'];
const login = async ({ machine }: Pick<Behind, 'machine'>, ...more: readonly string[]) => {
  const { code, stdout } = await machine.run([...piped, ...more], { stdin: 'secret\n' });
  return { code, answer: JSON.parse(stdout) };
};

test('without a terminal an unknown authority is told with its fingerprint, trusted by nobody, and sent nothing', async (t) => {
  const behind = await behindOwnAuthority(t);
  if (!behind) return;

  const { code, answer } = await login(behind);
  const yes = await login(behind, '--yes');
  const other = JSON.parse((await behind.machine.run(['status', '--json'])).stdout);

  t.is(code, 9);
  t.like(answer, {
    ok: false,
    error: { code: 'certificate_untrusted', fingerprint: behind.authority.fingerprint },
  });
  t.is(yes.answer.error.code, 'certificate_untrusted');
  t.regex(JSON.stringify(other), /certificate_untrusted|certificate of an authority that is not trusted/);
  t.deepEqual(behind.standIn.bodies, []);
  await t.throwsAsync(stat(kept(behind.machine)), { code: 'ENOENT' });
});

test('a file with the authority is kept in the configuration and used by all calls that follow', async (t) => {
  const behind = await behindOwnAuthority(t);
  if (!behind) return;
  const { machine, authority } = behind;

  const { code } = await login(behind, '--ca-file', authority.path);
  const whoami = await machine.json(['auth', 'whoami']);

  t.is(code, 0);
  t.like(whoami, { ok: true, email: 'ada@example.com', server: behind.url });
  t.is(await readFile(kept(machine), 'utf8'), await readFile(authority.path, 'utf8'));
  t.is((await stat(kept(machine))).mode & 0o777, 0o600);
  t.is(
    await readFile(join(machine.config, 'config.yaml'), 'utf8'),
    `ca_files:\n  127.0.0.1: ca/127.0.0.1.pem\nserver: ${behind.url}\n`,
  );
});

test('on a terminal the fingerprint is shown, and a yes pins the authority', async (t) => {
  const behind = await behindOwnAuthority(t);
  if (!behind) return;
  const { machine, authority } = behind;
  const args = [...password, '--yes'];

  const no = await onTerminal(machine, args, { dialogue: [['[y/N]: ', 'n\r']] });
  const seen = [...behind.standIn.bodies];
  const yes = await onTerminal(machine, args, {
    dialogue: [
      ['[y/N]: ', 'y\r'],
      ['Password of ', 'secret\r'],
    ],
  });
  const whoami = await machine.json(['auth', 'whoami']);

  t.is(no.code, 1);
  t.true(no.screen.includes(authority.fingerprint));
  t.deepEqual(seen, []);
  t.is(yes.code, 0, yes.screen);
  t.like(whoami, { ok: true, email: 'ada@example.com' });
  t.is(await readFile(kept(machine), 'utf8'), await readFile(authority.path, 'utf8'));
});

test('a server that sends its own certificate alone is pinned to that', async (t) => {
  const behind = await behindOwnAuthority(t);
  if (!behind) return;
  const { machine, authority, standIn } = behind;
  machine.env['AGNES_SERVER'] = await authority.inFrontOf(standIn.url, { isBare: true });

  const dialogue = [
    ['[y/N]: ', 'y\r'],
    ['Password of ', 'secret\r'],
  ] as const;
  const { code, screen } = await onTerminal(machine, password, { dialogue });
  const whoami = await machine.json(['auth', 'whoami']);

  t.is(code, 0, screen);
  t.false(screen.includes(authority.fingerprint));
  t.like(whoami, { ok: true });
});

test('what is trusted at one host counts at no other, and each keeps its own', async (t) => {
  const behind = await behindOwnAuthority(t);
  const other = await ownAuthority(t, 'Other');
  if (!behind || !other) return;
  const { authority, standIn } = behind;
  const inFrontOf = async ({ inFrontOf: put }: Authority) =>
    (await put(standIn.url, { name: 'DNS:localhost' })).replace('127.0.0.1', 'localhost');
  const [posing, honest] = [await inFrontOf(authority), await inFrontOf(other)];
  await login(behind, '--ca-file', authority.path);
  const before = [...standIn.bodies];

  const posed = await login(behind, '--server', posing);
  const seen = [...standIn.bodies];
  const second = await login(behind, '--server', honest, '--ca-file', other.path);
  const first = await login(behind, '--server', behind.url);
  const again = await login(behind, '--server', posing);

  t.like(posed, { code: 9, answer: { error: { code: 'certificate_untrusted' } } });
  t.deepEqual(seen, before);
  t.deepEqual([second.code, first.code], [0, 0]);
  t.like(again, { code: 9, answer: { error: { code: 'certificate_changed' } } });
});

test('another authority of the same name is refused later, and nobody is asked to trust it', async (t) => {
  const behind = await behindOwnAuthority(t);
  const other = await ownAuthority(t);
  if (!behind || !other) return;
  const { machine, authority, standIn } = behind;
  await login(behind, '--ca-file', authority.path);
  const before = standIn.requests.length;
  const impostor = await other.inFrontOf(standIn.url);

  const who = await machine.run(['auth', 'whoami', '--server', impostor, '--json'], {
    env: { AGNES_TOKEN: 'x' },
  });
  const again = await onTerminal(machine, [...password, '--server', impostor], {
    dialogue: [['Password of ', 'secret\r']],
  });
  const replaced = await login(behind, '--server', impostor, '--ca-file', other.path);

  t.is(who.code, 9);
  t.like(JSON.parse(who.stdout), {
    error: { code: 'certificate_changed', ca_file: kept(machine) },
  });
  t.is(standIn.requests.slice(before).filter((request) => request !== 'HEAD /').length, 1);
  t.notRegex(again.screen, /\[y\/N\]/);
  t.is(replaced.code, 0);
  t.is(await readFile(kept(machine), 'utf8'), await readFile(other.path, 'utf8'));
});

test('a certificate for another name, or a file without the right one, is not kept', async (t) => {
  const behind = await behindOwnAuthority(t);
  const other = await ownAuthority(t, 'Other');
  if (!behind || !other) return;
  const { machine, authority, standIn } = behind;
  const empty = join(machine.env['HOME'] ?? '', 'empty.pem');
  await writeFile(empty, 'nothing');

  const none = await login(behind, '--ca-file', empty);
  const wrong = await login(behind, '--ca-file', other.path);
  machine.env['AGNES_SERVER'] = await authority.inFrontOf(standIn.url, { name: 'DNS:other.example' });
  const misnamed = await login(behind, '--ca-file', authority.path);
  const asked = await onTerminal(machine, password, { dialogue: [['Password of ', 'secret\r']] });
  machine.env['AGNES_SERVER'] = standIn.url;
  const plain = await login(behind, '--ca-file', authority.path);

  t.deepEqual(
    [none, wrong, misnamed, plain].map(({ code, answer }) => [code, answer.error.code]),
    [
      [2, 'no_certificates'],
      [9, 'certificate_changed'],
      [9, 'certificate_unfit'],
      [2, 'bad_usage'],
    ],
  );
  t.regex(asked.screen, /it is for another name/);
  t.deepEqual(standIn.bodies, []);
  await t.throwsAsync(stat(kept(machine)), { code: 'ENOENT' });
});
