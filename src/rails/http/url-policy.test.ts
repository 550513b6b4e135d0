import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isServerUrl, parseServerUrl } from './url-policy.ts';

const PATH = '/incoming-payments/1';

/** Every way in which browsers read one IPv4 address. */
function spellings(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (n: number): string => `0x${n.toString(16)}`;
  const octal = (n: number): string => `0${n.toString(8)}`;
  return [
    address,
    `${address}.`,
    String(whole),
    hex(whole),
    `0X${whole.toString(16).toUpperCase()}`,
    octal(whole),
    [a, b, c, d].map(hex).join('.'),
    [a, b, c, d].map(octal).join('.'),
    [hex(a), b, octal(c), d].join('.'),
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${hex(a)}.${hex((b * 256 + c) * 256 + d)}`,
    [a, b, c, d].map((n) => `00${octal(n)}`).join('.'),
    `%${address.charCodeAt(0).toString(16)}${address.slice(1)}`,
    address.replaceAll('.', '。'),
    address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  ];
}

const PRIVATE_IPV4 = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.254',
  '127.0.0.1',
  '127.1.2.3',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
];

const PRIVATE_IPV6 = [
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::ffff:192.168.1.1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:0:7f00:1::',
  '2001:db8::1',
  '2001:10::1',
  '2001:20::1',
  '2002:7f00:1::',
  '2002:c0a8:101::1',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd12:3456:789a::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  'ffff::1',
];

const LOCAL_NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'LocalHost.',
  'a.localhost',
  'a.b.localhost',
  'a.localhost.',
  'localhost.localdomain',
  'printer.local',
  'nas.lan',
  'router.home',
  'router.home.arpa',
  'db.internal',
  'wiki.intranet',
  'git.corp',
  'x.private',
  'x.onion',
  'intranet',
  'wallet',
  'example.com.',
  'ｌocalhost',
  'local%68ost',
  'loc\u00adalhost',
  'LOCALHOſT',
];

const FORMS: readonly ((host: string) => string)[] = [
  (host) => `https://${host}${PATH}`,
  (host) => `https://${host}:443${PATH}`,
  (host) => `https://${host}:8443${PATH}`,
  (host) => `HTTPS://${host}${PATH}`,
];

const OTHER: readonly string[] = [
  ...['http', 'ftp', 'ws', 'wss', 'file', 'data', 'blob', 'javascript', 'about', 'chrome-extension', 'view-source', 'filesystem'].flatMap(
    (scheme) => [`${scheme}://wallet.example${PATH}`, `${scheme}:wallet.example${PATH}`, `${scheme.toUpperCase()}://wallet.example${PATH}`],
  ),
  'https:wallet.example/alice',
  'https:/wallet.example/alice',
  'https:///wallet.example/alice',
  'https:\\\\wallet.example\\alice',
  'https://wallet.example\\@evil.example/alice',
  'https://user@wallet.example/alice',
  'https://user:secret@wallet.example/alice',
  'https://:@wallet.example/alice',
  'https://@wallet.example/alice',
  'https://wallet.example@127.0.0.1/',
  'https://wallet.example/alice#fragment',
  'https://wallet.example/alice#',
  'https://wallet.example#@evil.example/',
  ' https://wallet.example/alice',
  'https://wallet.example/alice ',
  'https://wallet.example/a lice',
  'https://wallet.exa\tmple/alice',
  'https://wallet.exa\nmple/alice',
  'ht\ntps://wallet.example/alice',
  'https://wallet.example/\u0000',
  'https://wallet.example/\u001f',
  'https://wallet.example/\u007f',
  '',
  'https://',
  'https://?',
  '//wallet.example/alice',
  '/alice',
  'wallet.example/alice',
  '$wallet.example/alice',
  'https://wallet example/alice',
  'https://wallet.example:99999/alice',
  'https://[::1',
  'https://[wallet.example]/',
  'https://exa<mple.com/',
  'https://exa|mple.com/',
  'https://%00.example/',
  'https://xn--/',
  `https://wallet.example/${'a'.repeat(3000)}`,
];

const CORPUS: readonly string[] = [
  ...PRIVATE_IPV4.flatMap(spellings).map((host) => `https://${host}${PATH}`),
  ...PRIVATE_IPV6.flatMap((host) => FORMS.map((form) => form(`[${host}]`))),
  ...LOCAL_NAMES.flatMap((host) => FORMS.map((form) => form(host))),
  ...OTHER,
];

describe('hostile addresses', () => {
  test('there are at least 500 of them', () => {
    expect(new Set(CORPUS).size).toBeGreaterThanOrEqual(500);
  });

  test('none is called in production', () => {
    expect(CORPUS.filter((text) => isServerUrl(text, 'production'))).toEqual([]);
  });

  test('development takes none of them but names under localhost', () => {
    const taken = CORPUS.filter((text) => isServerUrl(text, 'development'));
    expect(taken.every((text) => /^https:\/\/a(?:\.b)?\.localhost/i.test(text))).toBe(true);
  });
});

describe('addresses of wallets', () => {
  test.each([
    'https://wallet.example/alice',
    'https://wallet.example',
    'https://happylifebank.test/incoming-payments/016da9d5-c9a4-4c80-a354-86b915a04ff8',
    'https://happylifebank.test:8443/alice',
    'https://xn--bcher-kva.example/alice',
    'https://bücher.example/alice',
    'https://wallet.example/alice?first=2&cursor=a%20b',
    'https://wallet.example/@alice',
    'https://8.8.8.8/alice',
    'https://[2606:4700::1111]/alice',
    'https://localhost.example.com/',
    'https://local.example/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
  ])('%s', (text) => {
    expect(parseServerUrl(text, 'production').href).toBe(new URL(text).href);
  });

  test.each(['http://wallet.localhost:4000/alice', 'https://a.b.localhost/'])('%s, in development only', (text) => {
    expect(isServerUrl(text, 'development')).toBe(true);
    expect(() => parseServerUrl(text, 'production')).toThrow(expect.objectContaining({ code: 'insecure-url' }));
  });

  test.each([
    'http://localhost:4000/',
    'http://127.0.0.1:4000/',
    'http://wallet.example/',
    'http://u@wallet.localhost/',
    'http://wallet.localhost/#a',
  ])('%s, not even in development', (text) => {
    expect(isServerUrl(text, 'development')).toBe(false);
  });

  test('the error names the host and the reason', () => {
    const refuse = (text: string): unknown => {
      try {
        return parseServerUrl(text, 'production');
      } catch (error) {
        return error;
      }
    };
    expect(refuse('http://wallet.example/')).toMatchObject({ code: 'insecure-url', params: { host: 'wallet.example', why: 'scheme' } });
    expect(refuse('https://u:p@wallet.example/')).toMatchObject({ params: { why: 'userinfo' } });
    expect(refuse('https://127.1/')).toMatchObject({ params: { host: '127.0.0.1', why: 'address' } });
    expect(refuse('nonsense')).toMatchObject({ code: 'malformed' });
  });
});

test('whatever text comes in, what comes out is https on a public name', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.ipV4().map((ip) => `https://${ip}/`),
    fc.ipV6().map((ip) => `https://[${ip}]/`),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      if (!isServerUrl(text, 'production')) return;
      const url = parseServerUrl(text, 'production');
      expect(url.protocol).toBe('https:');
      expect(url.username + url.password + url.hash).toBe('');
      expect(url.hostname).toMatch(/[.:]/);
    }),
    { numRuns: 2000 },
  );
});
