import type { HistoryRow, HistoryState } from '../../messages/history.ts';
import type { PlainKey } from '../../ui/i18n.ts';

type Tone = 'ok' | 'warn' | 'bad' | '';

/** Message key and tone of each state. */
const STATUS: Readonly<Record<HistoryState, readonly [PlainKey, Tone]>> = {
  asked: ['history_status_waiting', 'warn'],
  resolved: ['history_status_waiting', 'warn'],
  quoted: ['history_status_waiting', 'warn'],
  approved: ['history_status_wallet', 'warn'],
  authorizing: ['history_status_wallet', 'warn'],
  authorized: ['history_status_paying', 'warn'],
  submitting: ['history_status_paying', 'warn'],
  sending: ['history_status_paying', 'warn'],
  unsure: ['history_status_checking', 'warn'],
  completed: ['history_status_paid', 'ok'],
  declined: ['history_status_declined', ''],
  expired: ['history_status_expired', ''],
  failed: ['history_status_failed', 'bad'],
};

export function statusOf({ state, failure, stoppedAt }: Pick<HistoryRow, 'state' | 'failure' | 'stoppedAt'>): readonly [PlainKey, Tone] {
  if (stoppedAt !== undefined) return ['history_status_left', 'warn'];
  return state === 'failed' && failure?.code === 'paid-in-part' ? ['history_status_in_part', 'bad'] : STATUS[state];
}

/** Message key of each state change. */
export const STEPS: Readonly<Record<HistoryState, PlainKey>> = {
  asked: 'history_step_asked',
  resolved: 'history_step_resolved',
  quoted: 'history_step_quoted',
  approved: 'history_step_approved',
  authorizing: 'history_step_authorizing',
  authorized: 'history_step_authorized',
  submitting: 'history_step_submitting',
  sending: 'history_step_sending',
  unsure: 'history_step_unsure',
  completed: 'history_step_completed',
  declined: 'history_step_declined',
  expired: 'history_step_expired',
  failed: 'history_step_failed',
};
