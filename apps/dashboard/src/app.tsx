import { useState } from 'react';
import { Overview } from './overview.js';
import { forgetKey, keyOfTab, rememberKey, useKeyInAddress } from './session.js';
import { SignIn } from './sign-in.js';

/** Signed in or not. A key that the platform refuses ends the session and says why. */
export function App() {
  const [key, setKey] = useState(keyOfTab);
  const [refusal, setRefusal] = useState<string | null>(null);
  const signIn = (given: string) => {
    rememberKey(given);
    setRefusal(null);
    setKey(given.trim());
  };
  const signOut = (reason: string | null) => {
    forgetKey();
    setRefusal(reason);
    setKey(null);
  };
  useKeyInAddress(signIn);
  if (key === null) return <SignIn onKey={signIn} refusal={refusal} />;
  return <Overview key={key} apiKey={key} onSignOut={() => signOut(null)} onRefused={signOut} />;
}
