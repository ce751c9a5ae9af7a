import { AtelierClient } from '@atelier/sdk';

const place = 'atelier-key';

/** The key of this browser tab: from the address's fragment once (it is never sent to a server), then kept for the tab. */
export function keyOfTab(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given) {
    sessionStorage.setItem(place, given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(place);
}

export function rememberKey(key: string): void {
  sessionStorage.setItem(place, key.trim());
}

export function forgetKey(): void {
  sessionStorage.removeItem(place);
}

export function clientOf(key: string): AtelierClient {
  return new AtelierClient({ url: location.origin, key, fetch: (...request) => fetch(...request) });
}
