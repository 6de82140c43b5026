import test from 'ava';
import { engineError } from '../../../host/query/engines/engine-error.ts';
import { likeWhole } from '../../support/like-whole.ts';

const of = {
  source: { type: 'far', config: {} },
  ...{ plugin: 'acme/far@1.0.0', tables: ['orders'], elapsedMs: 1_200.4, timeoutMs: 1_000 },
};

const failure = { message: 'It went wrong.', hint: 'Try again.', retryable: true };

test('what an engine gives up as too much names the tables that it was asked for', (t) => {
  const details = { current: 20, limit: 10 };
  const refused = engineError({ ...failure, code: 'budget_exceeded', class: 'BudgetExceeded', details }, of);

  likeWhole(t, refused, {
    code: 'remote_scan_too_large',
    details: { detail: { scan_bytes: 20, limit_bytes: 10, tables: ['orders'] } },
  });
});

test('whatever a source fails with says its kind twice, and has details; a timeout says how long it took', (t) => {
  const detailOf = (code: string, what: Parameters<typeof engineError>[0]['class']) =>
    engineError({ ...failure, code, class: what }, of).details['detail'];
  const said = (kind: string) => ({ error: kind, kind, message: 'It went wrong.', details: {} });

  t.deepEqual(detailOf('timeout', 'Timeout'), {
    ...said('timeout'),
    ...{ elapsed_ms: 1_200, timeout_ms: 1_000 },
  });
  t.deepEqual(detailOf('estimate_unavailable', 'UpstreamError'), said('estimate_unavailable'));
  t.deepEqual(detailOf('far_forbidden', 'PermissionError'), said('far_forbidden'));
  t.deepEqual(detailOf('anything', 'AuthError'), said('auth_failed'));
  t.deepEqual(detailOf('plugin_bug', 'PluginBug'), {
    ...said('engine_failed'),
    message: 'The plugin that asks this source has failed.',
  });
});
