import { DEFAULT_CONFIGURATION, readConfiguration } from './configuration';

describe('a site’s configuration', () => {
  it('is the default where nothing is set', () => {
    expect(readConfiguration(undefined, null, {})).toEqual(DEFAULT_CONFIGURATION);
  });

  it('lets the later source win', () => {
    const { baseUrl, backend } = readConfiguration(
      { baseUrl: '/a/' },
      { baseUrl: '/b/', backend: 'wasm' }
    );
    expect([baseUrl, backend]).toEqual(['/b/', 'wasm']);
  });

  it('takes every setting', () => {
    const all = {
      autoRun: true,
      conditions: ['DB', 'SCS'],
      unsureBelow: 0.6,
      draftTemplate: 'FINDINGS\n{{levels}}',
      draftPhrases: { canal: '{{grade}} central stenosis' },
      archive: 'pacs',
    };
    expect(readConfiguration(all)).toEqual({ ...DEFAULT_CONFIGURATION, ...all });
  });

  it.each([
    [{ color: 'red' }, /no setting “color”; it has baseUrl, backend/],
    [{ backend: 'cuda' }, /deepspine\.configuration\.backend cannot be "cuda"/],
    [{ baseUrl: '' }, /baseUrl cannot be ""/],
    [
      { conditions: ['SCS', 'XYZ'] },
      /conditions cannot be \["SCS","XYZ"\]; set a list of SCS, LFS/,
    ],
    [{ conditions: [] }, /set a list of/],
    [{ conditions: ['DB', 'DB'] }, /each once/],
    [{ unsureBelow: 60 }, /unsureBelow cannot be 60; set a probability/],
    [{ draftTemplate: 'nothing' }, /set a text with {{levels}} in it/],
    [{ draftPhrases: { canals: 'x' } }, /keys among mild/],
    [{ draftPhrases: null }, /an object of phrases/],
    [{ archive: '' }, /archive cannot be ""; set a name, or null/],
    [{ autoRun: 'yes' }, /autoRun cannot be "yes"; set true or false/],
    ['wasm', /must be an object/],
  ])('names the mistake in %j', (settings, message) => {
    expect(() => readConfiguration(settings)).toThrow(message);
  });
});
