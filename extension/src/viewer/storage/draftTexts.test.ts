import { DraftTexts } from './draftTexts';
import { memory } from '../testing/memory';

const ANYBODY = { id: null, name: undefined };
const ANN = { id: '2.25.100', name: 'Reader^Ann' };
const BEN = { id: '2.25.200', name: 'Reader^Ben' };
const DAY = 24 * 3600 * 1000;

describe('a draft that a reader has written on', () => {
  it('is there after a reload, for its study and reader only', () => {
    const [browser, tab] = [memory(), memory()];
    new DraftTexts({ browser, tab }).keep('2.25.1', ANN, 'L4-L5: mine.');
    const reloaded = new DraftTexts({ browser, tab });
    expect(reloaded.load('2.25.1', ANN)).toBe('L4-L5: mine.');
    expect(reloaded.load('2.25.2', ANN)).toBeNull();
    expect(reloaded.load('2.25.1', BEN)).toBeNull();
    expect(reloaded.load('2.25.1', ANYBODY)).toBeNull();
  });

  it('of nobody who has signed in stays in the tab', () => {
    const [browser, tab] = [memory(), memory()];
    new DraftTexts({ browser, tab }).keep('2.25.1', ANYBODY, 'words');
    expect(browser.all.size).toBe(0);
    expect(new DraftTexts({ browser, tab }).load('2.25.1', ANYBODY)).toBe('words');
    expect(new DraftTexts({ browser, tab: memory() }).load('2.25.1', ANYBODY)).toBeNull();
  });

  it('is removed when the findings’ own text is asked for, and after a week', () => {
    let time = 0;
    const [browser, tab] = [memory(), memory()];
    const texts = new DraftTexts({ browser, tab, now: () => time });
    texts.keep('2.25.1', ANN, 'words');
    texts.keep('2.25.1', ANN, null);
    expect(browser.all.size).toBe(0);
    texts.keep('2.25.1', ANN, 'words');
    time = 8 * DAY;
    expect(texts.load('2.25.1', ANN)).toBeNull();
    browser.all.set('deepspine.text.1.broken', '{');
    browser.all.set('somebody else', 'stays');
    new DraftTexts({ browser, tab, now: () => time });
    expect([...browser.all.keys()]).toEqual(['somebody else']);
  });

  it('lives in the page only where the browser forbids storage', () => {
    const full = { ...memory(), setItem: () => assertFull() };
    const texts = new DraftTexts({ browser: full, tab: null });
    texts.keep('2.25.1', ANN, 'words');
    texts.keep('2.25.1', ANYBODY, 'words');
    expect(texts.load('2.25.1', ANN)).toBeNull();
    expect(texts.load('2.25.1', ANYBODY)).toBeNull();
  });
});

function assertFull(): never {
  throw new Error('QuotaExceededError');
}
