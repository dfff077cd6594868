import { checkedJob, shownJob, Workplace } from './trust';

const ARCHIVE = 'https://archive.example/dicom-web';
const job = (archive: string) => ({ archive, study: '1.2.3', models: 'abc123abc123' });

describe('a worker with an archive', () => {
  const place = new Workplace({ dicomweb: ARCHIVE, signedIn: true });

  test.each([ARCHIVE, `${ARCHIVE}/`, 'https://ARCHIVE.example:443/dicom-web'])(
    'does the jobs that name it %s',
    archive => expect(place.rootFor(job(archive))).toBe(ARCHIVE)
  );

  test.each([
    'https://evil.example/dicom-web',
    'http://archive.example/dicom-web',
    'https://archive.example:8443/dicom-web',
    'https://archive.example/other',
    'https://archive.example.evil.example/dicom-web',
    'http://127.0.0.1:6379',
    'http://169.254.169.254/latest',
  ])('refuses jobs for %s', archive => {
    const refused = () => place.rootFor(job(archive));
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-arguments' }));
    expect(refused).not.toThrow(/secret/);
  });

  test('asks where it was told, by whatever known name a job calls it', () => {
    const inside = 'http://10.0.0.7:8042/dicom-web';
    const other = new Workplace({ dicomweb: inside, enqueuedAs: [ARCHIVE], signedIn: true });
    expect([other.rootFor(job(ARCHIVE)), other.rootFor(job(inside))]).toEqual([inside, inside]);
  });
});

describe('a worker without an archive', () => {
  test('has no headers to send', () => {
    expect(() => new Workplace({ signedIn: true })).toThrow(/--dicomweb/);
  });

  test.each([
    'http://127.0.0.1:8042/dicom-web',
    'http://localhost:3000/dicom-web',
    'http://[::1]:1',
  ])('asks those of this machine: %s', archive =>
    expect(new Workplace({ signedIn: false }).rootFor(job(archive))).toBe(archive)
  );

  test.each([
    ARCHIVE,
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'http://10.0.0.7/',
  ])('asks no other: %s', archive =>
    expect(() => new Workplace({ signedIn: false }).rootFor(job(archive))).toThrow(/--dicomweb/)
  );
});

describe('a job', () => {
  test('that enqueue wrote is taken as it is', () => {
    expect(checkedJob(job(ARCHIVE))).toEqual(job(ARCHIVE));
  });

  test.each([
    null,
    'text',
    {},
    job('file:///etc/passwd'),
    job('https://me:secret@archive.example'),
    { ...job(ARCHIVE), study: '../../x' },
    { ...job(ARCHIVE), study: 7 },
    { ...job(ARCHIVE), study: '1.2\u001b[2J' },
    { ...job(ARCHIVE), models: { length: 3 } },
  ])('that anybody else wrote, %j, is refused, and shown without what it holds', data => {
    expect(() => checkedJob(data)).toThrow(expect.objectContaining({ code: 'bad-arguments' }));
    const { study, archive } = shownJob(data);
    expect(study).toMatch(/^[\d.]+$|^no study$/);
    expect(archive).toMatch(/^https:\/\/archive\.example\/dicom-web$|^no archive$/);
  });
});
