import type { SheetPayment } from '../messages/sheet.ts';
import { Say } from '../ui/say.tsx';
import { Host } from '../ui/host.tsx';
import { Mark } from '../ui/mark.tsx';
import { say } from '../ui/words.ts';

/** Who asks: the page's host, as the browser knows it. */
export function Header({ shop }: Pick<SheetPayment, 'shop'>) {
  return (
    <header class="head">
      <Mark />
      <div class="head-words">
        <h1>
          <Host host={shop.host} />
        </h1>
        <p>
          {shop.frameOf === undefined ? (
            say('sheet_head_asks')
          ) : (
            <Say word="sheet_head_inside" with={{ shop: <Host host={shop.frameOf} /> }} />
          )}
        </p>
      </div>
    </header>
  );
}
