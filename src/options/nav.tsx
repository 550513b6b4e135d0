import { t } from '../ui/i18n.ts';
import { type RouteName, ROUTES } from './route.ts';

/** Links between the pages. */
export function Nav({ place }: { readonly place: RouteName }) {
  return (
    <nav aria-label={t('options_nav')}>
      <ul>
        {Object.entries(ROUTES).map(([name, word]) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === place ? 'page' : undefined}>
              {t(word)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
