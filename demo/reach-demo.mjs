// Lets any Node program reach the demo world's hosts: node --import /path/to/tender/demo/reach-demo.mjs server.mjs
// Browsers know that *.localhost is this machine; Node asks the system, which often does not. *.test is this machine by the demo's own
// convention, on the port that the demo says (TENDER_DEMO_PORT): such addresses carry none.
import dns from 'node:dns';
import tls from 'node:tls';

const { lookup } = dns;
const { connect } = tls;
const isDemoHost = (/** @type {unknown} */ name) => typeof name === 'string' && /\.(?:localhost|test)$/.test(name);
const port = Number(process.env['TENDER_DEMO_PORT'] ?? 4181);

dns.lookup = Object.assign((name, ...rest) => lookup(isDemoHost(name) ? '127.0.0.1' : name, ...rest), lookup);

tls.connect = (options, ...rest) => {
  const leadsToDemo = typeof options === 'object' && options.host?.endsWith('.test') && ['443', 'undefined'].includes(`${options.port}`);
  return connect(leadsToDemo ? { ...options, port } : options, ...rest);
};
