import test from 'ava';
import { signedHeaders } from '../clouds/aws-signature.ts';

// The examples of the S3 reference, "Authenticating Requests: Using the Authorization Header".
const key = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const get = {
  host: 'examplebucket.s3.amazonaws.com',
  region: 'us-east-1',
  at: Date.UTC(2013, 4, 24),
};

test('requests are signed as the examples of the reference are', (t) => {
  const signatures = [
    signedHeaders({ ...get, path: '/test.txt', headers: { range: 'bytes=0-9' } }, key),
    signedHeaders({ ...get, path: '/', query: 'lifecycle=' }, key),
    signedHeaders({ ...get, path: '/', query: 'max-keys=2&prefix=J' }, key),
  ].map(({ authorization }) => authorization?.split('Signature=')[1]);

  t.deepEqual(signatures, [
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ]);
});
