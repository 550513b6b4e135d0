import { PROVIDERS, type Provider } from '../wallets/open-payments/providers.ts';
import { Host } from '../ui/host.tsx';
import { Translated } from '../ui/translated.tsx';
import { formatUtcDay } from '../ui/time.ts';

/** Providers of wallets for users without one, with the sources and dates of the facts. */
export function ProviderList({ isTest = false }: { readonly isTest?: boolean }) {
  const offered = PROVIDERS.filter((provider) => (provider.isTest ?? false) === isTest);
  return (
    <ul class="providers">
      {offered.map(
        (provider) =>
          provider.signUp !== undefined && (
            <li key={provider.name}>
              <a href={provider.signUp} target="_blank" rel="noreferrer">
                {provider.name}
              </a>
              <ProviderFacts provider={provider} />
            </li>
          ),
      )}
    </ul>
  );
}

function ProviderFacts({ provider: { regions, currencies, sources } }: { readonly provider: Provider }) {
  const [source] = sources;
  return (
    <>
      {regions !== undefined && currencies !== undefined && (
        <p>
          <Translated word="welcome_get_places" with={{ stated: regions, actual: currencies.join(', ') }} />
        </p>
      )}
      {source !== undefined && (
        <p class="small">
          <Translated
            word="welcome_get_checked"
            with={{
              time: formatUtcDay(Date.parse(source.readOn)),
              host: (
                <a href={source.url} target="_blank" rel="noreferrer">
                  <Host host={new URL(source.url).host} />
                </a>
              ),
            }}
          />
        </p>
      )}
    </>
  );
}
