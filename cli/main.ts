import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { commands, rootFlags } from './command-table/commands.ts';
import { describedCommands } from './describe.ts';
import { interrupted, unexpected } from './errors.ts';
import { exitCodeOf } from './exit-code.ts';
import { codeOf } from './files/durable-file.ts';
import { failureJson, failureLines } from './http/refusal.ts';
import { type Parsed, parseArguments } from './parse.ts';
import { type Manner, Output } from './terminal/output.ts';
import { safeText } from './terminal/safe-text.ts';
import type { Env, World } from './world.ts';

const widestMessage = 100;

/** Runs one command and answers its exit code. */
export const main = async (world: World): Promise<number> => {
  const out = new Output(world, mannerBeforeParsing(world));
  try {
    const parsed = parseArguments(world.argv, commands);
    return parsed.kind === 'told' ? await tell(out, parsed) : await run(world, parsed);
  } catch (error) {
    // Whoever reads the answer has seen enough, as in `agnes query … | head`.
    if (codeOf(error) === 'EPIPE') return 0;
    return fail(world, out, error);
  }
};

/** Read before parsing too, so that a mistake in the arguments is told in the right form. */
const mannerBeforeParsing = ({ argv, env }: World): Manner => {
  const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  return mannerOf((...names) => names.some((name) => options.includes(name)), env);
};

const mannerOf = (has: (...names: readonly string[]) => boolean, env: Env): Manner => ({
  json: has('--json'),
  quiet: has('--quiet', '-q'),
  verbose: has('--verbose'),
  color: !has('--no-color') && !env['NO_COLOR'],
});

const tell = async (out: Output, { what, text }: Extract<Parsed, { kind: 'told' }>): Promise<number> => {
  const described = what === 'help' ? describedCommands() : {};
  if (out.manner.json) await out.json({ ok: true, [what]: text.trim(), ...described });
  else await out.lines([text.trimEnd()]);
  return 0;
};

const run = async (world: World, parsed: Extract<Parsed, { kind: 'run' }>): Promise<number> => {
  const out = new Output(
    world,
    mannerOf((...names) => names.some((name) => parsed.root.on(name.replace(/^-+/, ''))), world.env),
  );
  // Loads what talks to servers, which help and version do without.
  const [{ Session }, { noticeUpdate }] = await Promise.all([
    import('./session/session.ts'),
    import('./update/notice.ts'),
  ]);
  using session = new Session(world, out, { root: parsed.root, rootFlags, commands });
  const { run: command } = await parsed.command.load();
  const { data, text, failure } = await command(parsed.input, session);
  if (out.manner.json) {
    await out.json({ ok: failure === undefined, ...(failure && { error: failureJson(failure) }), ...data });
  } else {
    await out.lines(text ?? []);
    if (failure) tellFailure(out, failure);
    // Whatever keeps the notice away, the command has done its work.
    if (parsed.command.name !== 'update') await noticeUpdate(session).catch(() => undefined);
  }
  return failure ? exitCodeOf(failure) : 0;
};

const fail = async (world: World, out: Output, thrown: unknown): Promise<number> => {
  const { interrupted: signal } = world;
  const error = signal.aborted ? interrupted({}) : designed(thrown);
  if (out.manner.json) await out.json({ ok: false, error: failureJson(error) });
  else tellFailure(out, error);
  if (error.code === 'unexpected' && thrown instanceof Error) out.detail(thrown.stack ?? '');
  return signal.aborted ? Number(signal.reason) : exitCodeOf(error);
};

const designed = (error: unknown): PlatformError => {
  if (isPlatformError(error)) return error;
  return unexpected({ reason: error instanceof Error ? error.message : String(error) }, { cause: error });
};

const tellFailure = (out: Output, error: PlatformError): void => {
  // The host's program has said it itself, on the same stderr.
  if (error.code === 'host_program_failed') return;
  const [first = '', ...others] = failureLines(
    error,
    Math.min(out.progressWidth ?? widestMessage, widestMessage),
  );
  out.draw(`${out.styled('red', safeText(first))}\n`);
  for (const line of others) out.say(line);
  const request = error.details['request_id'];
  if (typeof request === 'string') out.detail(`  request: ${request}`);
};
