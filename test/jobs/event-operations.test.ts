import test from 'ava';
import { as, startJobs } from './start-jobs.ts';

const draft = { kind: 'sync.run', params: {}, createdBy: 'u1' };

test('events stream until the end and resume behind Last-Event-ID', async (t) => {
  const { jobs, origin } = await startJobs(t);
  jobs.handle('sync.run', async () => ({}));
  const { job } = await jobs.enqueue(draft);
  const response = await fetch(`${origin}/api/jobs/${job.id}/events`, as('ann', { 'last-event-id': '1' }));

  jobs.start();
  const text = await response.text();

  t.regex(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  t.is(
    text,
    [
      ':\n\n',
      'id: 2\nevent: state\ndata: {"status":"running","attempt":1}\n\n',
      'id: 3\nevent: state\ndata: {"status":"succeeded","attempt":1}\n\n',
      'id: 4\nevent: end\ndata: {"status":"succeeded","attempt":1}\n\n',
    ].join(''),
  );
});

test('events are polled as JSON', async (t) => {
  const { jobs, origin } = await startJobs(t);
  const { job } = await jobs.enqueue(draft);
  const poll = async (after: number) => {
    const path = `/api/jobs/${job.id}/events?after=${after}`;
    return (await fetch(`${origin}${path}`, as('ann', { accept: 'application/json' }))).json();
  };

  const first = await poll(0);
  const second = await poll(1);

  t.deepEqual(first, {
    events: [
      {
        seq: 1,
        type: 'state',
        data: { status: 'queued', attempt: 0 },
        occurred_at: '2027-01-01T00:00:00.000+00:00',
      },
    ],
    next: 1,
  });
  t.deepEqual(second, { events: [], next: 1 });
});
