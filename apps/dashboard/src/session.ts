import { AtelierClient } from '@atelier/sdk';
import { useEffect } from 'react';

const place = 'atelier-key';

/** The key of this browser tab: from the address's fragment once (it is never sent to a server), then kept for the tab. */
export function keyOfTab(): string | null {
  const given = takeKeyFromAddress();
  if (given !== null) rememberKey(given);
  return sessionStorage.getItem(place);
}

/** A link with a key that is opened in a tab where the page is open already changes the fragment alone. */
export function useKeyInAddress(onKey: (key: string) => void): void {
  useEffect(() => {
    const look = () => {
      const given = takeKeyFromAddress();
      if (given !== null) onKey(given);
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  });
}

function takeKeyFromAddress(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given !== null) history.replaceState(null, '', location.pathname);
  return given;
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
