import { uidFrom } from '../../findings';
import type { Runtime } from '../host/ohif';

/** Whoever reads, as far as the viewer knows. */
export interface Reader {
  /** Stands for the signed-in person, and tells nobody who that is; null where nobody has signed in. */
  readonly id: string | null;
  /** "Family^Given" (PS3.5, 6.2.1). */
  readonly name: string | undefined;
}

type Signed = Pick<Runtime, 'services'>;

const profileOf = ({ services }: Signed): Readonly<Record<string, unknown>> =>
  services.userAuthenticationService.getUser?.()?.profile ?? {};

/** The signed-in person as a DICOM person name (PS3.5, 6.2.1), where the viewer knows one. */
export function personName(runtime: Signed): string | undefined {
  const profile = profileOf(runtime);
  const claim = (name: string) => {
    const value = profile[name];
    return typeof value === 'string' ? value.replace(/[\\^=]/g, ' ').trim() : '';
  };
  const [family, given] = [claim('family_name'), claim('given_name')];
  return (family ? `${family}^${given}`.replace(/\^$/, '') : claim('name')) || undefined;
}

/** Claims of OpenID Connect that tell people apart, the surest first. */
const IDENTITY = ['sub', 'preferred_username', 'email', 'name'] as const;

export function readerOf(runtime: Signed): Reader {
  const profile = profileOf(runtime);
  const issuer = typeof profile.iss === 'string' ? profile.iss : '';
  const claim = IDENTITY.find(name => typeof profile[name] === 'string' && profile[name] !== '');
  return {
    id: claim ? uidFrom('reader', issuer, claim, String(profile[claim])) : null,
    name: personName(runtime),
  };
}
