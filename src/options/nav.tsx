import { say } from '../ui/words.ts';
import { type Place, PLACES } from './place.ts';

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
