import { afterEach, expect, test, vi } from 'vitest';

/** Stands in for the browser: what its `show()` answers, one name after the other. */
async function gate(facts: { visibility?: string; active?: boolean; answers?: string[] }) {
  const { visibility = 'visible', active = true, answers = [] } = facts;
  const show = vi.fn(() => {
    const name = answers.shift() ?? 'SecurityError';
    return name === 'constructor' ? Promise.resolve() : Promise.reject(new DOMException('', name));
  });
  vi.stubGlobal('document', { visibilityState: visibility });
  vi.stubGlobal('navigator', { userActivation: { isActive: active } });
  vi.stubGlobal(
    'PaymentRequest',
    class {
      show = show;
    },
  );
  vi.resetModules();
  const { mayShow } = await import('./gate.ts');
  return { mayShow, show };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const security = { type: 'refused', name: 'SecurityError', message: 'PaymentRequest.show() requires user activation.' };

test('a hidden page: refused, and its activation is not taken', async () => {
  const { mayShow, show } = await gate({ visibility: 'hidden' });
  expect(await mayShow()).toMatchObject({ type: 'refused', name: 'AbortError' });
  expect(show).not.toHaveBeenCalled();
});

test('a click: the browser takes it at once', async () => {
  const { mayShow, show } = await gate({ answers: ['NotSupportedError'] });
  const verdict = mayShow();
  expect(show).toHaveBeenCalledTimes(1);
  expect(await verdict).toBeUndefined();
  expect(show).toHaveBeenCalledTimes(1);
});

test('another payment UI is open: the payment ends', async () => {
  const { mayShow } = await gate({ answers: ['AbortError'] });
  expect(await mayShow()).toMatchObject({ type: 'error', name: 'AbortError' });
});

test('no click: refused, though the browser gives one show for free', async () => {
  const { mayShow, show } = await gate({ active: false, answers: ['NotSupportedError', 'SecurityError', 'SecurityError'] });
  expect(await mayShow()).toEqual(security);
  expect(show).toHaveBeenCalledTimes(2);
  expect(await mayShow()).toEqual(security);
  expect(show).toHaveBeenCalledTimes(3);
});

test('no click here, but one delegated by the parent page', async () => {
  const { mayShow, show } = await gate({ active: false, answers: ['NotSupportedError', 'NotSupportedError', 'NotSupportedError'] });
  expect(await mayShow()).toBeUndefined();
  expect(show).toHaveBeenCalledTimes(2);
  // The free show is spent now: what the browser allows from here on is delegated.
  expect(await mayShow()).toBeUndefined();
  expect(show).toHaveBeenCalledTimes(3);
});

test('a click that comes after the call is none of the call’s', async () => {
  const { mayShow, show } = await gate({ active: false, answers: ['NotSupportedError', 'NotSupportedError'] });
  const verdict = mayShow();
  vi.stubGlobal('navigator', { userActivation: { isActive: true } });
  expect(await verdict).toEqual(security);
  expect(show).toHaveBeenCalledTimes(1);
});

test('whatever else the browser says is a refusal', async () => {
  for (const name of ['InvalidStateError', 'NotAllowedError', 'UnknownError']) {
    const { mayShow } = await gate({ answers: [name] });
    expect(await mayShow()).toEqual(security);
  }
});
