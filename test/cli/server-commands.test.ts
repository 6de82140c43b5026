import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('plugins are listed with what is wrong with them', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(
    'GET /api/admin/plugins',
    json({
      plugins: [
        {
          id: 'acme/crm',
          version: '1.0.0',
          state: 'failed',
          reason: 'setup took too long',
          next_action: 'Restart.',
          confinement: { level: 'seat_belt', note: 'Opens its own connections.' },
        },
      ],
    }),
  );
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['admin', 'plugin', 'list']);

  t.regex(stdout, /acme\/crm {2}1\.0\.0 {4}failed {2}seat belt {4}setup took too long → Restart\./);
});
