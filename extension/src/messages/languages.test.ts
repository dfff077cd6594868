import { render } from '.';
import type { MessageCode } from './catalogue';
import { EN_MESSAGES, EN_TEXTS } from './en';
import { LANGUAGES } from './languages';

type Texts = Readonly<Record<string, string>>;

const placeholders = (text: string) =>
  (text.match(/\{\{\w+(:\d)?\}\}/g) ?? []).map(one => one.replace(/:\d/, '')).sort();

/** i18next's categories of numbers, that a language may have more of than English. */
const singular = (key: string) => key.replace(/_(zero|one|two|few|many)$/, '_other');

describe.each(Object.entries(LANGUAGES))('%s', (language, { texts, messages }) => {
  it.each<[string, Texts, Texts]>([
    ['texts', texts, EN_TEXTS],
    ['messages', messages, EN_MESSAGES],
  ])('has every one of the %s, with the same values', (_, own, english) => {
    expect([...new Set(Object.keys(own).map(singular))].sort()).toEqual(
      [...new Set(Object.keys(english).map(singular))].sort()
    );
    for (const [key, text] of Object.entries(own)) {
      const original = english[key] ?? english[singular(key)]!;
      expect([key, placeholders(text)]).toEqual([key, placeholders(original)]);
      expect([key, text === '']).toEqual([key, original === '']);
    }
  });

  it('has a sentence for every category of numbers that it knows', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const plurals = Object.keys(messages).filter(key => key.endsWith('_other'));
    expect(plurals.length).toBeGreaterThan(5);
    const missing = plurals.flatMap(key =>
      pluralCategories
        .map(category => key.replace(/other$/, category))
        .filter(one => !Object.hasOwn(messages, one))
    );
    expect(missing).toEqual([]);
  });

  it('ends a sentence where English does', () => {
    const ends = (text: string) => /\.$/.test(text);
    const other = Object.entries(EN_MESSAGES).filter(
      ([key, text]) => ends(text) !== ends(messages[key as keyof typeof EN_MESSAGES])
    );
    expect(other.map(([key]) => key)).toEqual([]);
  });
});

it('differ where they have words', () => {
  const { texts, messages } = LANGUAGES.de!;
  const same = Object.entries({ ...EN_TEXTS, ...EN_MESSAGES }).filter(
    ([key, text]) =>
      /[a-z]{3}/i.test(text.replace(/\{\{\w+(:\d)?\}\}/g, '')) &&
      ({ ...texts, ...messages } as Texts)[key] === text
  );
  // Words of medicine and of DICOM that both languages share.
  expect(same.map(([key]) => key)).toEqual(['plane_sagittal', 'plane_axial', 'http']);
});

it('says a message with its parts and numbers as the language does', () => {
  const german: Texts = LANGUAGES.de!.messages;
  const code: MessageCode = 'images-unlike-training';
  const values = { context: 'sizes', pixel: 0.7, slices: 4, discs: 35.2 };
  const say = (message: Parameters<typeof render>[0]) =>
    render(message, one => german[`${one.code}_${String(one.values?.context)}`]!, 'de');
  expect(say({ code, values })).toMatch(
    /^Pixel von 0,70 mm, Schichten im Abstand von 4,0 mm .* 35 mm/
  );
});
