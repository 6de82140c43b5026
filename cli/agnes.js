#!/usr/bin/env node
// No static imports: an older Node must get as far as the message, and it cannot read the rest.
const needed = globalThis.agnesNeedsNode ?? 26;
const running = process.versions.node;

const start = async () => {
  const { main } = await import('./main.ts');
  const { homedir, hostname } = await import('node:os');
  const interruption = new AbortController();
  // `once`: a second Ctrl-C ends a command that does not let go.
  process.once('SIGINT', () => interruption.abort(130));
  process.once('SIGTERM', () => interruption.abort(143));
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    hostname: hostname(),
    platform: process.platform,
    pid: process.pid,
    execPath: process.execPath,
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
