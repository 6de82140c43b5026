import test from 'ava';
import { changes, isOfPage } from './support/audited-actions.ts';
import { calledRoutes } from './support/called-routes.ts';

const ofAdministrators = changes.filter(({ who }) => who === 'admin');
const ofPages = changes.filter(isOfPage);

/** Changes of the API that the code of no command names, and why that is well. */
const withoutCommand: Readonly<Record<string, string>> = {
  'POST /api/admin/configure': 'For older clients; agnes admin config set changes the same settings.',
  'POST /api/admin/users/:id/memberships': 'The same as a member of the group, from the side of the user.',
  'DELETE /api/admin/users/:id/memberships/:group_id': 'The same as a member of the group.',
  'POST /api/memory/admin/approve': 'One item; commands decide about one as about many.',
  'POST /api/memory/admin/reject': 'One item; commands decide about one as about many.',
  'POST /api/memory/admin/mandate': 'One item; commands decide about one as about many.',
  'POST /api/memory/admin/revoke': 'One item; commands decide about one as about many.',
  'POST /api/memory/admin/edit':
    'For older clients; agnes admin memory edit changes the item at its own address.',
};

/** Changes that no form makes, by their name in the audit log, and why. */
const withoutPage: Readonly<Record<string, string>> = {
  'audit.truncated':
    'What goes has to be in a file of whoever takes it out: the command looks at that file first.',
  'audit.export': 'A link on the page of the audit log fetches it.',
  'instance_config.configure': 'The form of the settings changes the same.',
  'resource_grant.created': 'The page of access gives and takes many at once, and says so with one name.',
  discover_and_register:
    'The page of a source shows what it offers, and each table is registered by its form.',
};

const sorted = (all: Iterable<string>): readonly string[] => [...new Set(all)].sort();

test('what an administrator can change over the API, a command changes', async (t) => {
  const isCalled = await calledRoutes();

  const gaps = ofAdministrators.filter((change) => !isOfPage(change) && !isCalled(change.route));

  t.deepEqual(sorted(gaps.map(({ route }) => route)), sorted(Object.keys(withoutCommand)));
});

test('what an administrator can change over the API, a form of a page changes', (t) => {
  const onPages = new Set(ofPages.flatMap(({ actions }) => actions));

  const gaps = ofAdministrators.filter((change) => !isOfPage(change)).flatMap(({ actions }) => actions);

  t.deepEqual(sorted(gaps.filter((action) => !onPages.has(action))), sorted(Object.keys(withoutPage)));
});

test('what a form changes for an administrator, a command changes, too', async (t) => {
  const isCalled = await calledRoutes();
  const byCommands = new Set(
    changes.filter(({ route }) => isCalled(route)).flatMap(({ actions }) => actions),
  );

  const onPages = ofAdministrators.filter(isOfPage).flatMap(({ actions }) => actions);

  t.true(onPages.length > 50);
  t.deepEqual(sorted(onPages.filter((action) => !byCommands.has(action))), []);
});
