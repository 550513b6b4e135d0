/** The wallet's consent page, shown to the user in a tab of ours. */
export interface Consent {
  /** Shows `url`; resolved once the tab is on its way and remembered, so that its closing can be told. */
  open(paymentId: string, url: string): Promise<void>;
  isOpen(paymentId: string): Promise<boolean>;
  /** Closes the tab, if it is still there; closing it this way tells nobody. */
  close(paymentId: string): Promise<void>;
}
