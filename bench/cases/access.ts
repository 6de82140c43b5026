import { join } from 'node:path';
import { Access } from '../../host/access/access.ts';
import { effectiveOnWire } from '../../host/access/overview-wire.ts';
import { systemIntent } from '../../host/http/intent.ts';
import type { Case } from '../bench.ts';
import { type BenchCompany, openCompany } from '../bench-company.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';

/** Questions and changes in a company of 1,000 users, 200 groups, 5,000 tables and 40,000 grants. */
export const access: Case = {
  name: 'access',
  run: async ({ rounds, folder }) => {
    await using company = await openCompany(join(folder, 'company'));
    const { somebody, everywhere } = company;
    return [
      await effective(company, rounds, { who: 'in 20 groups', userId: somebody }),
      await effective(company, rounds, { who: 'in all groups', userId: everywhere }),
      await accessible(company, rounds, { who: 'in 20 groups', userId: somebody }),
      await accessible(company, rounds, { who: 'in all groups', userId: everywhere }),
      ...(await granting(company, rounds)),
    ];
  },
};

interface Asked {
  readonly who: string;
  readonly userId: string;
}

/** The answer as it is sent, against what the database takes to find the rows alone. */
const effective = async (
  company: BenchCompany,
  rounds: number,
  { who, userId }: Asked,
): Promise<Measured> => {
  const { rights } = company.access;
  const pairs = await inRounds(rounds, async () => ({
    reference: (await timed(() => rowsOf(company, userId))).ms,
    agnes: (await timed(async () => JSON.stringify(effectiveOnWire(false, rights.effective(userId))))).ms,
  }));
  return withTarget(`effective access, ${who}`, compared('the rows by SQL', pairs), 50);
};

const accessible = async (
  company: BenchCompany,
  rounds: number,
  { who, userId }: Asked,
): Promise<Measured> => {
  const { access: rights, tables } = company;
  const principal = { userId, email: 'bench@example.com', isAdmin: false, kind: 'session' } as const;
  const pairs = await inRounds(rounds, async () => ({
    reference: (await timed(() => rowsOf(company, userId))).ms,
    agnes: (await timed(() => rights.filter(principal, 'table', tables))).ms,
  }));
  return withTarget(`accessible of 5,000 tables, ${who}`, compared('the rows by SQL', pairs), 30);
};

/** What a grant costs in memory, against reading everything anew, and until it is acknowledged. */
const granting = async ({ grants, groupIds, store }: BenchCompany, rounds: number): Promise<Measured[]> => {
  let count = 0;
  const results = await inRounds(rounds, async () => {
    count += 1;
    const draft = { group_id: groupIds[count] ?? '', resource_type: 'table', resource_id: `new_${count}` };
    const fresh = new Access({ store, now: Date.now });
    const { ms: reference } = await timed(() => fresh.refresh());
    const { ms: acknowledged } = await timed(() => grants.grant(draft, systemIntent('bench')));
    const { ms: agnes } = await timed(() => fresh.refresh());
    return { reference, agnes, acknowledged };
  });
  const acknowledged = summaryOf(results.map((result) => result.acknowledged));
  return [
    withTarget('rights after one grant', compared('reading all grants anew', results), 50),
    { name: 'one grant, acknowledged', unit: 'ms', agnes: acknowledged },
  ];
};

const rowsOf = ({ store }: BenchCompany, userId: string) =>
  store.read
    .selectFrom('resource_grants as grant')
    .innerJoin('user_group_members as member', 'member.group_id', 'grant.group_id')
    .select(['grant.resource_type', 'grant.resource_id', 'grant.group_id'])
    .where('member.user_id', '=', userId)
    .execute();

const withTarget = (name: string, line: ReturnType<typeof compared>, ms: number): Measured => ({
  name,
  unit: 'ms',
  ...line,
  target: { text: `< ${ms} ms`, met: line.agnes.median < ms },
});
