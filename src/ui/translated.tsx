import type { ComponentChild } from 'preact';
import { tParts, type Facts, type FilledKey, type Slot } from './i18n.ts';

interface SayProps<Key extends FilledKey> {
  readonly word: Key;
  readonly with: Facts<Key, ComponentChild>;
}

/** A text of the catalogue whose facts are elements: names isolated, amounts kept on one line. */
export function Translated<Key extends FilledKey>({ word, with: facts }: SayProps<Key>) {
  const drawn: Partial<Record<Slot, ComponentChild>> = facts;
  return <>{tParts(word).map((piece) => (typeof piece === 'string' ? piece : drawn[piece.slot]))}</>;
}
