import { type Static, Type } from '@agnes/sdk';
import { openFormFile, uploadFrame } from '../http/form-file.ts';
import { type Input, operation } from '../http/operation.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { uploadTooLarge } from './errors.ts';
import { mostFileBytes, mostNotesBytes, mostUserBytes, type Upload, type UploadKind } from './upload.ts';
import type { Uploads } from './uploads.ts';

interface Services {
  readonly uploads: Pick<Uploads, 'add' | 'list' | 'usedBytes' | 'remove'>;
}

const taken = Type.Object({
  status: Type.Literal('ok'),
  filename: Type.String({ description: 'As it is kept: without folders.' }),
  size: Type.Integer(),
  sha256: Type.String(),
  version: Type.Integer({
    description: 'Counts up for each name; the same bytes again are the same version.',
  }),
});

const common = { who: 'user', scope: 'sync' } as const;
const form = {
  ...common,
  streamed: true,
  maxBody: mostFileBytes + uploadFrame,
  bodySeconds: 300,
  perMinute: 300,
  result: taken,
  problems: ['upload_too_large', 'quota_exceeded', 'bad_file_name', 'uploader_unknown'],
} as const;

const takeIn = async (
  { principal, request, intent }: Pick<Input<'user'>, 'principal' | 'request' | 'intent'>,
  kind: UploadKind,
  { uploads }: Services,
): Promise<Static<typeof taken>> => {
  const { filename, bytes } = await openFormFile(request.stream, request.headers['content-type'] ?? '');
  const upload = await uploads.add({ userId: principal.userId, kind, filename, bytes }, intent);
  return {
    status: 'ok',
    filename: upload.filename,
    size: upload.sizeBytes,
    sha256: upload.sha256,
    version: upload.version,
  };
};

const session = operation({
  id: 'uploads.session',
  route: 'POST /api/upload/sessions',
  summary: 'Send the transcript of a session of your coding agent, as the one file of a form',
  ...form,
  audit: () => ({ action: 'upload.session' }),
  run: (input, services: Services) => takeIn(input, 'session', services),
});

const artifact = operation({
  id: 'uploads.artifact',
  route: 'POST /api/upload/artifacts',
  summary: 'Send a file that you made, as the one file of a form',
  ...form,
  audit: () => ({ action: 'upload.artifact' }),
  run: (input, services: Services) => takeIn(input, 'artifact', services),
});

const notes = operation({
  id: 'uploads.notes',
  route: 'POST /api/upload/local-md',
  summary: 'Send your notes for coding agents, the CLAUDE.local.md of a workspace',
  ...common,
  body: Type.Object({ content: Type.String() }),
  unknownKeys: 'ignore',
  // Each byte of the notes takes up to six in JSON.
  maxBody: 6 * mostNotesBytes + 1024,
  result: Type.Object({ status: Type.Literal('ok'), user: Type.String(), size: Type.Integer() }),
  problems: ['upload_too_large', 'quota_exceeded', 'uploader_unknown'],
  audit: () => ({ action: 'upload.local_md' }),
  run: async ({ principal, body, intent }, { uploads }: Services) => {
    const content = Buffer.from(body.content, 'utf8');
    if (content.length > mostNotesBytes) throw uploadTooLarge({ limit_bytes: mostNotesBytes });
    const named = { userId: principal.userId, kind: 'local_md', filename: 'CLAUDE.local.md' } as const;
    const { sizeBytes } = await uploads.add({ ...named, bytes: once(content) }, intent);
    return { status: 'ok' as const, user: principal.email, size: sizeBytes };
  },
});

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const listed = Type.Object({
  filename: Type.String(),
  size: Type.Integer({ description: 'Of the newest version.' }),
  sha256: Type.String(),
  version: Type.Integer(),
  uploaded_at: Type.String(),
});

const list = operation({
  id: 'uploads.sessions',
  route: 'GET /api/upload/sessions',
  summary: 'The sessions you have sent, by name, and how much of your quota your uploads take',
  ...common,
  result: Type.Object({
    sessions: Type.Array(listed),
    used_bytes: Type.Integer(),
    limit_bytes: Type.Integer(),
  }),
  run: async ({ principal: { userId } }, { uploads }: Services) => {
    const versions = await uploads.list({ userId, kind: 'session' });
    const newest = new Map(versions.map((upload) => [upload.filename, upload]));
    return {
      sessions: [...newest.values()].map(listedOf),
      used_bytes: await uploads.usedBytes(userId),
      limit_bytes: mostUserBytes,
    };
  },
});

const listedOf = ({ filename, sizeBytes, sha256, version, uploadedAt }: Upload): Static<typeof listed> => ({
  filename,
  size: sizeBytes,
  sha256,
  version,
  uploaded_at: isoUtc(uploadedAt),
});

const remove = operation({
  id: 'uploads.remove_session',
  route: 'DELETE /api/upload/sessions/:filename',
  summary: 'Delete a session you have sent, every version of it',
  ...common,
  params: Type.Object({ filename: Type.String({ maxLength: 200 }) }),
  result: Type.Null(),
  status: 204,
  problems: ['upload_not_found'],
  audit: ({ params: { filename } }) => ({ action: 'upload.deleted', resource: `upload:${filename}` }),
  run: async ({ principal: { userId }, params: { filename }, intent }, { uploads }: Services) => {
    await uploads.remove({ userId, kind: 'session', filename }, intent);
    return null;
  },
});

/** What people send in, over HTTP. */
export const uploadOperations = [session, artifact, notes, list, remove] as const;
