// What any worker has to do that pays: one write that is on disk, then one signed request (RFC 9421, Ed25519).
const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open('floor', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('payments', { keyPath: 'id' });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
const keys = crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);

async function write() {
  const transaction = (await database).transaction('payments', 'readwrite', { durability: 'strict' });
  transaction.objectStore('payments').put({ id: crypto.randomUUID(), state: 'submitting' });
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = reject;
  });
}

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

async function send(url) {
  const body = JSON.stringify({ walletAddress: url, quoteId: `${url}/quotes/1`, metadata: { paymentId: crypto.randomUUID() } });
  const digest = `sha-512=:${base64(await crypto.subtle.digest('SHA-512', new TextEncoder().encode(body)))}:`;
  const input = `("@method" "@target-uri" "content-digest");created=${Math.floor(Date.now() / 1000)};keyid="floor"`;
  const base = `"@method": POST\n"@target-uri": ${url}\n"content-digest": ${digest}\n"@signature-params": ${input}`;
  const signature = await crypto.subtle.sign('Ed25519', (await keys).privateKey, new TextEncoder().encode(base));
  const headers = {
    'content-type': 'application/json',
    'content-digest': digest,
    'signature-input': `sig1=${input}`,
    signature: `sig1=:${base64(signature)}:`,
    authorization: 'GNAP floor',
  };
  const sent = performance.timeOrigin + performance.now();
  await (await fetch(url, { method: 'POST', headers, body, credentials: 'omit' })).text();
  return { sent, answered: performance.timeOrigin + performance.now() };
}

chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener(async ({ url }) => {
    await write();
    port.postMessage(await send(url));
  });
});
