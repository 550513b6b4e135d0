/**
 * The script of the shop's page. It uses the plain Payment Request API and nothing specific to a payment handler. The checkout is opened on
 * load, so that show() is called within the user activation of the click.
 */
export const checkoutScript = `
(() => {
  const button = document.getElementById('pay');
  const status = document.getElementById('status');
  const link = document.getElementById('order');
  const say = (text) => { status.textContent = text; };
  const post = async (path) => {
    const reply = await fetch(path, { method: 'POST' });
    if (!reply.ok) throw new Error('The shop could not do this just now.');
    return reply.json();
  };

  let checkout = null;
  const open = () => {
    checkout = post('/api/checkouts/' + button.dataset.product);
    checkout.then((opened) => { button.dataset.order = opened.order; }, () => { checkout = null; });
    return checkout;
  };

  async function confirmed(order) {
    const until = Date.now() + 60000;
    while (Date.now() < until) {
      const { status: state } = await post('/api/orders/' + order + '/check');
      if (state === 'paid') return true;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return false;
  }

  async function pay() {
    if (!window.PaymentRequest) {
      say('This browser cannot pay from a wallet. Install the Tender extension, then reload this page.');
      return;
    }
    const opened = await (checkout || open());
    link.href = '/orders/' + opened.order;
    const request = new PaymentRequest([{ supportedMethods: 'interledger', data: opened.data }], opened.details);
    say('Waiting for your wallet…');
    const response = await request.show();
    say('Checking…');
    link.hidden = false;
    if (opened.linkFromPage) {
      await post('/api/orders/' + opened.order + '/claim?incomingPayment=' + encodeURIComponent(response.details.incomingPayment));
    }
    const paid = await confirmed(opened.order);
    say(paid ? 'Paid' : 'Your payment has not arrived yet. Do not pay again; look at your order in a moment.');
    await response.complete(paid ? 'success' : 'unknown');
    button.hidden = paid;
  }

  function explain(error) {
    switch (error && error.name) {
      case 'AbortError': return 'Payment cancelled. You have not been charged.';
      case 'NotSupportedError': return 'This browser has no wallet for this shop. Install the Tender extension, then reload this page.';
      case 'OperationError': return error.message || 'The payment could not be made.';
      default: return 'Payment was not possible: ' + ((error && error.message) || 'unknown reason');
    }
  }

  button.addEventListener('click', async () => {
    button.disabled = true;
    try { await pay(); } catch (error) {
      status.dataset.error = (error && error.name) || '';
      say(explain(error));
    } finally { button.disabled = false; }
  });
  open().catch(() => say('The shop could not open a checkout. Reload the page.'));
})();
`;
