// Verifies the proofs of payment in an export of Tender's history. Needs Node alone: no package, no network, nothing of Tender.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `node scripts/verify-proof.mjs [--key OCID=HEX]... [--order ID] FILE

Verifies, offline, what merchants and gateways signed for the payments in FILE, which "Export as JSON" of Tender's history made:
that the merchant signed the order, that the issuer signed the proof, that the merchant takes proofs of that issuer, and that the proof is
for this order, its amount and its currency. Prints a line for each payment with a proof.

  --key OCID=HEX  the public key (x and y, 128 hex digits) that this OCID has, from its metadata. Without it the key in the file is used:
                  then compare the printed keys yourself, for whoever wrote the file could have made up both key and signature
  --order ID      only the payment of this order

Exit code: 0 if there is a proof and all are valid, 1 otherwise, 2 for a wrong option or a file that cannot be read.`;

const PUBLIC_KEY = /^[0-9a-f]{128}$/i;
const SIGNATURE = /^([0-9a-f]{128})1[bc]$/i;
/** Half of the group's order: of the two signatures that can be made from one, the protocol takes the one with the lower s. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The text that is signed: names sorted at every level, no whitespace. */
function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
}

/** ECDSA on secp256k1 over SHA-256 of the text. */
function isSignedBy(text, signature, publicKey) {
  const [, compact] = SIGNATURE.exec(signature) ?? [];
  if (compact === undefined || !PUBLIC_KEY.test(publicKey) || BigInt(`0x${compact.slice(64)}`) > HALF_ORDER) return false;
  const coordinate = (hex) => Buffer.from(hex, 'hex').toString('base64url');
  const jwk = { kty: 'EC', crv: 'secp256k1', x: coordinate(publicKey.slice(0, 64)), y: coordinate(publicKey.slice(64)) };
  try {
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
    return verify('sha256', Buffer.from(text), key, Buffer.from(compact, 'hex'));
  } catch {
    return false; // no point of the curve
  }
}

/** What a signed statement says. Throws, in words, if its signer did not sign it. */
function readStatement({ statement, signature, signer }, signerId, keys, what) {
  const known = keys.get(signer.id);
  if (known !== undefined && known !== signer.publicKey.toLowerCase())
    throw new Error(`${what}: signed with another key than the given one`);
  if (!isSignedBy(statement, signature, signer.publicKey)) throw new Error(`${what}: the signature is not valid`);
  const value = JSON.parse(statement);
  if (canonicalJson(value) !== statement) throw new Error(`${what}: not in canonical form`);
  if (String(value[signerId]) !== signer.id) throw new Error(`${what}: signed by another party than it names`);
  return value;
}

/** Decimals without what does not change them. */
function plain(decimal) {
  const [whole, fraction = ''] = String(decimal).split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
}

/** Verifies one payment's evidence. Throws, in words, what is wrong with it. */
function verifyEvidence(evidence, keys) {
  const [signedOrder, signedProof] = ['signed-order', 'signed-proof'].map((kind) => evidence.find((one) => one.kind === kind));
  if (!signedOrder || !signedProof) throw new Error('the order or the proof is missing');
  const order = readStatement(signedOrder, 'ocid', keys, 'order');
  const proof = readStatement(signedProof, 'issuer', keys, 'proof');
  if (![order.accepts].flat().map(String).includes(String(proof.issuer)))
    throw new Error('proof: the merchant does not take proofs of its issuer');
  if (proof.to?.reference !== order.id) throw new Error('proof: of another order');
  if (proof.currency !== order.currency) throw new Error('proof: in another currency');
  if (plain(proof.amount) !== plain(order.amount)) throw new Error('proof: of another amount');
  return { order, proof, signers: [signedOrder.signer, signedProof.signer] };
}

function describe({ order, proof, signers }) {
  const [merchant, issuer] = signers;
  const time = new Date(proof.timestamp * 1000).toISOString();
  return `order ${order.id} of OCID ${merchant.id}: VALID, ${order.amount} ${order.currency} paid to OCID ${proof.to.ocid} at ${time}
  transaction ${proof.txid}
  order signed by ${merchant.id}, key ${merchant.publicKey}
  proof signed by ${issuer.id}, key ${issuer.publicKey}`;
}

function readKeys(texts) {
  const pairs = texts.map((text) => text.split('='));
  const wrong = pairs.find(([id, hex, ...more]) => !id || more.length > 0 || !PUBLIC_KEY.test(hex ?? ''));
  if (wrong) throw new Error(`--key is OCID=HEX, with 128 hex digits, not ${wrong.join('=')}`);
  return new Map(pairs.map(([id, hex]) => [id, hex.toLowerCase()]));
}

function readOptions() {
  const options = { help: { type: 'boolean', short: 'h' }, key: { type: 'string', multiple: true }, order: { type: 'string' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return { help: true };
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error('One file is needed. See --help.');
  const { format, payments } = JSON.parse(readFileSync(file, 'utf8'));
  if (format !== 'tender-history' || !Array.isArray(payments)) throw new Error(`${file} is no export of Tender's history.`);
  return { keys: readKeys(values.key ?? []), payments: payments.filter((one) => isOf(one, values.order)) };
}

function isOf({ evidence, signedOrder }, order) {
  return Array.isArray(evidence) && (order === undefined || signedOrder?.id === order);
}

function main() {
  const { help, keys, payments } = readOptions();
  if (help) return [HELP, 0];
  if (payments.length === 0) return ['There is no payment with a proof.', 1];
  const results = payments.map(({ evidence, signedOrder }) => {
    try {
      return { text: describe(verifyEvidence(evidence, keys)), isValid: true };
    } catch (error) {
      return { text: `order ${signedOrder?.id ?? '?'}: NOT VALID, ${error.message}`, isValid: false };
    }
  });
  return [results.map(({ text }) => text).join('\n'), results.every(({ isValid }) => isValid) ? 0 : 1];
}

try {
  const [text, code] = main();
  console.log(text);
  process.exitCode = code;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
