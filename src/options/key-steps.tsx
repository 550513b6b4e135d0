import type { OptionsWallet } from '../messages/options.ts';
import { Host } from '../ui/host.tsx';
import { Say } from '../ui/say.tsx';
import { say } from '../ui/words.ts';
import { CopyField } from './copy-field.tsx';

interface KeyStepsProps {
  readonly title: string;
  readonly text: string;
  readonly host: string;
  readonly publicKey: OptionsWallet['key'];
}

/** A public key and how to give it to the wallet. */
export function KeySteps({ title, text, host, publicKey }: KeyStepsProps) {
  return (
    <div class="key-steps">
      <h3>{title}</h3>
      <p>{text}</p>
      <ol class="numbered">
        <li>{say('options_step_copy')}</li>
        <li>
          <Say word="options_step_open" with={{ host: <Host host={host} /> }} />
        </li>
        <li>{say('options_step_paste')}</li>
      </ol>
      <CopyField label="options_key_base64" button="options_copy_key" text={publicKey.base64} isMain />
      <CopyField label="options_key_jwk" button="options_copy_jwk" text={JSON.stringify(publicKey.jwk, null, 2)} />
    </div>
  );
}
