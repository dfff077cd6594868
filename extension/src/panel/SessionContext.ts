import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session } from '../viewer/session/session';
import type { SessionState } from '../viewer/study/state';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) {
    throw new Error('A part of the DeepSPINE panel stands outside the panel.');
  }
  return session;
}

/** The session's state; the component renders anew whenever it changes. */
export function useSessionState(): SessionState {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, store.get);
}
