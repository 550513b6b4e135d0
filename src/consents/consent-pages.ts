/** Wallets’ consent pages, each shown to the user in a tab of ours, by the id of what it is for. */
export interface ConsentPages {
  /** Shows `url`; resolved once the tab is on its way and remembered, so that its closing can be told. */
  open(id: string, url: string): Promise<void>;
  isOpen(id: string): Promise<boolean>;
  /** Closes the tab, if it is still there; closing it this way tells nobody. */
  close(id: string): Promise<void>;
}
