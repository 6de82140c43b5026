// Plain JavaScript without static imports: an older Node must be able to read this file and say what it lacks.
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 26) {
  process.stderr.write(
    `Agnes needs Node 26 or newer and this is ${process.version}; run it by \`npm start\`.\n`,
  );
  process.exitCode = 1;
} else if (process.env.UV_THREADPOOL_SIZE === undefined && process.platform !== 'win32') {
  // Both are read once by the runtime, before any of our code: the same process starts over with them set. Large data
  // never becomes objects here, and a small nursery keeps 50 MB of memory that nobody needs.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '32' };
  const args = ['--max-semi-space-size=4', ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, [process.execPath, ...args], env);
} else {
  // A good third of a start, and of the memory it leaves behind, went into parsing the same files again.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(`${import.meta.dirname}/../../node_modules/.cache/agnes`);
  const { main } = await import('./main.ts');
  process.exitCode = await main({ argv: process.argv.slice(2), env: process.env });
}
