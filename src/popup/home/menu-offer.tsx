import { useEffect, useState } from 'preact/hooks';
import { addMenu, hasMenu, removeMenu } from '../../platform/menu-permission.ts';
import { t } from '../../ui/i18n.ts';

/** Offers the extension's entry in the context menu of links. */
export function MenuOffer() {
  const [isThere, setThere] = useState<boolean>();
  useEffect(() => void hasMenu().then(setThere, () => undefined), []);
  if (isThere === undefined) return null;
  // Browsers grant permissions only within a user activation, so nothing may be awaited before these calls.
  const change = () => {
    if (isThere) void removeMenu().then((isGone) => setThere(!isGone));
    else void addMenu().then(setThere);
  };
  return (
    <button type="button" class="link" onClick={change}>
      {t(isThere ? 'bring_menu_remove' : 'bring_menu_add')}
    </button>
  );
}
