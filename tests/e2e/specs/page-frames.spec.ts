import type { Page } from '@playwright/test';
import type { ShopServer } from '../fixtures/shop-server.ts';
import { expect, test } from '../fixtures/page-bridge.ts';

/** Tries to make a request in a frame, and tells the top page what came of it. Runs in the frame. */
const PROBE = `
  const tell = (outcome) => top.postMessage({ outcome, origin: String(self.origin), secure: isSecureContext }, '*');
  const total = { label: 'x', amount: { currency: 'USD', value: '1.00' } };
  if (typeof PaymentRequest === 'undefined') tell('no PaymentRequest');
  else try {
    const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'pay' } }], { total });
    request.canMakePayment().then((can) => tell('can ' + can), (error) => tell('can: ' + error.name));
  } catch (error) { tell(error.name) }
`;
const HTML = `<!doctype html><script>${PROBE}</script>`;

interface Embedding {
  /** Runs in the top page; `frame` is a new iframe that is not yet in the document. */
  readonly make: string;
  readonly outcome: string;
}

/** A value as the source of a script, also inside HTML. */
const js = (value: string) => JSON.stringify(value).replaceAll('</', '<\\/');

const at = (shops: ShopServer, origin: 'origin' | 'otherOrigin', path = '/', extra = '') =>
  `${shops[origin]}${path}?body=${encodeURIComponent(HTML)}${extra}`;

function embeddings(shops: ShopServer): Record<string, Embedding> {
  const same = at(shops, 'origin');
  const other = at(shops, 'otherOrigin');
  const html = js(HTML);
  const probe = js(PROBE);
  const run = `document.body.append(frame); frame.contentWindow.eval(${probe});`;
  const yes = 'can true';
  const no = 'SecurityError';
  return {
    'same origin': { make: `frame.src = ${js(same)}`, outcome: yes },
    'same origin, refused by allow': { make: `frame.src = ${js(same)}; frame.allow = "payment 'none'"`, outcome: no },
    'cross-origin': { make: `frame.src = ${js(other)}`, outcome: no },
    'cross-origin, allowed': { make: `frame.src = ${js(other)}; frame.allow = 'payment'`, outcome: yes },
    'cross-origin, allowed the old way': { make: `frame.src = ${js(other)}; frame.setAttribute('allowpaymentrequest', '')`, outcome: yes },
    sandboxed: { make: `frame.sandbox = 'allow-scripts'; frame.src = ${js(same)}`, outcome: no },
    'sandboxed, allowed': { make: `frame.sandbox = 'allow-scripts'; frame.allow = 'payment'; frame.src = ${js(same)}`, outcome: yes },
    'sandboxed with its origin': { make: `frame.sandbox = 'allow-scripts allow-same-origin'; frame.src = ${js(same)}`, outcome: yes },
    'policy header of the frame': { make: `frame.src = ${js(at(shops, 'origin', '/', '&policy=payment%3D()'))}`, outcome: no },
    'about:blank': { make: run, outcome: yes },
    'about:blank by name': { make: `frame.src = 'about:blank'; ${run}`, outcome: yes },
    srcdoc: { make: `frame.srcdoc = ${html}`, outcome: yes },
    'srcdoc, sandboxed': { make: `frame.sandbox = 'allow-scripts'; frame.srcdoc = ${html}`, outcome: no },
    blob: { make: `frame.src = URL.createObjectURL(new Blob([${html}], { type: 'text/html' }))`, outcome: yes },
    data: { make: `frame.src = 'data:text/html,' + encodeURIComponent(${html})`, outcome: 'no PaymentRequest' },
    javascript: { make: `frame.src = 'javascript:' + ${js(js(HTML))}`, outcome: yes },
    'document.open': {
      make: `document.body.append(frame); frame.contentDocument.open(); frame.contentDocument.write(${html}); frame.contentDocument.close()`,
      outcome: yes,
    },
    XHTML: {
      make: `frame.src = '${shops.origin}/x.xhtml?body=' + encodeURIComponent('<html xmlns="http://www.w3.org/1999/xhtml"><body><script>//<![CDATA[\\n' + ${probe} + '//]]></script></body></html>')`,
      outcome: yes,
    },
    SVG: {
      make: `frame.src = '${shops.origin}/x.svg?body=' + encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><script>//<![CDATA[\\n' + ${probe} + '//]]></script></svg>')`,
      outcome: yes,
    },
  };
}

/** Puts the frame into the page and waits for what it tells. */
async function embed(page: Page, make: string): Promise<string> {
  return page.evaluate(
    (source) =>
      new Promise<string>((resolve) => {
        addEventListener('message', ({ data }: MessageEvent<{ outcome: string }>) => resolve(data.outcome), { once: true });
        setTimeout(resolve, 60_000, 'silence');
        const frame = document.createElement('iframe');
        const run = new Function('frame', source) as (frame: HTMLIFrameElement) => void;
        run(frame);
        if (!frame.isConnected) document.body.append(frame);
      }),
    make,
  );
}

test('the payment policy decides for every kind of frame, as in the browser', async ({ page, plainPage, shops }) => {
  test.slow();
  const outcomes: Record<string, string> = {};
  const expected: Record<string, string> = {};
  const native: Record<string, string> = {};
  for (const [name, { make, outcome }] of Object.entries(embeddings(shops))) {
    outcomes[name] = await embed(page, make);
    native[name] = await embed(plainPage, make);
    expected[name] = outcome;
  }
  expect(outcomes).toEqual(expected);
  // Without the extension the same frames get a request, whatever it can do then.
  const made = (all: Record<string, string>) =>
    Object.entries(all).map(([name, outcome]) => `${name}: ${outcome.startsWith('can') ? 'made' : outcome}`);
  expect(made(native)).toEqual(made(expected));
});

test('a payment works in each frame that may make it, and the worker is told which', async ({ page, puppet, shops }) => {
  const pay = `
    const button = document.createElement('button');
    button.textContent = 'Pay';
    button.onclick = () => new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'pay' } }], { total: { label: 'x', amount: { currency: 'USD', value: '1.00' } } }).show().then((response) => { document.title = button.textContent = response.methodName; }, (error) => { button.textContent = String(error); });
    document.documentElement.append(button);
  `;
  const html = `<!doctype html><script>${pay}</script>`;
  const cases: Record<string, string> = {
    [shops.origin]: `frame.srcdoc = ${js(html)}`,
    [`${shops.origin} `]: `document.body.append(frame); frame.contentWindow.eval(${js(pay)})`,
    [`${shops.origin}  `]: `frame.src = ${js(`${shops.origin}/?body=${encodeURIComponent(html)}`)}`,
    [shops.otherOrigin]: `frame.allow = 'payment'; frame.src = ${js(`${shops.otherOrigin}/?body=${encodeURIComponent(html)}`)}`,
  };
  for (const [origin, make] of Object.entries(cases)) {
    await puppet.forget();
    await page.evaluate((source) => {
      document.querySelector('iframe')?.remove();
      const frame = document.createElement('iframe');
      const run = new Function('frame', source) as (frame: HTMLIFrameElement) => void;
      run(frame);
      if (!frame.isConnected) document.body.append(frame);
    }, make);
    const button = page.frameLocator('iframe').locator('button');
    // A frame that has not been painted yet drops the click.
    await expect(async () => {
      await button.click();
      await expect(button).toHaveText('interledger', { timeout: 5000 });
    }).toPass();
    const [connection] = (await puppet.heard()).filter(({ type }) => type === 'connect');
    expect(connection).toMatchObject({ origin: origin.trim() });
    expect(connection?.['frameId']).toBeGreaterThan(0);
  }
});

test('a click that the parent page delegates counts in the frame, once', async ({ page, puppet, shops }) => {
  const show = `new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'pay' } }], { total: { label: 'x', amount: { currency: 'USD', value: '1' } } }).show().then((response) => response.methodName, String)`;
  const frame = `<script>addEventListener('message', async () => parent.postMessage([await ${show}, await ${show}], '*'))</script>`;
  shops.put('/frame', frame);
  shops.put(
    '/delegate',
    `<button>Pay</button><iframe allow="payment" src="${shops.otherOrigin}/frame"></iframe><script>
      const told = new Promise((resolve) => addEventListener('message', ({ data }) => { document.title = data.join(', '); }));
      document.querySelector('button').onclick = () => frames[0].postMessage('pay', { targetOrigin: '${shops.otherOrigin}', delegate: 'payment' });
    </script>`,
  );
  await page.goto(`${shops.origin}/delegate`);
  await page.click('button');
  await expect(page).toHaveTitle('interledger, SecurityError: PaymentRequest.show() requires user activation.');
  expect((await puppet.heard()).filter(({ type }) => type === 'show')).toHaveLength(1);
});

test('a window from window.open is a page like others', async ({ page }) => {
  const outcome = await page.evaluate(async () => {
    const opened = window.open('about:blank') as (Window & typeof globalThis) | null;
    if (!opened) return 'not opened';
    const total = { label: 'x', amount: { currency: 'USD', value: '1.00' } };
    const can = await new opened.PaymentRequest([{ supportedMethods: 'interledger' }], { total }).canMakePayment();
    opened.close();
    return can;
  });
  expect(outcome).toBe(true);
});

test('insecure pages have no PaymentRequest, with or without the extension', async ({ page, shops }) => {
  await page.goto(`${shops.insecureOrigin}/`);
  expect(await page.evaluate(() => [isSecureContext, 'PaymentRequest' in window, 'PaymentResponse' in window])).toEqual([
    false,
    false,
    false,
  ]);
});

test('documents that are no pages stay as they are', async ({ page, shops }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  for (const path of [
    '/x.xml?body=<a/>',
    '/x.json?body={"a":1}',
    '/x.svg?body=<svg xmlns="http://www.w3.org/2000/svg"/>',
    '/x.pdf?body=%25PDF-1.1',
  ]) {
    await page.goto(shops.origin + path).catch((error: unknown) => expect(String(error)).toContain('Download'));
  }
  // A policy that forbids all scripts of the page does not stop ours, and is not broken by it.
  await page.goto(
    `${shops.origin}/?csp=${encodeURIComponent("default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'")}`,
  );
  expect(errors).toEqual([]);
});

test('CSP: our methods need no connection, unlike other URLs', async ({ page, shops }) => {
  await page.goto(`${shops.origin}/?csp=${encodeURIComponent("default-src 'none'; script-src 'unsafe-inline'; connect-src 'none'")}`);
  const outcome = await page.evaluate(() => {
    const total = { label: 'x', amount: { currency: 'USD', value: '1.00' } };
    const make = (supportedMethods: string) => {
      try {
        return typeof new PaymentRequest([{ supportedMethods }], { total });
      } catch (error) {
        return (error as Error).name;
      }
    };
    return [make('interledger'), make('https://tender.interledger.example/pay'), make('https://elsewhere.example/pay')];
  });
  expect(outcome).toEqual(['object', 'object', 'RangeError']);
});
