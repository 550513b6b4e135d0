import type { SheetPayment } from '../messages/sheet.ts';
import { Say } from '../ui/say.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { Mark } from '../ui/mark.tsx';
import { say } from '../ui/words.ts';

/** Who asks: the page's host, as the browser knows it. */
export function Header({ shop }: Pick<SheetPayment, 'shop'>) {
  return (
    <header class="head">
      <Mark />
      <div class="head-words">
        <h1>
          <Untrusted text={shop.host} />
        </h1>
        <p>
          {shop.frameOf === undefined ? (
            say('sheet_head_asks')
          ) : (
            <Say word="sheet_head_inside" with={{ shop: <Untrusted text={shop.frameOf} /> }} />
          )}
        </p>
      </div>
    </header>
  );
}
