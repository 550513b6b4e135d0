import type { SheetLikeness, SheetMemory } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { Translated } from '../ui/translated.tsx';
import { formatDay } from '../ui/time.ts';
import { t } from '../ui/i18n.ts';

/** A short line about earlier payments here. Changes are shown as a warning instead. */
export function MemoryLine({ memory: { verdict } }: { readonly memory: SheetMemory }) {
  if (verdict.kind === 'changed') return null;
  return <p class="small">{wordsOf(verdict)}</p>;
}

function wordsOf(verdict: Exclude<SheetMemory['verdict'], { kind: 'changed' }>): string {
  if (verdict.kind === 'first') return t('sheet_memory_first');
  const time = formatDay(verdict.lastAt);
  return verdict.times === 1 ? t('sheet_memory_once', { time }) : t('sheet_memory_known', { stated: String(verdict.times), time });
}

/** What differs from earlier payments to this shop or payee. */
export function MemoryWarnings({ memory: { verdict, likenesses } }: { readonly memory: SheetMemory }) {
  return (
    <>
      {verdict.kind === 'changed' && (
        <p class="note warn">
          <b>{t('sheet_warn_changed_title')}</b>
          <Translated
            word="sheet_warn_changed_text"
            with={{ stated: <Host host={verdict.before} />, actual: <Host host={verdict.now} /> }}
          />
        </p>
      )}
      {likenesses
        .filter(({ likeness }) => !isInVerdict(verdict, likeness))
        .map(({ of, likeness }) => (
          <Likeness key={of} of={of} likeness={likeness} />
        ))}
    </>
  );
}

/** The warning about the change names both hosts already. */
function isInVerdict(verdict: SheetMemory['verdict'], { host, like }: SheetLikeness): boolean {
  return verdict.kind === 'changed' && verdict.before === like && verdict.now === host;
}

function Likeness({ of, likeness: { host, like } }: SheetMemory['likenesses'][number]) {
  if (like === undefined) {
    return (
      <p class="note warn">
        <b>{t('sheet_warn_mixed_title')}</b>
        <Translated word="sheet_warn_mixed_text" with={{ host: <Host host={host} /> }} />
      </p>
    );
  }
  const facts = { host: <Host host={host} />, other: <Host host={like} /> };
  return (
    <p class="note warn">
      <b>
        <Translated word="sheet_warn_like_title" with={{ other: facts.other }} />
      </b>
      {of === 'shop' ? <Translated word="sheet_warn_like_shop" with={facts} /> : <Translated word="sheet_warn_like_payee" with={facts} />}
    </p>
  );
}
