import { openedUploads } from '../support/opened-uploads.ts';

/** `send-and-die <folder> <crash point> <text>`: sends a session, and dies on the way. */
const [folder = '', crash = '', text = ''] = process.argv.slice(2);
await using opened = await openedUploads(folder, crash);
await opened.send('s.jsonl', text);
process.stdout.write('survived\n');
