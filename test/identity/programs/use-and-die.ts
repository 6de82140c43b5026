import { openedIdentity } from '../support/opened-identity.ts';
import { type Secret, useSecret } from '../support/use-secret.ts';

/** `use-and-die <folder> <crash point> <secret>`: exchanges a secret that works once, and dies on the way. */
const [folder = '', crash = '', secret = ''] = process.argv.slice(2);
await using opened = await openedIdentity(folder, crash);
await useSecret(opened.identity, JSON.parse(secret) as Secret);
process.stdout.write('survived\n');
