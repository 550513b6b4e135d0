import type { ComponentChild } from 'preact';
import { tParts, type Facts, type FilledKey, type Slot } from './i18n.ts';

interface SayProps<Key extends FilledKey> {
  readonly word: Key;
  readonly with: Facts<Key, ComponentChild>;
}

/** A text whose placeholder values are elements: names are isolated, amounts stay on one line. */
export function Translated<Key extends FilledKey>({ word, with: facts }: SayProps<Key>) {
  const drawn: Partial<Record<Slot, ComponentChild>> = facts;
  return <>{tParts(word).map((piece) => (typeof piece === 'string' ? piece : drawn[piece.slot]))}</>;
}
