import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs what the host says of its audit log, by a key that follows from the one that signs sessions. */
export class AuditSigner {
  /** Raw, in base64: with it anybody can check a signature. */
  readonly publicKey: string;
  readonly #key: KeyObject;

  constructor(signingKey: Uint8Array) {
    const seed = createHmac('sha256', signingKey).update('agnes audit archive').digest();
    this.#key = createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
    const { x = '' } = createPublicKey(this.#key).export({ format: 'jwk' });
    this.publicKey = Buffer.from(x, 'base64url').toString('base64');
  }

  /** The signature over the canonical JSON of a statement, in base64. */
  sign(statement: object): string {
    return sign(null, Buffer.from(canonicalJson(statement)), this.#key).toString('base64');
  }

  /** True when this host signed the statement. */
  signed(statement: object, signature: string): boolean {
    const bytes = Buffer.from(canonicalJson(statement));
    return verify(null, bytes, createPublicKey(this.#key), Buffer.from(signature, 'base64'));
  }
}
