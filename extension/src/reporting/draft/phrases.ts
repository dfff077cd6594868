/**
 * The words of a draft report in one language. `{{grade}}`, `{{left}}`, `{{right}}`, `{{list}}`,
 * `{{from}}`, `{{to}}` and `{{date}}` are filled in; a key's end says where it is used.
 */
export const ENGLISH = {
  mild: 'mild',
  moderate: 'moderate',
  severe: 'severe',
  present: 'present',
  absent: 'absent',
  none: 'none',
  left: 'left',
  right: 'right',
  canal: '{{grade}} spinal canal stenosis',
  foraminaLeft: '{{grade}} left foraminal stenosis',
  foraminaRight: '{{grade}} right foraminal stenosis',
  foraminaBoth: '{{grade}} bilateral foraminal stenosis',
  foraminaEach: '{{left}} left and {{right}} right foraminal stenosis',
  bulge: 'disc bulge',
  complex: 'disc-osteophyte complex',
  facetsLeft: 'left facet arthropathy',
  facetsRight: 'right facet arthropathy',
  facetsBoth: 'bilateral facet arthropathy',
  flavum: 'ligamentum flavum thickening',
  lipomatosis: 'epidural lipomatosis',
  /** The list holds the nouns below. */
  no: 'no {{list}}',
  or: ' or ',
  noCanal: 'spinal canal stenosis',
  noForaminaLeft: 'left foraminal stenosis',
  noForaminaRight: 'right foraminal stenosis',
  noForaminaBoth: 'foraminal stenosis',
  /** In place of the two above, where both are said. */
  noNarrowing: 'spinal canal or foraminal stenosis',
  noBulge: 'disc bulge',
  noComplex: 'disc-osteophyte complex',
  noFacetsLeft: 'left facet arthropathy',
  noFacetsRight: 'right facet arthropathy',
  noFacetsBoth: 'facet arthropathy',
  noFlavum: 'ligamentum flavum thickening',
  noLipomatosis: 'epidural lipomatosis',
  /** A level at which all nine conditions were read as normal. */
  unremarkable: 'unremarkable',
  levels: '{{from}} to {{to}}',
  new: 'new',
  worse: 'worse, previously {{grade}}',
  same: 'unchanged',
  better: 'improved, previously {{grade}}',
  gone: 'resolved',
  comparison: 'Comparison: MRI of {{date}}.',
} as const;

export type DraftPhraseKey = keyof typeof ENGLISH;
export type DraftPhrases = Readonly<Record<DraftPhraseKey, string>>;

export const GERMAN: DraftPhrases = {
  mild: 'geringgradige',
  moderate: 'mäßiggradige',
  severe: 'hochgradige',
  present: 'vorhanden',
  absent: 'nicht vorhanden',
  none: 'keine',
  left: 'links',
  right: 'rechts',
  canal: '{{grade}} Spinalkanalstenose',
  foraminaLeft: '{{grade}} Neuroforamenstenose links',
  foraminaRight: '{{grade}} Neuroforamenstenose rechts',
  foraminaBoth: '{{grade}} Neuroforamenstenose beidseits',
  foraminaEach: '{{left}} Neuroforamenstenose links und {{right}} rechts',
  bulge: 'Bandscheibenvorwölbung',
  complex: 'osteodiskale Protrusion mit Randosteophyten',
  facetsLeft: 'Facettengelenksarthrose links',
  facetsRight: 'Facettengelenksarthrose rechts',
  facetsBoth: 'Facettengelenksarthrose beidseits',
  flavum: 'Verdickung des Ligamentum flavum',
  lipomatosis: 'epidurale Lipomatose',
  no: 'kein Nachweis einer {{list}}',
  or: ' oder ',
  noCanal: 'Spinalkanalstenose',
  noForaminaLeft: 'linksseitigen Neuroforamenstenose',
  noForaminaRight: 'rechtsseitigen Neuroforamenstenose',
  noForaminaBoth: 'Neuroforamenstenose',
  noNarrowing: 'Spinalkanal- oder Neuroforamenstenose',
  noBulge: 'Bandscheibenvorwölbung',
  noComplex: 'osteodiskalen Protrusion',
  noFacetsLeft: 'linksseitigen Facettengelenksarthrose',
  noFacetsRight: 'rechtsseitigen Facettengelenksarthrose',
  noFacetsBoth: 'Facettengelenksarthrose',
  noFlavum: 'Verdickung des Ligamentum flavum',
  noLipomatosis: 'epiduralen Lipomatose',
  unremarkable: 'unauffällig',
  levels: '{{from}} bis {{to}}',
  new: 'neu',
  worse: 'zunehmend, zuvor {{grade}}',
  same: 'unverändert',
  better: 'rückläufig, zuvor {{grade}}',
  gone: 'nicht mehr nachweisbar',
  comparison: 'Vergleich: MRT vom {{date}}.',
};

/** Phrases by language code; other languages use English. */
export const DRAFT_LANGUAGES: Readonly<Record<string, DraftPhrases>> = {
  en: ENGLISH,
  de: GERMAN,
};

/** The phrases of a language ('de-AT' uses 'de'), with a site's own in their place. */
export const draftPhrases = (language: string, own: Partial<DraftPhrases> = {}): DraftPhrases => ({
  ...(DRAFT_LANGUAGES[language.split('-')[0]!.toLowerCase()] ?? ENGLISH),
  ...own,
});

/** Puts values into a phrase; a placeholder without a value stays and is seen. */
export const fill = (phrase: string, values: Readonly<Record<string, string>>): string =>
  phrase.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
