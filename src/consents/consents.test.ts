import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { TenderError } from '../model/errors.ts';
import type { ConsentOwner } from './consents.ts';
import { CONSENT_LIFE, Consents } from './consents.ts';

const ID = 'one';
const URL_OF_RETURN = 'https://finish.example/?interact_ref=1';

/** One consent as its owner stores it, and what was done with it. */
class Owner implements ConsentOwner {
  askedAt: number;
  returnUrl: string | undefined;
  isOver = false;
  readonly calls: string[] = [];
  /** Reads as absent where only one of the optional steps is wanted. */
  askAgain?: (id: string) => void;

  constructor(askedAt: number, asksAgain: boolean) {
    this.askedAt = askedAt;
    if (asksAgain) this.askAgain = () => void this.calls.push('ask again');
  }

  pending() {
    if (this.isOver) return Promise.resolve(undefined);
    return Promise.resolve({ askedAt: this.askedAt, ...(this.returnUrl === undefined ? {} : { returnUrl: this.returnUrl }) });
  }

  keepReturn(_id: string, url: string) {
    if (this.isOver || this.returnUrl !== undefined || url !== URL_OF_RETURN) return Promise.resolve(false);
    this.returnUrl = url;
    return Promise.resolve(true);
  }

  finish() {
    this.calls.push('finish');
    return Promise.resolve();
  }

  end(_id: string, { code }: TenderError) {
    this.calls.push(code);
    this.isOver = true;
    return Promise.resolve();
  }

  wait() {
    this.calls.push('wait');
  }
}

function world({ asksAgain = false, isOpen = true } = {}) {
  const clock = new VirtualClock();
  const open = new Set(isOpen ? [ID] : []);
  const owner = new Owner(clock.now(), asksAgain);
  const pages = {
    open: (id: string) => Promise.resolve(void open.add(id)),
    isOpen: (id: string) => Promise.resolve(open.has(id)),
    close: (id: string) => Promise.resolve(void open.delete(id)),
  };
  return { clock, open, owner, consents: new Consents(owner, pages, clock) };
}

describe('a consent', () => {
  it('is finished by the first return, whose page is closed; every other address and every later return is nothing', async () => {
    const { consents, owner, open } = world();
    expect(await consents.returned(ID, 'https://finish.example/?interact_ref=2')).toBe(false);
    expect(open.has(ID)).toBe(true);
    expect(await consents.returned(ID, URL_OF_RETURN)).toBe(true);
    expect(await consents.returned(ID, URL_OF_RETURN)).toBe(false);
    expect([owner.calls, open.size]).toEqual([['finish'], 0]);
  });

  it('ends when its page is closed, unless the user has come back before', async () => {
    const left = world();
    await left.consents.closed(ID);
    expect(left.owner.calls).toEqual(['consent-closed']);
    const back = world();
    await back.consents.returned(ID, URL_OF_RETURN);
    await back.consents.closed(ID);
    expect(back.owner.calls).toEqual(['finish']);
  });

  it('goes on where it stands after a death', async () => {
    const waiting = world();
    await waiting.consents.resume(ID);
    expect(waiting.owner.calls).toEqual(['wait']);

    const back = world({ isOpen: false });
    back.owner.returnUrl = URL_OF_RETURN;
    await back.consents.resume(ID);
    expect(back.owner.calls).toEqual(['finish']);

    const late = world();
    late.clock.advance(CONSENT_LIFE + 1);
    await late.consents.resume(ID);
    expect([late.owner.calls, late.open.size]).toEqual([['consent-expired'], 0]);
  });

  it('whose page is gone is asked for anew, or ends, as its owner has it', async () => {
    const again = world({ asksAgain: true, isOpen: false });
    await again.consents.resume(ID);
    expect(again.owner.calls).toEqual(['ask again']);
    const ended = world({ isOpen: false });
    await ended.consents.resume(ID);
    expect(ended.owner.calls).toEqual(['consent-closed']);
  });

  it('has at most one end, whatever comes in whatever order', async () => {
    const step = fc.constantFrom('return', 'stray', 'close', 'resume', 'gone', 'late');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { consents, owner, open, clock } = world();
        for (const one of steps) {
          if (one === 'return') await consents.returned(ID, URL_OF_RETURN);
          else if (one === 'stray') await consents.returned(ID, 'https://finish.example/');
          else if (one === 'close') await consents.closed(ID);
          else if (one === 'resume') await consents.resume(ID);
          else if (one === 'gone') open.delete(ID);
          else clock.advance(CONSENT_LIFE + 1);
        }
        const ends = owner.calls.filter((call) => call.startsWith('consent-'));
        expect(ends.length).toBeLessThanOrEqual(1);
        // A return that was stored is never ended, and an end is never followed by the wallet's answer.
        if (owner.returnUrl !== undefined) expect(ends).toEqual([]);
        else expect(owner.calls).not.toContain('finish');
      }),
    );
  });
});
