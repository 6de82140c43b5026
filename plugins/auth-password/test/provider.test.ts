import test from 'ava';
import provider from '../provider.ts';

const ada = { issuer: 'agnes', subject: 'u1', email: 'ada@example.com', emailVerified: true };

test('the host is asked about exactly what was typed, and its answer is the claim', async (t) => {
  const asked: unknown[] = [];
  const verify = async (...typed: string[]) => {
    asked.push(typed);
    return ada;
  };

  const claim = await provider.complete(
    { email: ' Ada@Example.com', password: ' secret ' },
    { passwords: { verify } },
  );

  t.deepEqual(asked, [[' Ada@Example.com', ' secret ']]);
  t.is(claim, ada);
});

test('missing fields are asked about too, so that they cost as much time', async (t) => {
  const asked: unknown[] = [];
  const verify = async (...typed: string[]) => {
    asked.push(typed);
    return undefined;
  };

  const claim = await provider.complete({}, { passwords: { verify } });

  t.deepEqual(asked, [['', '']]);
  t.is(claim, undefined);
});
