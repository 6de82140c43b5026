import test from 'ava';
import { auditView } from '../../../host/web/audit/view.ts';
import { groupView } from '../../../host/web/groups/view.ts';
import { breakGlassNotices } from '../../../host/web/notices.ts';
import { hintForPeople } from '../../../host/web/refusal.ts';
import { userView } from '../../../host/web/users/view.ts';
import { likeWhole } from '../../support/like-whole.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

const group = {
  id: 'g1',
  name: 'analysts@example.com',
  description: null,
  is_system: false,
  origin: 'google_sync',
  member_count: 2,
  grant_count: 1,
  is_google_managed: true,
  mapped_email: null,
};

const facts = { members: [], grants: [], names: new Map<string, string>() };

test('a group that an identity provider fills cannot be changed here, and says where it can', (t) => {
  const synced = groupView({ ...facts, group }, { now });
  const mapped = groupView(
    { ...facts, group: { ...group, is_system: true, origin: 'system', mapped_email: 'all@example.com' } },
    { now },
  );
  const oidc = groupView(
    { ...facts, group: { ...group, origin: 'oidc:acme', is_google_managed: false } },
    { now },
  );

  t.like(synced, { editable: false, deletable: false });
  t.regex(JSON.stringify(synced), /sync of Google groups/);
  t.regex(JSON.stringify(mapped), /Google group all@example\.com/);
  t.regex(JSON.stringify(oidc), /synced from acme/);
});

test('members and memberships name every source, and only what an administrator gave can be taken', (t) => {
  const member = {
    user_id: 'u1',
    email: 'a@example.com',
    name: null,
    active: true,
    added_at: '2026-03-01T00:00:00Z',
  };

  const view = groupView(
    {
      ...facts,
      group: { ...group, origin: 'custom', is_google_managed: false },
      members: [
        { ...member, source: 'admin', sources: ['admin', 'google_sync'] },
        { ...member, source: 'system_seed' },
      ],
    },
    { now },
  );

  likeWhole(t, view, {
    members: [
      { by: 'an administrator and the Google sync', remove_action: '/admin/groups/g1/members/u1/remove' },
      { by: 'the host itself', remove_action: false },
    ],
  });
});

const user = {
  id: 'u1',
  email: 'a@example.com',
  name: 'Ada',
  is_admin: false,
  is_sso_user: true,
  groups: [],
  active: true,
  created_at: '2026-01-01T00:00:00Z',
  deactivated_at: null,
};

test('a person whom an identity provider manages has no password and no deletion here', (t) => {
  const about = {
    user,
    isService: false,
    identities: [],
    memberships: [],
    access: { is_admin: false, items: [] },
    names: new Map<string, string>(),
    tokens: [],
    sessions: [],
    joinable: [],
  };

  const managed = userView(about, { viewerId: 'u2', now });
  const own = userView({ ...about, user: { ...user, is_sso_user: false } }, { viewerId: 'u1', now });
  const temporary = userView({ ...about, breakGlassUntil: '2026-03-02T08:30:00Z' }, { viewerId: 'u2', now });

  t.like(managed, { is_sso: true, passwords: false, deletable: false, is_self: false, break_glass: false });
  t.like(own, { passwords: true, deletable: true, is_self: true });
  t.like(temporary, {
    break_glass: {
      until: 'until 2026-03-02 08:30 UTC',
      confirm_action: '/admin/users/u1/confirm-administrator',
    },
  });
});

test('every administrator is told who is one by break-glass, and until when', (t) => {
  const expires_at = new Date('2026-03-02T08:30:00Z');

  t.deepEqual(breakGlassNotices([{ user_id: 'u 1', email: 'b@example.com', expires_at }]), [
    {
      text: 'b@example.com is an administrator by break-glass until 2026-03-02 08:30 UTC.',
      link: { href: '/admin/users/u%201', label: 'Look at it' },
    },
  ]);
});

test('a broken log says which row and what is wrong with it', (t) => {
  const shown = { filters: {}, next: undefined, isFirst: true, now };
  const verdict = { ok: false, checked: 4, first_bad_seq: 5, reason: 'rewritten' };

  t.like(auditView([], { ...shown, verdict }), {
    verdict: { ok: false, says: 'Row 5 is not the one that was noted outside of the log.' },
    nothing: 'Nothing in the log fits.',
  });
});

test('people are not told which route a program would call', (t) => {
  t.is(hintForPeople('GET /api/users lists the users.'), '');
  t.is(hintForPeople('Ask another administrator.'), 'Ask another administrator.');
});
