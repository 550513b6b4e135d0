/** The script of a page that only shows where to pay: it polls the shop's server with growing delays and trusts no other source. */
export const waitingScript = `
(() => {
  const status = document.getElementById('status');
  const offer = document.getElementById('offer');
  const link = document.getElementById('order');
  const copy = document.getElementById('copy');
  const LONGEST_PAUSE = 3000;

  async function isPaid() {
    try {
      const reply = await fetch('/api/orders/' + status.dataset.order + '/check', { method: 'POST' });
      return reply.ok && (await reply.json()).status === 'paid';
    } catch {
      return false;
    }
  }

  async function wait(pause) {
    if (!(await isPaid())) {
      setTimeout(wait, pause, Math.min(pause * 1.2, LONGEST_PAUSE));
      return;
    }
    status.textContent = 'Paid';
    offer.hidden = true;
    link.hidden = false;
  }

  if (copy) copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById('payable').textContent);
    copy.textContent = 'Copied';
  });
  wait(300);
})();
`;
