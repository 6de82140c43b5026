import type { ExecutionContext } from 'ava';
import { childrenOf } from '../../fixtures/child/processes.ts';
import { startHost } from '../../support/start-host.ts';

// What a test file does: it starts a host. Tells its pid and those of what the host has started, and waits to be killed.
const context = { teardown: () => undefined } as unknown as ExecutionContext;
const { pid } = await startHost(context);
process.stdout.write(`${[pid, ...(await childrenOf(pid))].join(' ')}\n`);
