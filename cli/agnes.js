#!/usr/bin/env node
// No static imports: an older Node must get as far as the message, and it cannot read the rest.
const needed = globalThis.agnesNeedsNode ?? 26;
const running = process.versions.node;

// The first Ctrl-C calls the command off; a second one ends a command that does not let go, with the same exit code.
const endOn = (signal, code, interruption) =>
  process.on(signal, () => (interruption.signal.aborted ? process.exit(code) : interruption.abort(code)));

const start = async () => {
  const interruption = new AbortController();
  endOn('SIGINT', 130, interruption);
  endOn('SIGTERM', 143, interruption);
  const { main } = await import('./main.ts');
  const { homedir, hostname } = await import('node:os');
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    hostname: hostname(),
    platform: process.platform,
    pid: process.pid,
    execPath: process.execPath,
    program: process.argv[1] ?? '',
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    interrupted: interruption.signal,
  });
};

if (Number.parseInt(running, 10) < needed) {
  process.stderr.write(
    `agnes needs Node.js ${needed} or newer, this is ${running}: get it from https://nodejs.org/en/download\n`,
  );
  process.exitCode = 1;
} else {
  await start();
}
