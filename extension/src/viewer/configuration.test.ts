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

  it.each([
    [{ colour: 'red' }, /no setting “colour”; it has baseUrl, backend/],
    [{ backend: 'cuda' }, /deepspine\.configuration\.backend cannot be "cuda"/],
    [{ baseUrl: '' }, /baseUrl cannot be ""/],
    ['wasm', /must be an object/],
  ])('names the mistake in %j', (settings, message) => {
    expect(() => readConfiguration(settings)).toThrow(message);
  });
});
