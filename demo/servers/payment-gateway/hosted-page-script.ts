/**
 * What runs in the hosted page: it follows the session. It goes back to the shop by itself only after a payment that
 * was made on this page; software of the shopper's that paid checks the proof first, and goes back itself.
 */
export const hostedPageScript = `
(() => {
  const checkout = document.getElementById('checkout');
  const status = document.getElementById('status');
  const ways = document.getElementById('ways');
  const back = document.getElementById('return');
  const PAID_HERE = new URLSearchParams(location.search).has('paid');
  const LONGEST_PAUSE = 3000;
  const words = {
    paying: 'Your money has arrived; the shop is being told',
    completed: 'Paid',
    cancelled: 'Cancelled. Nothing was paid.',
    expired: 'This checkout has expired. Nothing was paid.',
  };

  async function session() {
    try {
      const reply = await fetch('/opencharge/checkout/sessions/' + checkout.dataset.session);
      return reply.ok ? await reply.json() : null;
    } catch {
      return null;
    }
  }

  async function follow(pause) {
    const read = await session();
    if (!read || read.status === 'open' || read.status === 'paying') {
      if (read && read.status === 'paying') status.textContent = words.paying;
      setTimeout(follow, pause, Math.min(pause * 1.2, LONGEST_PAUSE));
      return;
    }
    checkout.dataset.status = read.status;
    status.textContent = words[read.status];
    if (ways) ways.hidden = true;
    back.href = read.status === 'completed' ? read.urls.success : read.urls.cancel;
    back.hidden = false;
    if (read.status === 'completed' && PAID_HERE) location.replace(back.href);
  }

  if (PAID_HERE && ways) ways.hidden = true;
  if (PAID_HERE && checkout.dataset.status === 'open') status.textContent = 'Your wallet is paying…';
  if (checkout.dataset.status === 'open' || checkout.dataset.status === 'paying' || PAID_HERE) follow(300);
})();
`;
