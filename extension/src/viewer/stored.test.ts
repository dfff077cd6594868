import type { Runtime } from './ohif';

jest.mock('@ohif/core', () => ({ DicomMetadataStore: {} }), { virtual: true });
import { personName, randomUid } from './stored';

const signedIn = (profile?: Record<string, unknown>) =>
  ({
    services: { userAuthenticationService: { getUser: () => ({ profile }) } },
  }) as unknown as Runtime;

it.each([
  [{ family_name: 'Roe', given_name: 'Jane', name: 'Jane Roe' }, 'Roe^Jane'],
  [{ family_name: 'Roe' }, 'Roe'],
  [{ name: 'Jane Roe' }, 'Jane Roe'],
  [{ family_name: 'Ro^e', given_name: 'J\\ane' }, 'Ro e^J ane'],
  [{ name: 7 }, undefined],
  [undefined, undefined],
])('writes the signed-in person %j as %s', (profile, name) => {
  expect(personName(signedIn(profile))).toBe(name);
});

it('makes DICOM UIDs that differ', () => {
  const uids = Array.from({ length: 100 }, randomUid);
  expect(new Set(uids).size).toBe(100);
  uids.forEach(uid => expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/));
});
