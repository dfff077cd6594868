import { patientDifference } from './patient';

const JANE = {
  PatientID: '4711',
  PatientName: [{ Alphabetic: 'DOE^JANE' }],
  PatientBirthDate: '19900101',
  PatientSex: 'F',
};

describe('two datasets are of one patient', () => {
  it.each([
    ['when all agree', {}],
    ['when the name is written otherwise', { PatientName: 'Doe^Jané^^' }],
    [
      'when one states no name, birth date or sex',
      { PatientName: '', PatientBirthDate: undefined, PatientSex: [] },
    ],
    ['when the ID is padded', { PatientID: '4711 ' }],
    ['when one names no issuer of the ID', { IssuerOfPatientID: 'HOSPITAL' }],
  ])('%s', (_, change) => {
    expect(patientDifference(JANE, { ...JANE, ...change })).toBeNull();
    expect(patientDifference({ ...JANE, ...change }, JANE)).toBeNull();
  });
});

describe('two datasets are of two patients', () => {
  it.each([
    ['PatientID', { PatientID: '1005' }],
    ['PatientID', { PatientID: '' }],
    ['PatientName', { PatientName: 'ROE^JOHN' }],
    ['PatientBirthDate', { PatientBirthDate: '19400505' }],
    ['PatientSex', { PatientSex: 'M' }],
  ] as const)('when %s differs', (attribute, change) => {
    expect(patientDifference(JANE, { ...JANE, ...change })).toBe(attribute);
    expect(patientDifference({ ...JANE, ...change }, JANE)).toBe(attribute);
  });

  it('when nothing states an ID', () => {
    expect(patientDifference({}, {})).toBe('PatientID');
    expect(patientDifference({ PatientID: '' }, { PatientID: '' })).toBe('PatientID');
  });

  it('when the issuers of their IDs differ', () => {
    const of = (IssuerOfPatientID: string) => ({ ...JANE, IssuerOfPatientID });
    expect(patientDifference(of('A'), of('B'))).toBe('PatientID');
  });

  it.each(['ANON', 'Anonymous', 'anonymized', 'UNKNOWN', '0000', 'XXX'])(
    'when their ID is %s and nothing else tells them apart',
    PatientID => {
      const removed = { PatientID, PatientName: 'ANON^', PatientSex: 'F' };
      expect(patientDifference(removed, removed)).toBe('PatientID');
      const named = { ...JANE, PatientID };
      expect(patientDifference(named, named)).toBeNull();
    }
  );
});
