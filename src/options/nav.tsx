import { say } from '../ui/i18n.ts';
import { type Place, PLACES } from './route.ts';

/** The way between the pages. */
export function Nav({ place }: { readonly place: Place }) {
  return (
    <nav aria-label={say('options_nav')}>
      <ul>
        {Object.entries(PLACES).map(([name, word]) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === place ? 'page' : undefined}>
              {say(word)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
