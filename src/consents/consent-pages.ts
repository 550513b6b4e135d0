/** Shows wallets' consent pages in tabs, by the id of the payment or allowance. */
export interface ConsentPages {
  /** Opens `url`. Resolves when the tab is stored, so that its closing is noticed. */
  open(id: string, url: string): Promise<void>;
  isOpen(id: string): Promise<boolean>;
  /** Closes the tab if it is open, without an event. */
  close(id: string): Promise<void>;
}
