// The x509 library needs this for its own decorators, so it must be loaded first.
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import * as v from 'valibot';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const usages: KeyUsage[] = ['sign', 'verify'];
const DAY_MS = 24 * 60 * 60 * 1000;
const LIFETIME_DAYS = 90;

const certificatesSchema = v.object({
  dnsNames: v.array(v.string()),
  caPem: v.string(),
  leafPem: v.string(),
  leafKeyPem: v.string(),
  spki: v.array(v.string()),
  expiresAt: v.number(),
});

/** A certificate authority and one leaf certificate for all hosts. Trusted in the demo only. */
export type Certificates = v.InferOutput<typeof certificatesSchema>;

/** Creates the certificates, or reads valid ones from `directory`. */
export async function loadCertificates(dnsNames: readonly string[], directory?: string): Promise<Certificates> {
  if (!directory) return createCertificates(dnsNames);
  const file = join(directory, 'certificates.json');
  if (existsSync(file)) {
    const kept = v.safeParse(certificatesSchema, JSON.parse(readFileSync(file, 'utf8')));
    if (kept.success && isGoodFor(dnsNames, kept.output)) return kept.output;
  }
  const made = await createCertificates(dnsNames);
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

function isGoodFor(dnsNames: readonly string[], kept: Certificates): boolean {
  return kept.expiresAt > Date.now() + DAY_MS && dnsNames.every((name) => kept.dnsNames.includes(name));
}

async function createCertificates(dnsNames: readonly string[]): Promise<Certificates> {
  const { subtle } = webcrypto;
  const caKeys = await subtle.generateKey(algorithm, true, usages);
  const leafKeys = await subtle.generateKey(algorithm, true, usages);
  const notBefore = new Date(Date.now() - DAY_MS);
  const notAfter = new Date(Date.now() + LIFETIME_DAYS * DAY_MS);
  const crypto = webcrypto as Crypto;
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Tender demo authority',
      keys: caKeys,
      signingAlgorithm: algorithm,
      notBefore,
      notAfter,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  const leaf = await x509.X509CertificateGenerator.create(
    {
      subject: 'CN=Tender demo world',
      issuer: ca.subject,
      publicKey: leafKeys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      notBefore,
      notAfter,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value }))),
      ],
    },
    crypto,
  );
  const leafKey = await subtle.exportKey('pkcs8', leafKeys.privateKey);
  return {
    dnsNames: [...dnsNames],
    caPem: ca.toString('pem'),
    leafPem: leaf.toString('pem'),
    leafKeyPem: x509.PemConverter.encode(leafKey, 'PRIVATE KEY'),
    spki: [leaf, ca].map((certificate) => spkiHash(certificate.publicKey.rawData)),
    expiresAt: notAfter.getTime(),
  };
}

function spkiHash(publicKey: ArrayBuffer): string {
  return createHash('sha256').update(new Uint8Array(publicKey)).digest('base64');
}
