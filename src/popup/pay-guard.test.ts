import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guard, isOpen, TIME_TO_READ, UNSEEN, type GuardEvent, type GuardState } from './pay-guard.ts';

const facts = (digest: string | undefined = 'd1'): GuardEvent => ({ type: 'facts', digest });
const painted = (at: number): GuardEvent => ({ type: 'painted', at });
const attention = (at: number, attentive = true): GuardEvent => ({ type: 'attention', at, attentive });
const down = (at: number, { what = 'pointer 1', repeat = false, onButton = true } = {}): GuardEvent => ({
  type: 'down',
  at,
  what,
  repeat,
  onButton,
});
const up = (at: number, what = 'pointer 1'): GuardEvent => ({ type: 'up', at, what });
const click = (at: number, trusted = true): GuardEvent => ({ type: 'click', at, trusted });

/** Facts that are painted as soon as they are told. */
const seen = (at: number, digest?: string): readonly GuardEvent[] => [facts(digest), painted(at)];

function run(...events: readonly GuardEvent[]): { readonly state: GuardState; readonly approved: readonly string[] } {
  let state = UNSEEN;
  const approved: string[] = [];
  for (const event of events) {
    const step = guard(state, event);
    state = step.state;
    if (step.approve !== undefined) approved.push(step.approve);
  }
  return { state, approved };
}

const shown = [attention(0), ...seen(0)];

describe('the pay guard', () => {
  it('takes a click after half a second', () => {
    expect(run(...shown, down(500), up(560), click(560)).approved).toEqual(['d1']);
  });

  it('takes a click without any press, as a screen reader makes it', () => {
    expect(run(...shown, click(500)).approved).toEqual(['d1']);
  });

  it.each([
    ['earlier than half a second', [...shown, click(499)]],
    ['of a script', [...shown, click(900, false)]],
    ['that began too early', [...shown, down(499, { onButton: false }), up(700), click(700)]],
    ['before the sheet has the focus', [...seen(0), click(900)]],
    ['before there is anything to approve', [attention(0), { type: 'facts', digest: undefined } as const, painted(0), click(900)]],
    ['after the focus came back too lately', [...shown, attention(600, false), attention(700), click(1100)]],
    ['after the facts changed too lately', [...shown, ...seen(600, 'd2'), click(1000)]],
    ['before the facts are painted', [attention(0), facts(), click(900)]],
    ['too soon after they were painted', [attention(0), facts(), painted(600), click(1000)]],
    ['after new facts that are not painted yet', [...shown, facts('d2'), click(1300)]],
    ['after the focus came back to what is not painted yet', [attention(0), facts(), attention(100, false), attention(200), click(900)]],
    ['that a busy page hears of late', [...shown, down(100), up(120), painted(900), click(120)]],
    ['held down while the facts changed', [...shown, down(600), ...seen(650, 'd2'), up(1200), click(1200)]],
  ])('ignores a click %s', (_, events) => {
    expect(run(...events).approved).toEqual([]);
  });

  it('ignores the second click of two', () => {
    expect(run(...shown, click(600), click(640), click(5000)).approved).toEqual(['d1']);
  });

  it('asks anew once the worker has answered, and then takes half a second again', () => {
    expect(run(...shown, click(600), ...seen(700), click(1100)).approved).toEqual(['d1']);
    expect(run(...shown, click(600), ...seen(700), click(1200)).approved).toEqual(['d1', 'd1']);
  });

  it('does not count from anew for a view that says the same', () => {
    expect(run(...shown, ...seen(300), ...seen(450), click(500)).approved).toEqual(['d1']);
  });

  it('ignores the key that the user still holds from the page, and its repeats', () => {
    const held = down(30, { what: 'key Enter', repeat: true });
    const again = (at: number) => down(at, { what: 'key Enter', repeat: true });
    expect(run(...shown, held, again(560), click(560), again(600), click(600)).approved).toEqual([]);
    expect(run(...shown, held, up(700, 'key Enter'), click(700)).approved).toEqual([]);
    expect(run(...shown, held, up(700, 'key Enter'), down(1300, { what: 'key Enter' }), click(1300)).approved).toEqual(['d1']);
  });

  it('ignores a key that was held over a change of windows', () => {
    expect(
      run(...shown, down(600, { what: 'key Space' }), attention(650, false), attention(700), up(1300, 'key Space')).state.held,
    ).toEqual({});
    const back = [...shown, down(600, { what: 'key Enter' }), attention(650, false), attention(700)];
    expect(run(...back, down(1300, { what: 'key Enter', repeat: true }), click(1300)).approved).toEqual([]);
  });

  it('starts again when somebody hammers on the button before it opens', () => {
    const hammer = [100, 300, 500, 700, 900].flatMap((at) => [down(at), up(at + 50), click(at + 50)]);
    expect(run(...shown, ...hammer).approved).toEqual([]);
    expect(run(...shown, ...hammer, down(1450), up(1500), click(1500)).approved).toEqual(['d1']);
  });

  it('is told of a press late: the half second never begins earlier than it did', () => {
    expect(run(attention(0), ...seen(600), down(550), up(560), click(560), click(1099)).approved).toEqual([]);
    expect(run(attention(0), ...seen(600), down(550), up(560), click(560), click(1100)).approved).toEqual(['d1']);
  });

  it('is open exactly while a press that begins now would count', () => {
    const { state } = run(...shown);
    expect([isOpen(state, 499), isOpen(state, 500)]).toEqual([false, true]);
    expect(isOpen(run(...shown, click(600)).state, 700)).toBe(false);
  });
});

const someEvent = fc.oneof(
  fc.record({ type: fc.constant('facts'), digest: fc.constantFrom(undefined, 'd1', 'd2') }),
  fc.record({ type: fc.constant('painted') }),
  fc.record({ type: fc.constant('attention'), attentive: fc.boolean() }),
  fc.record({ type: fc.constant('down'), what: fc.constantFrom('pointer 1', 'key Enter'), repeat: fc.boolean(), onButton: fc.boolean() }),
  fc.record({ type: fc.constant('up'), what: fc.constantFrom('pointer 1', 'key Enter') }),
  fc.record({ type: fc.constant('click'), trusted: fc.boolean() }),
);
/** Every event with its time, facts too, so that it can be said what was on the screen when. */
const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), someEvent), { maxLength: 40 }).map((steps) => {
  let at = 0;
  return steps.map(([pause, event]) => ({ ...event, at: (at += pause) }));
});

describe('the pay guard, in any order of events', () => {
  it('property: an approval is of facts that were in front of an attentive person for half a second, by a trusted click', () => {
    fc.assert(
      fc.property(story, (events) => {
        events.forEach((event, index) => {
          const { approved } = run(...events.slice(0, index + 1));
          const before = run(...events.slice(0, index)).approved;
          if (approved.length === before.length) return;
          expect(event).toMatchObject({ type: 'click', trusted: true });
          const window = events.filter(({ at }) => at > event.at - TIME_TO_READ && at <= event.at).slice(0, -1);
          const digest = approved.at(-1);
          expect(window.some((other) => other.type === 'facts' && other.digest !== digest && other.at < event.at)).toBe(false);
          expect(window.some((other) => other.type === 'attention' && !other.attentive && other.at < event.at)).toBe(false);
          const told = events.findLastIndex((other, place) => place < index && other.type === 'facts' && other.digest !== digest);
          const since = events.slice(told + 1, index);
          expect(since.some((other) => other.type === 'painted' && other.at <= event.at - TIME_TO_READ)).toBe(true);
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('property: no more approvals than views from the worker', () => {
    fc.assert(
      fc.property(story, (events) => {
        expect(run(...events).approved.length).toBeLessThanOrEqual(events.filter(({ type }) => type === 'facts').length);
      }),
      { numRuns: 1500 },
    );
  });

  it('property: a state never changes by looking, and the first state stays as it is', () => {
    fc.assert(
      fc.property(story, (events) => {
        const once = run(...events);
        expect(run(...events)).toEqual(once);
        expect(UNSEEN.held).toEqual({});
      }),
    );
  });
});
