import type { SafetyCommand, SafetyField, SafetyLimits, SafetyView } from '../../messages/safety.ts';
import { parseSafetyCommand } from '../../messages/safety-parser.ts';
import type { Amount, Asset } from '../../model/amount.ts';
import { fromDecimal, toDecimal } from '../../model/amount.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { toTenderError } from '../../model/errors.ts';
import type { SpendingLimit } from '../../limits/spending-limits.ts';
import type { SecuritySettings } from '../../limits/security-settings.ts';
import { NO_SETTINGS } from '../../limits/security-settings.ts';
import type { SafetyStore } from '../../storage/safety.ts';
import { Controller } from '../controller.ts';
import type { PortConnection } from '../port-connection.ts';
import { verifyRegistration } from './assertion.ts';
import { fromBase64url } from './bytes.ts';
import type { Security } from './security.ts';

type Answer = NonNullable<SafetyView['answer']>;

export interface SecurityControllerDeps {
  readonly safety: Security;
  readonly store: SafetyStore;
  /** The assets of the linked wallets. */
  readonly assets: () => Promise<readonly Asset[]>;
  readonly origin: string;
  readonly now: () => number;
  /** Told after each change: the sheet may show something else now. */
  readonly onChange: () => void;
}

/** A field that cannot be read as an amount. */
class Unreadable extends Error {
  readonly field: NonNullable<Answer['field']>;

  constructor(currency: string, name: SafetyField, code: ErrorCode) {
    super(code);
    this.field = { currency, name, code };
  }
}

/** The other end of the options page's section "Safety": shows what is set, and takes changes that the passkey allows. */
export class SecurityController {
  readonly #deps: SecurityControllerDeps;
  readonly #pages = new Controller<SafetyView, SafetyCommand>({
    parse: parseSafetyCommand,
    run: (command) => this.#run(command),
    view: () => this.#view(),
  });
  #answer: Answer | undefined;

  constructor(deps: SecurityControllerDeps) {
    this.#deps = deps;
  }

  connect(connection: PortConnection): void {
    this.#pages.connect(connection);
    void this.show();
  }

  /** Sends the view to every open options page. */
  async show(): Promise<void> {
    await this.#pages.show();
  }

  async #run(command: SafetyCommand): Promise<void> {
    const { ticket } = command;
    try {
      await this.#obey(command);
      this.#answer = { ticket, state: 'saved' };
    } catch (thrown) {
      this.#answer = { ticket, state: 'failed', ...(thrown instanceof Unreadable ? { field: thrown.field } : {}) };
    }
    await this.#deps.safety.touch().catch(() => undefined);
    await this.show().catch(() => undefined);
    this.#deps.onChange();
  }

  async #obey(command: SafetyCommand): Promise<void> {
    const { store, safety } = this.#deps;
    if (command.type === 'add-passkey') return this.#addPasskey(command.registration);
    if (command.type === 'remove-passkey') {
      await safety.admitChange(command.assertion);
      const { passkeyAbove: _above, lockAfter: _lock, ...kept } = await store.settings();
      // What only a passkey could open goes with it.
      await store.putSettings({ ...kept, passkeyAbove: {} });
      return store.putPasskey(undefined);
    }
    // Read before the passkey is asked for: a slip of the hand must not use up its answer.
    const settings = await this.#settingsOf(command);
    await safety.admitChange(command.assertion);
    await store.putSettings(settings);
    if (settings.lockAfter !== undefined) await safety.used(settings);
  }

  async #addPasskey(registration: Extract<SafetyCommand, { type: 'add-passkey' }>['registration']): Promise<void> {
    const { store, safety, origin, now } = this.#deps;
    // Another one takes the place of the first only after that was removed, with its own leave.
    if (await safety.hasPasskey()) throw new TypeError('There is a passkey already');
    const challenge = fromBase64url(await safety.challengeForChange());
    await store.putChallenge('change', undefined);
    await store.putPasskey(await verifyRegistration(registration, { challenge, origin }, now()));
  }

  async #settingsOf({ limits, lockAfter }: Extract<SafetyCommand, { type: 'save' }>): Promise<SecuritySettings> {
    const assets = await this.#assets();
    const hasPasskey = await this.#deps.safety.hasPasskey();
    const caps: Record<string, SpendingLimit> = {};
    const passkeyAbove: Record<string, Amount> = {};
    for (const typed of limits) {
      const asset = assets.get(typed.currency);
      if (!asset) continue;
      const [perPayment, perSiteDay] = [amountIn(typed, 'perPayment', asset), amountIn(typed, 'perSiteDay', asset)];
      // Also where both are left empty: so it is known that they were, and in which currencies nobody was asked.
      caps[asset.code] = { ...(perPayment ? { perPayment } : {}), ...(perSiteDay ? { perSiteDay } : {}) };
      const above = hasPasskey ? amountIn(typed, 'passkeyAbove', asset) : undefined;
      if (above) passkeyAbove[asset.code] = above;
    }
    const { zone } = this.#deps.safety;
    return { caps, passkeyAbove, zone, ...(lockAfter !== null && hasPasskey ? { lockAfter } : {}) };
  }

  async #view(): Promise<SafetyView> {
    const { safety, store } = this.#deps;
    // Settings that cannot be read show as empty and hold every approval back until they are saved anew.
    const settings = await store.settings().catch(() => NO_SETTINGS);
    const [challenge, passkey, waitUntil] = [await safety.challengeForChange(), await store.passkey(), await safety.waitUntil()];
    return {
      limits: [...(await this.#assets()).values()].map(({ code }) => limitsIn(settings, code)),
      challenge,
      ...(settings.lockAfter === undefined ? {} : { lockAfter: settings.lockAfter }),
      ...(passkey ? { passkey: { id: passkey.id, challenge } } : {}),
      ...(waitUntil === undefined ? {} : { waitUntil }),
      ...(this.#answer ? { answer: this.#answer } : {}),
    };
  }

  /** The currencies that limits can be set in, each at the finest scale that a wallet has it in. */
  async #assets(): Promise<ReadonlyMap<string, Asset>> {
    const { caps, passkeyAbove } = await this.#deps.store.settings().catch(() => NO_SETTINGS);
    const set = [...Object.values(caps).flatMap(({ perPayment, perSiteDay }) => [perPayment, perSiteDay]), ...Object.values(passkeyAbove)];
    const known = set.flatMap((amount) => (amount ? [{ code: amount.assetCode, scale: amount.assetScale }] : []));
    const assets = new Map<string, Asset>();
    for (const asset of [...(await this.#deps.assets()), ...known]) {
      if ((assets.get(asset.code)?.scale ?? -1) < asset.scale) assets.set(asset.code, asset);
    }
    return assets;
  }
}

function amountIn(typed: SafetyLimits, name: SafetyField, asset: Asset): Amount | undefined {
  const value = typed[name].trim();
  if (value === '') return undefined;
  try {
    return fromDecimal({ currency: asset.code, value }, asset);
  } catch (thrown) {
    throw new Unreadable(asset.code, name, toTenderError(thrown).code);
  }
}

function limitsIn({ caps, passkeyAbove }: SecuritySettings, code: string): SafetyLimits {
  const written = (amount: Amount | undefined) => (amount ? toDecimal(amount) : '');
  const { perPayment, perSiteDay } = caps[code] ?? {};
  return { currency: code, perPayment: written(perPayment), perSiteDay: written(perSiteDay), passkeyAbove: written(passkeyAbove[code]) };
}
