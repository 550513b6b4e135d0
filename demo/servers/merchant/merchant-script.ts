/** What runs in the merchant's pages: Payment Request API, the hosted checkout as a link, and the order's own status. */
export const merchantScript = `
(() => {
  const status = document.getElementById('status');
  const say = (text) => { status.textContent = text; };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function isPaid(order) {
    try {
      const reply = await fetch('/orders/' + order + '/status');
      return reply.ok && (await reply.json()).status === 'paid';
    } catch {
      return false;
    }
  }

  async function untilPaid(order, deadline) {
    for (let pause = 150; Date.now() < deadline; pause = Math.min(pause * 1.2, 2000)) {
      if (await isPaid(order)) return true;
      await sleep(pause);
    }
    return false;
  }

  if (status.dataset.order) {
    untilPaid(status.dataset.order, Infinity).then(() => say('Paid'));
    return;
  }

  const pay = document.getElementById('pay');
  const hosted = document.getElementById('hosted');
  let checkout = null;
  const open = () => {
    checkout ??= fetch('/api/orders/' + pay.dataset.product, { method: 'POST' }).then(async (reply) => {
      const body = await reply.json();
      if (!reply.ok) throw new Error(body.error.message);
      pay.dataset.order = body.order;
      return body;
    });
    checkout.catch(() => { checkout = null; });
    return checkout;
  };

  const explain = (error) => {
    switch (error && error.name) {
      case 'AbortError': return 'Payment cancelled. You have not been charged.';
      case 'NotSupportedError': return 'This browser has no wallet for this shop. Use the hosted checkout.';
      default: return (error && error.message) || 'Payment was not possible.';
    }
  };

  async function payHere() {
    if (!window.PaymentRequest) {
      say('This browser cannot pay from a wallet. Use the hosted checkout.');
      return;
    }
    const opened = await open();
    const request = new PaymentRequest([{ supportedMethods: 'interledger', data: opened.data }], opened.details);
    say('Waiting for your wallet…');
    const response = await request.show();
    say('Checking…');
    const paid = await untilPaid(opened.order, Date.now() + 60000);
    say(paid ? 'Paid' : 'Your payment has not been confirmed yet. Do not pay again; look at your order in a moment.');
    await response.complete(paid ? 'success' : 'unknown');
    pay.hidden = hosted.hidden = paid;
  }

  const onClick = (button, work) => button.addEventListener('click', async () => {
    button.disabled = true;
    try { await work(); } catch (error) {
      status.dataset.error = (error && error.name) || '';
      say(explain(error));
      // A declined checkout is over; the next press is for a new order.
      if (error && error.name === 'AbortError') { checkout = null; open().catch(() => undefined); }
    } finally { button.disabled = false; }
  });
  onClick(pay, payHere);
  onClick(hosted, async () => { location.href = (await open()).checkoutUrl; });
  open().catch((error) => say(explain(error)));
})();
`;
