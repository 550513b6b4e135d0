/**
 * The registrable domain of a host, without the public suffix list (which is larger than the whole extension): the last two labels, or the
 * last three under country endings such as `co.uk` and under common hosts with customer subdomains. If this is wrong, two sites of one
 * owner count as different or two owners' sites as one; only warnings depend on it.
 */
export interface Site {
  /** The main label: `shop` of `www.shop.example`. */
  readonly name: string;
  /** What follows it: `example`, `co.uk`. */
  readonly ending: string;
  /** Both: `shop.example`. */
  readonly domain: string;
}

const SECOND_LEVEL = /^(?:ac|co|com|edu|gob|gov|gouv|ltd|me|ne|net|nom|or|org|plc|sch)$/;
const COUNTRY = /^[a-z]{2}$/;

/** Hosts with subdomains of different owners. */
const SHARED: ReadonlySet<string> = new Set([
  'blogspot.com',
  'cloudfront.net',
  'firebaseapp.com',
  'fly.dev',
  'github.io',
  'gitlab.io',
  'herokuapp.com',
  'myshopify.com',
  'netlify.app',
  'onrender.com',
  'pages.dev',
  'shopify.com',
  'squarespace.com',
  'vercel.app',
  'web.app',
  'wixsite.com',
  'workers.dev',
]);

/** The site of a host; ports are ignored. */
export function siteOf(host: string): Site {
  const labels = host.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase().split('.');
  const taken = Math.min(labels.length, endingLength(labels) + 1);
  const [name = '', ...ending] = labels.slice(-taken);
  return { name, ending: ending.join('.'), domain: [name, ...ending].join('.') };
}

function endingLength(labels: readonly string[]): number {
  const [second = '', first = ''] = labels.slice(-2);
  if (labels.length < 3) return 1;
  return SHARED.has(`${second}.${first}`) || (SECOND_LEVEL.test(second) && COUNTRY.test(first)) ? 2 : 1;
}
