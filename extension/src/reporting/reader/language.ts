/**
 * Which language a report is written in, by its commonest words. Only English is read; the others are
 * recognized so that a site learns why such a report has no labels.
 */

interface Language {
  readonly code: string;
  /** Words of every text in that language, one point each. */
  readonly common: string;
  /** Words of spine reports and of headings that no other language writes so, three points each. */
  readonly telling: string;
}

const LANGUAGES: readonly Language[] = [
  {
    code: 'en',
    common:
      'the of and with no not is are was be a an as or this that which there at in or to for without noted seen level levels disc disk mild moderate severe left right bilateral normal findings impression',
    telling:
      'bulge bulges bulging canal stenosis foraminal foramina narrowing facet herniation spine thecal sac compressing',
  },
  {
    code: 'de',
    common:
      'der die das und mit im in des den dem ein eine einer keine kein nicht ist sind von zu auf bei sowie ohne links rechts als auch nach höhe leichte leichter mäßige geringe hochgradige befund beurteilung',
    telling:
      'bandscheibe bandscheiben bandscheibenvorfall bandscheibenprotrusion spinalkanal spinalkanalstenose spinalstenose neuroforamen neuroforamina neuroforamenstenose lws wirbelsäule wirbelkörper facettengelenke facettengelenksarthrose beidseits osteochondrose segment segmente lendenwirbelsäule',
  },
  {
    code: 'fr',
    common:
      'le la les de des du et avec sans au aux un une en sur pas à est sont ou gauche droite droit niveau par il existe absence discret discrète résultat conclusion indication',
    telling:
      'discale discal disque disques hernie débord lombaire rachis canalaire foraminale rétrécissement étroit arthrose articulaire postérieure sténose saillie conflit radiculaire bilatérale',
  },
  {
    code: 'es',
    common:
      'el la los las de del y con sin en un una no se que por al es son izquierdo izquierda derecho derecha nivel leve moderada moderado severa hallazgos conclusión se observa sin evidencia',
    telling:
      'disco discales discos protrusión columna conducto estenosis abombamiento facetaria forámenes raquídeo vertebrales receso espinal',
  },
  {
    code: 'pt',
    common:
      'o a os as de do da dos das e com sem em no na nos nas um uma não se por ao é são esquerdo esquerda direito direita nível leve moderada acentuada achados conclusão sinais',
    telling:
      'disco discos hérnia protrusão abaulamento lombar coluna estenose forames facetária interapofisária interapofisárias medular saco',
  },
  {
    code: 'nl',
    common:
      'de het een en van met geen op in is zijn er bij ter niveau links rechts beiderzijds zonder niet wordt ook aan naar lichte matige ernstige conclusie bevindingen',
    telling:
      'tussenwervelschijf discus wervelkolom kanaalstenose spinaalkanaal wortelkanaal foramenstenose lwk lumbale facetartrose discusprotrusie discushernia facetgewrichten wervel wervels wervellichamen recessus',
  },
];

const scores = new Map<string, readonly (readonly [index: number, points: number])[]>();
{
  const lists = new Map<string, [number, number][]>();
  LANGUAGES.forEach(({ common, telling }, index) => {
    for (const [words, points] of [
      [common, 1],
      [telling, 3],
    ] as const) {
      for (const word of words.split(' ')) {
        lists.set(word, [...(lists.get(word) ?? []), [index, points]]);
      }
    }
  });
  lists.forEach((list, word) => scores.set(word, list));
}

/** Enough to know a language; longer texts are told by their first part. */
const LONGEST = 1500;

/** The language's ISO 639-1 code, null where nothing tells. English wins a tie. */
export function languageOf(text: string): string | null {
  const points = LANGUAGES.map(() => 0);
  for (const word of text
    .slice(0, LONGEST)
    .toLowerCase()
    .split(/\P{L}+/u)) {
    scores.get(word)?.forEach(([index, score]) => {
      points[index]! += score;
    });
  }
  const best = Math.max(...points);
  if (best < 2) {
    return null;
  }
  return points[0] === best ? 'en' : LANGUAGES[points.indexOf(best)]!.code;
}
