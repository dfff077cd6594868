/**
 * The words of lumbar MRI reports and what they mean: the one file to extend when a site writes
 * differently. A phrase is a row of words; `a|b` offers alternatives, `[a]` may be missing. Words are
 * lower case; hyphens between letters read as spaces ("disc-osteophyte" is `disc osteophyte`).
 * The longest phrase at a position wins. Words of six letters and more also match with one typing
 * error, of nine letters and more with two (see tokens.ts).
 */

/** Parts of a disc level that a report describes. */
export type Region =
  | 'canal'
  | 'foramen'
  | 'recess'
  | 'facet'
  | 'flavum'
  | 'fat'
  | 'disc'
  /** Any part of another spine region ("cervical canal"): takes what is said and gives no label. */
  | 'foreign';

/** What is wrong with a region; each path fits some regions only (see PATH_REGIONS). */
export type Path =
  | 'narrow'
  | 'compress'
  | 'impinge'
  | 'degenerate'
  | 'hypertrophy'
  | 'thicken'
  | 'excess'
  | 'abnormality';

/** What a phrase means in the grammar of clauses.ts. */
export type Meaning =
  | {
      readonly kind: 'region';
      readonly region: Region;
      /** What it is where a side stands before it. */
      readonly sided?: Region;
    }
  | { readonly kind: 'path'; readonly path: Path; readonly predicate?: true }
  | { readonly kind: 'sign'; readonly sign: 'DB' | 'DOC' | 'EL' | 'osteophyte' }
  | { readonly kind: 'grade'; readonly grade: 1 | 2 | 3 }
  | {
      readonly kind: 'side';
      readonly side: 'left' | 'right' | 'both';
      /** "right greater than left" compares the two. */
      readonly compared?: true;
    }
  | { readonly kind: 'separator'; readonly separator: Separator }
  | { readonly kind: 'scope'; readonly scope: Scope }
  | {
      readonly kind: 'other';
      readonly aside?: true;
      readonly foreign?: true;
      /** What the noun names in the extended findings. */
      readonly noun?: Noun;
    }
  | { readonly kind: Exclude<Marker, 'other'> };

/** Nouns beyond the nine conditions, read into the extended findings (extended.ts). */
export type Noun =
  | 'protrusion'
  | 'extrusion'
  | 'sequestration'
  | 'herniation'
  | 'anterolisthesis'
  | 'retrolisthesis'
  | 'laterolisthesis'
  | 'spondylolisthesis'
  | 'modic'
  | 'pfirrmann'
  | 'desiccation'
  | 'signal'
  | 'height'
  | 'height-loss'
  | 'fissure'
  | 'facet-cyst'
  | 'facet-effusion'
  | 'fracture'
  | 'root'
  | 'root-compression'
  | 'root-contact'
  | 'contact';

/** What stands between two chunks of a sentence. */
export type Separator =
  | 'and'
  | 'or'
  | 'comma'
  | 'semicolon'
  | 'but'
  | 'link'
  | 'statement'
  | 'relative'
  | 'open'
  | 'close';

/** Levels named by their place instead of their number. */
export type Scope =
  | 'all'
  | 'rest'
  | 'upper'
  | 'lower'
  | 'this'
  | 'both'
  | 'these'
  | 'latter'
  | 'former'
  | 'upper-two'
  | 'upper-three'
  | 'lower-two'
  | 'lower-three'
  | 'first-two'
  | 'junction'
  | 'several'
  | 'foreign';

/**
 * negation: turns what follows; absent: turns what stands before; normal: healthy, of anything;
 * open: wide enough, of canal and foramina; other: a noun of no interest that keeps its own grade and
 * side; past / now / unchanged / resolved: time; doubt: drops the rest of the sentence (hypothetical);
 * denial: drops the whole clause (not assessed, cannot be excluded); earlier: speaks of an earlier
 * study; versus: what follows is only compared with;
 * vague: "no severe stenosis" says neither none nor mild; filler: may stand in "the level is normal" without being its subject.
 */
export type Marker =
  | 'negation'
  | 'absent'
  | 'present'
  | 'normal'
  | 'open'
  | 'other'
  | 'compare'
  | 'most'
  | 'past'
  | 'now'
  | 'unchanged'
  | 'resolved'
  | 'doubt'
  | 'denial'
  | 'versus'
  | 'vague'
  | 'earlier'
  | 'surgery'
  | 'exam'
  | 'at'
  | 'for'
  | 'of'
  | 'from'
  | 'to'
  | 'verb'
  | 'above'
  | 'below'
  | 'on'
  | 'including'
  | 'respectively'
  | 'otherwise'
  | 'amount'
  | 'except'
  | 'pronoun'
  | 'filler';

const region = (name: Region): Meaning => ({ kind: 'region', region: name });
const path = (name: Path): Meaning => ({ kind: 'path', path: name });
/** A path that needs its region: "the disc is narrowed" is no stenosis, "mild stenosis" is one. */
const predicate = (name: Path): Meaning => ({ kind: 'path', path: name, predicate: true });
const sign = (name: 'DB' | 'DOC' | 'EL' | 'osteophyte'): Meaning => ({ kind: 'sign', sign: name });
const grade = (value: 1 | 2 | 3): Meaning => ({ kind: 'grade', grade: value });
const side = (name: 'left' | 'right' | 'both'): Meaning => ({ kind: 'side', side: name });
const separator = (name: Separator): Meaning => ({ kind: 'separator', separator: name });
const scope = (name: Scope): Meaning => ({ kind: 'scope', scope: name });
const marker = (kind: Marker): Meaning => ({ kind }) as Meaning;
/** A noun of no interest to the nine that the extended findings name. */
const named = (noun: Noun): Meaning => ({ kind: 'other', noun });
/** A noun whose vertebra is no place of anything else: "anterolisthesis of L4", "the conus at L1". */
const aside = (noun?: Noun): Meaning => ({ kind: 'other', aside: true, ...(noun && { noun }) });

/** Which regions a path can be said of. */
export const PATH_REGIONS: Readonly<Record<Path, readonly Region[]>> = {
  narrow: ['canal', 'foramen', 'recess', 'foreign'],
  compress: ['canal', 'foramen', 'foreign'],
  impinge: ['foramen', 'foreign'],
  degenerate: ['facet', 'foreign'],
  hypertrophy: ['facet', 'flavum', 'fat', 'foreign'],
  thicken: ['flavum', 'facet', 'foreign'],
  excess: ['fat', 'foreign'],
  abnormality: ['canal', 'foramen', 'recess', 'facet', 'flavum', 'fat', 'disc', 'foreign'],
};

export const LEXICON: readonly (readonly [Meaning, readonly string[]])[] = [
  // Regions
  [
    region('canal'),
    [
      'canal|canals',
      'spinal|central|vertebral|bony|lumbar canal|canals',
      'central spinal|vertebral canal',
      'central',
      'centrally',
      'spinal',
      'thecal|dural|theca|tecal|theical|thecal sac|sacs|sca|sack|sacks|scas',
      'thecal|theca|sac',
      'secal sac',
      'central zone',
    ],
  ],
  [
    region('foramen'),
    [
      'foramen|foramina|foraminal|foramens|foramina|foraminae|foramenal',
      'neural|exit|intervertebral|nerve|neuro|exiting|exits foramen|foramina|foraminal|foramens',
      'nerve root foramen|foramina|foraminal',
      'neuroforamen|neuroforamina|neuroforaminal|neuroforamens',
      'nerve root canal|canals|exit',
      'root canal|canals',
      'exit|exiting|exits [neural|nerve|nerves|foraminal|root] canal|canals|canal|canlas|cannal|cannals',
      'neural exit|exiting canal|canals|foramen|foramina',
      'nerve|nerves|intervertebral|foraminal|neuroforaminal canal|canals',
      'neural canals',
      'exit neural',
      'neural exit|exits',
      'nerve [root] exit foramen|foramina',
      'exit zone|zones',
      'intervertebral|neural|exit foramens|foramenae|foramenas',
    ],
  ],
  // The canal, but with a side ("left neural canal", "both neural canals") the foramen.
  [{ kind: 'region', region: 'canal', sided: 'foramen' }, ['neural canal', 'neural central canal']],
  [
    region('recess'),
    [
      'lateral recess|recesses',
      'recess|recesses',
      'subarticular [zone|recess|region]',
      'lateral canal',
    ],
  ],
  [
    region('facet'),
    [
      'facet|facets|facetal|facetary [joint|joints]',
      'bifacetal|bifacet',
      'zygapophyseal|zygapophysial|apophyseal|zygoapophyseal joint|joints',
      'apophyseal|apophysial',
      'posterior element|elements',
      'articular facet|facets',
    ],
  ],
  [
    region('flavum'),
    [
      'ligamentum|ligamenta|ligament flavum|flava|flavae',
      'ligamentum|ligamenta|ligamentous',
      'flavum|flava|flaval|flavae',
      'flaval ligament|ligaments',
      'lig|lig. flavum',
      'yellow ligament|ligaments',
      'lf',
    ],
  ],
  [region('fat'), ['[dorsal|posterior] epidural fat [pad|deposition]', 'epidural adipose tissue']],
  [
    region('disc'),
    [
      'disc|discs|disk|disks',
      'intervertebral disc|discs|disk|disks',
      'disc|disk level|levels contour|contours|margin|margins',
      'disc|disk contour|contours|margin|margins',
    ],
  ],

  // What is wrong
  [
    path('narrow'),
    [
      'stenosis|stenoses|sten',
      'narrowing|narrowings',
      'encroachment|encroachments',
      'compromise',
      'constriction',
    ],
  ],
  [
    predicate('narrow'),
    [
      'stenosed|stenotic|narrowed|narrow|narrows|constricted',
      'encroached|encroaches|encroaching|encroach|compromised|compromises|compromising',
      'impeding|crowding|crowded|attenuated',
      'reducing|reduces',
      'reduced in calibre|caliber|diameter|size|width',
    ],
  ],
  [
    path('compress'),
    [
      'compression|compressed|compresses|compressing|compress|compressive',
      'pressure [effect|effects]',
      'mass effect',
      'effacement|effaced|effaces|effacing',
      'obliteration|obliterated|obliterates',
    ],
  ],
  [predicate('impinge'), ['impingement|impinges|impinging|impinge|impinged [on|upon]']],
  [
    path('degenerate'),
    [
      'arthropathy|arthropathies|arthropathic|arthrosis|arthroses|arthrotic|arthritic|arthritis',
      'osteoarthritis|osteoarthrosis|osteoarthritic|osteoarthropathy|oa|djd',
      'degenerative|degenerate|degenerated|degeneration',
      'degenerative|arthritic|hypertrophic|arthropathic change|changes|disease',
      'degenerative joint disease|change|changes',
      'spondyloarthropathy|spondylarthrosis|spondyloarthrosis|spondylosis',
      'sclerosis|sclerotic',
      'osteophytosis',
      'joint disease',
      'overgrowth',
    ],
  ],
  [
    path('hypertrophy'),
    [
      'hypertrophy|hypertrophied|hypertrophic|enlargement|enlarged|bulky',
      'degenerative hypertrophy',
      'hypertrophic degenerative|arthritic change|changes',
    ],
  ],
  [
    path('thicken'),
    [
      'thickening|thickened|thick|thickness',
      'infolding|infolded|buckling|buckled|redundancy|redundant|folding',
    ],
  ],
  [
    path('excess'),
    [
      'prominent|prominence|excess|excessive|increased|abundant|copious|ample|extensive',
      'proliferation|hyperplasia|lipomatous|overgrowth',
    ],
  ],
  [
    path('abnormality'),
    [
      'abnormality|abnormalities|pathology|disease|finding|findings',
      'disc|disk lesion|lesions',
      'abnormal finding|findings',
      'significant|relevant|notable finding|findings',
      'spondylotic change|changes',
    ],
  ],

  // Signs that are a condition by themselves
  [
    sign('DB'),
    [
      'bulge|bulges|bulging|bulged',
      'disc|disk|discal bulge|bulges|bulging',
      'annular|annulus bulge|bulges|bulging',
      'disc|disk [is|are] bulging',
    ],
  ],
  [
    sign('DOC'),
    [
      'disc|disk|discs|disks [/] osteophyte|osteophytes|osteophytic [/] [complex|complexes|bar|bars|ridge|ridges|ridging]',
      'bulging disc|disk osteophyte|osteophytic complex|complexes|bar|ridge',
      'osteophyte|osteophytic [disc|disk] complex|complexes|bar|bars',
      'osteophyte|osteophytes [/] disc|disk [complex|complexes]',
      'discosteophyte|discosteophytic|discoosteophytic|osteodiscal|disco [osteophytic|osteophyte] [complex|complexes|bar|bars]',
      'disc|disk osteophyte bulge|bulges',
      'spondylotic|osteocartilaginous bar|bars',
      'disc|disk|discal spur complex|complexes',
      'disc|disk bar|bars',
      'doc|docs',
    ],
  ],
  [
    sign('osteophyte'),
    [
      'osteophytic|osteophyte|spondylotic|bony|endplate|osseous ridging|ridge|ridges|spurring|spurs|spur|lipping',
      'end plate|plates ridging|spurring|spurs',
      '[small|posterior|associated|posterolateral] osteophyte|osteophytes|osteophytosis [formation]',
      'osteophytic change|changes|spurs|spurring',
      'ridging|spurring',
    ],
  ],
  [
    sign('EL'),
    [
      'epidural lipomatosis',
      'lipomatosis',
      'excess|excessive|prominent|increased|abundant|copious dorsal|posterior epidural fat',
    ],
  ],

  // Grades
  [
    grade(1),
    [
      'mild|mildly|minimal|minimally|minor|slight|slightly|trace|small|early|borderline',
      'low grade',
      'subtle|tiny|mildest|minimum|shallow|trivial',
      'mild in degree',
      'relative',
      'grade i|1',
    ],
  ],
  [
    grade(2),
    [
      'moderate|moderately|mod|intermediate',
      'moderate in degree',
      'grade ii|2',
      'medium|mid grade',
      'moderate sized',
    ],
  ],
  [
    grade(3),
    [
      'severe|severely|sev|marked|markedly|critical|critically|advanced|pronounced|profound|gross|grossly|tight',
      'high grade',
      'grade iii|3|iv|4',
      'absolute',
      'considerable|considerably|huge|hugely|extreme|extremely',
      'very severe|severely|marked|tight',
      'moderately severe',
      'near complete|total',
    ],
  ],

  // A grade before what narrows ("largely compressing"), else no more than "mostly"
  [marker('amount'), ['largely|massively|heavily|extensively']],
  // Published scales: Schizas A-D of the canal, Lee 0-3 of canal and foramina
  [grade(1), ['schizas [grade|type|class] a 3|4', 'lee [grade|type] 1|i']],
  [grade(2), ['schizas [grade|type|class] b', 'lee [grade|type] 2|ii', 'grade b schizas']],
  [grade(3), ['schizas [grade|type|class] c|d', 'lee [grade|type] 3|iii', 'grade c|d schizas']],
  // Sides
  [side('left'), ['left|lt|l', 'left sided|side', 'leftward|leftwards']],
  [side('right'), ['right|rt|r', 'right sided|side', 'rightward|rightwards']],
  [
    side('both'),
    [
      'bilateral|bilaterally|bilat|bil|b/l|both',
      'bi lateral',
      'both sides',
      'either side',
      'each side',
      'left and|or|&|/ right',
      'right and|or|&|/ left',
      'right and the left',
      'left and the right',
    ],
  ],
  [
    marker('compare'),
    [
      'greater|more|worse|larger|>|<|>=|>>|=|versus|less [severe|severely|marked|pronounced|prominent|so] [than]',
      'slightly|mildly|minimally|somewhat|marginally|markedly|significantly|slight greater|more|worse|larger [marked|pronounced|prominent|severe|so] [than]',
      'more|worse [so] on|to',
      'more|worse|greater|larger|less',
      'equal to',
      'eccentric|eccentrically|asymmetric|asymmetrical|asymmetrically|lateralising|lateralizing [to|towards|toward]',
      'particularly|especially|mainly|predominantly|mostly|chiefly|noticeably|notably|primarily|principally',
      'noticeable|notable|mainly|maximum|maximal|dominant|evident|conspicuous [at]',
      'predominance|predominant',
      'convex|concave [to]',
    ],
  ],
  [
    marker('most'),
    [
      'most|more|less severe|severely|pronounced|prominent|marked|advanced|significant',
      'worst|greatest|maximal|maximally|largest|most',
    ],
  ],

  // Negation, normality
  [
    marker('negation'),
    [
      'no|not|nor|nil|never|neither|w/o',
      "isn't|aren't|doesn't|don't",
      'no|without [any] [definite|significant|substantial|appreciable|convincing|relevant|notable|overt|obvious|clear] [evidence|sign|signs] [of] [any] [significant]',
      'not [significantly|appreciably|substantially]',
      'no|without [evidence|sign|signs] [of] [any] [significant|associated|resultant|resulting|residual|recurrent|appreciable|further|substantial|clinically] [significant]',
      'no|without [associated|resultant|residual|recurrent|residual] [or] [residual|recurrent] [significant]',
      'none|neither of which|these|those|them',
      'free of',
      'negative for',
      'absence of',
      'lack of',
      'nil [significant|of]',
      'no obvious|definite|discrete|focal|residual|recurrent|associated|significant|secondary',
      'does|do|did not [appear|produce|cause|result] [in] [significant|any]',
      'rather than',
      'fails|failed to',
    ],
  ],
  [
    marker('absent'),
    [
      'absent|none|nil|zero|excluded',
      'not seen|present|identified|evident|demonstrated|appreciated|noted|visualised|visualized|apparent|found',
      'is|are not seen|present|identified|evident|demonstrated|appreciated|noted|apparent|found',
      'no longer seen|present|identified|evident|visible|demonstrated|there',
      'negative for none',
      'schizas [grade|type|class] a [1|2]',
      'lee [grade|type] 0',
      'grade 0',
      'has|have resolved',
      'not [significantly|appreciably|substantially] affected|involved',
      'is|are not [significantly|appreciably|substantially] affected|involved',
    ],
  ],
  [marker('present'), ['present|yes|positive']],
  [
    marker('normal'),
    [
      'normal|normally|unremarkable|nad|nl|n|wnl|healthy|negative|neg|ok|okay|unaffected|uninvolved',
      'within normal limits',
      'no abnormality detected',
      'satisfactory|fine|intact',
      'well preserved',
      'of normal appearance|appearances|calibre|caliber|size|dimensions|width',
      'normal appearance|appearances|limits|calibre|caliber',
    ],
  ],
  [
    marker('open'),
    [
      'patent|open|clear|clearly|adequate|adequately|maintained|capacious|generous|free|spacious|spared|roomy',
      'widely|well|adequately|fully|completely patent|open|maintained|decompressed|preserved',
      'decompressed|preserved|uncompromised|unimpinged|unobstructed|uncompressed|unstenosed',
      'of|in good size|calibre|caliber',
      'good|sufficient|ample size|calibre|caliber|width|space',
      'wide',
      'widened',
    ],
  ],

  [aside(), ['conus [medullaris]']],
  [
    aside('anterolisthesis'),
    ['anterolisthesis|anterolistheses|anteriorlisthesis', 'antero listhesis', 'forward slip'],
  ],
  [aside('retrolisthesis'), ['retrolisthesis|retrolistheses', 'retro listhesis']],
  [aside('laterolisthesis'), ['laterolisthesis|lateralolisthesis', 'lateral listhesis']],
  [
    aside('spondylolisthesis'),
    ['spondylolisthesis|listhesis|spondylolithesis|slip|slippage|spondylolistheses'],
  ],

  // Nouns that the extended findings name
  [
    named('protrusion'),
    [
      '[foraminal|foramen|central|spinal] [disc|disk|discal] protrusion|protrusions|protruding|protrudes|protruded',
      'disc|disk prot',
    ],
  ],
  [
    named('extrusion'),
    ['[foraminal|foramen|central|spinal] [disc|disk] extrusion|extrusions|extruded|extrudes'],
  ],
  [
    named('sequestration'),
    [
      'sequestration|sequestered|sequestrated|sequestrum|sequester [disc|disk] [fragment|fragments]',
      'free disc|disk|migrated fragment|fragments',
    ],
  ],
  [
    named('herniation'),
    [
      '[foraminal|foramen|central|spinal] [disc|disk|discal] herniation|herniations|hernia|herniated|herniates|prolapse|prolapses|prolapsed|hnp|pivd|herniating',
      'herniated|prolapsed|extruded disc|disk|discs|disks [material]',
      'disc|disk heniation',
    ],
  ],
  [
    named('modic'),
    [
      'modic [type|grade|change|changes] [type|grade] [1|2|3|i|ii|iii]',
      'type 1|2|3|i|ii|iii modic',
      'modec',
    ],
  ],
  [
    named('pfirrmann'),
    [
      'pfirrmann|pfirmann|pfirrman|pfirman [grade|type|score] [1|2|3|4|5|i|ii|iii|iv|v]',
      'grade 1|2|3|4|5|i|ii|iii|iv|v pfirrmann',
    ],
  ],
  [
    named('desiccation'),
    [
      '[disc|disk] desiccation|desiccated|dehydration|dehydrated|desiccating|dissicating|dissicated|dissecating|dissecated|discating|dessicated|dessication|dessicating',
      'loss of [normal] [disc|disk] signal|hydration|fluid',
      'disc|disk signal loss',
      'loss of t2 [disc|disk] signal',
    ],
  ],
  [named('signal'), ['disc|disk [t2] signal|hydration', 'normal in signal|hydration']],
  [
    named('height-loss'),
    [
      'disc|disk [space|height] [height] loss|narrowing|reduction|narrowed|collapse|collapsed [of] [height]',
      'disc|disk spaces|heights narrowing|loss|reduction|narrowed',
      'loss|reduction of [normal] [the] [intervertebral] [disc|disk] [space] height|heights',
      'height loss',
      'narrowed|reduced|decreased|diminished [intervertebral] disc|disk space|spaces|height|heights',
      'narrowing of [the] [intervertebral] disc|disk space|spaces',
      'interspace narrowing',
    ],
  ],
  [named('height'), ['disc|disk [space] height|heights', 'normal in height']],
  [
    named('fissure'),
    [
      '[annular|annulus|posterior|concentric|radial|transverse] fissure|fissures|fissuring|tear|tears',
      'high intensity zone|zones',
      'annular defect|fissuring',
    ],
  ],
  [
    named('facet-cyst'),
    [
      'facet|facets [joint|joints] [synovial] cyst|cysts',
      'synovial|juxtafacet|juxtaarticular|ganglion cyst|cysts',
    ],
  ],
  [
    named('facet-effusion'),
    [
      'facet|facets [joint|joints] effusion|effusions|fluid',
      'fluid in the facet|facets [joint|joints]',
      'effusion|effusions',
    ],
  ],
  [
    named('fracture'),
    [
      '[osteoporotic|insufficiency|vertebral] compression fracture|fractures|deformity|deformities',
      'wedge|burst|insufficiency|osteoporotic [compression] fracture|fractures|deformity|compression',
      'wedge compression|deformity|deformities|fracture|fractures',
      'wedging|fracture|fractures|fractured',
    ],
  ],
  [
    named('root-compression'),
    [
      'nerve|nerves [root|roots] compression|impingement|compromise|encroachment|displacement|entrapment',
      'root|roots compression|impingement|compressed|compromise|displacement',
      'neural|nerval compression|compromise|impingement|encroachment',
    ],
  ],
  [
    named('root-contact'),
    ['nerve|nerves|neural [root|roots] contact|abutment', 'root|roots contact'],
  ],
  [
    named('root'),
    [
      'nerve|nerves [root|roots]',
      'root|roots [sleeve|sleeves]',
      'nerve [root] sleeve|sleeves',
      'nerrve|nerev|nereve [root|roots]',
    ],
  ],
  [
    named('contact'),
    [
      'abuts|abutting|abutment|abut|abutted|contacts|contacting|contact|contacted|touching|touches|displaces|displacement|displacing|displaced',
    ],
  ],

  [
    { kind: 'other', foreign: true },
    [
      'cervical|thoracic|sacral|craniocervical',
      'dorsal canal|cord|disc|disk|discs|disks|foramen|foramina',
    ],
  ],

  // Nouns of no interest that keep the grade, side or word "narrowing" to themselves
  [
    marker('other'),
    [
      'disc|disk [space|height|spaces|heights] space|spaces',
      'disc|disk degeneration',
      'loss of [normal] csf|lordosis',
      'degenerative disc|disk disease|change|changes|degeneration',
      'disc|disk degeneration|degenerative change|changes|disease',
      'disc|disk degenerative disease|change|changes',
      'ddd',
      'no other [significant|relevant] abnormality|abnormalities|finding|findings|lesion|lesions',
      'normal in position|morphology|alignment',
      'joint space [narrowing|loss]',
      'foraminal|foramen disc|disk protrusion|extrusion|herniation|osteophyte|annular|zone|component',
      'central|spinal disc|disk protrusion|extrusion|herniation|annular|component|fusion|cord|alignment|nerve|curvature|stenosis surgery',
      'central|spinal cord',
      'subluxation|scoliosis|levoscoliosis|dextroscoliosis|kyphosis|lordosis|curvature|alignment',
      'spondylolysis',
      'pars [interarticularis] defect|defects',
      'neurological compression|compromise|impingement|contact|encroachment',
      'neural contact',
      'cauda equina [compression|crowding|nerve|roots|compressed]',
      'indents|indentation|indenting|indented|flattens|flattening|flattened|deforms',
      'impression upon|on',
      'cord|myelopathy',
      'marrow [signal|oedema|edema|lesion|abnormality|infiltration|infiltrative|replacing]',
      'lesion|lesions|mass|masses|tumor|tumors|tumour|tumours|neoplasm|metastasis|metastases|malignancy|collection|collections|hematoma|haematoma|abscess|infection|discitis|spondylodiscitis|spondylitis',
      '[epidural|paraspinal|paravertebral|intradural|extradural|soft] [tissue] mass|masses|lesion|lesions|collection|collections|abscess',
      'meyerding [grade|type] [1|2|3|4|5|i|ii|iii|iv|v]',
      'castellvi [grade|type]',
      'endplate|endplates|schmorl|schmorls|haemangioma|hemangioma',
      'facet|facets [joint|joints] tropism|osteophyte|osteophytes|distraction|synovitis',
      'cyst|cysts|synovial',
      'end plate|plates osteophyte|osteophytes [formation]',
      'anterior|marginal|foraminal|facet|bridging|endplate osteophyte|osteophytes|spurring|spurs|ridging',
      'sacroiliac|si [joint|joints]',
      'hip|hips|knee|knees|shoulder',
      'artery|arteries|arterial|aorta|aortic|renal|iliac|ureter|ureteral|kidney|kidneys|bladder|uterus|prostate',
      'soft tissue|tissues',
      'paraspinal|paravertebral|prevertebral|muscle|muscles|musculature',
      'deformity|deformities',
      'vertebral compression|body|bodies|height|heights',
      'vertebra|vertebrae|vertebral',
      'interspinous|spinous',
      'ventral|anterior|perineural|epidural fat|space',
      'ventral|anterior epidural fat',
      'perineural|foraminal fat',
      'pseudobulge|pseudobulging|retrobulge|retrobulging',
      'pseudo bulge|bulging|disc',
      'uncovering|uncovered [disc|disk|of] [the] [disc|disk]',
      'vacuum phenomenon',
      'oedema|edema',
      'fat suppression|suppressed|saturated',
      'congenital|congenitally|developmentally|developmental narrow|narrowed|narrowing|small|short|stenosis|stenotic [spinal|central] [canal] [stenosis|narrowing]',
      'short pedicles',
      'diameter|diameters',
      'rotoscoliosis|instability|tethering',
    ],
  ],

  // Time, doubt, surgery
  [
    marker('past'),
    [
      'previously [seen|noted|described|demonstrated|reported|identified]',
      'formerly',
      'prior|previous mild|moderate|severe',
    ],
  ],
  [marker('now'), ['now|currently|presently|today']],
  [
    marker('unchanged'),
    [
      'unchanged|stable|persistent|persists|persisting|similar|remains|remain',
      'no|without [significant|interval|appreciable|definite] [interval] change [in]',
      'not [significantly|appreciably] changed|progressed',
      'no [interval|significant] progression|increase|worsening|improvement [of|in]',
    ],
  ],
  [marker('resolved'), ['resolved|resolution|resorbed|disappeared']],
  [
    marker('doubt'),
    [
      'rule|ruled out',
      'r/o',
      'evaluate|assess|query|querying|?',
      'exclude',
      'concern|risk for|of',
      'evaluate|assess|assessment for|of',
      'if',
      'recommend|recommended|correlate|correlation',
      'no|without new',
      'secondary to prior|previous',
      'typical of',
    ],
  ],
  [
    marker('versus'),
    [
      'compared|comparison with|to|is',
      'when compared',
      'than',
      'as at|seen',
      'similar to|in',
      'since',
    ],
  ],
  [
    marker('vague'),
    [
      'no high|higher|severe|moderate|marked|critical [grade]',
      'without high|higher|severe|moderate|marked|critical [grade]',
      'not severe|severely',
      'no moderate [to] [or] severe',
    ],
  ],
  [
    marker('denial'),
    [
      'cannot be [confidently|adequately|reliably] [excluded|assessed|evaluated|determined]',
      'can|could not be [confidently|adequately|reliably] [excluded|assessed|evaluated|determined]',
      'not [well|adequately|fully|reliably] seen|assessed|evaluated|visualised|visualized|assessable|evaluable|imaged|included|covered',
      'limited evaluation|assessment|view',
      'obscured|nondiagnostic',
      'non diagnostic',
    ],
  ],
  [
    marker('earlier'),
    [
      'prior|previous|earlier|preoperative|outside study|mri|examination|exam|report|scan|imaging|ct showed|demonstrated|described|reported|shows|describes|demonstrates',
      'on the prior|previous|earlier|preoperative study|mri|examination|exam|scan|imaging',
      'on prior|previous study|mri|examination|exam|scan|imaging',
      'had shown',
    ],
  ],
  [
    marker('surgery'),
    [
      'laminectomy|laminectomies|discectomy|microdiscectomy|hemilaminectomy|hemilaminotomy|laminotomy|decompression|fusion|foraminotomy|surgery|plif|tlif|alif|xlif|arthrodesis',
      'instrumentation|hardware|cage|screws',
    ],
  ],
  [marker('exam'), ['study|examination|exam|mri|mr|scan|spine']],

  // Places
  [marker('above'), ['above', 'cephalad|rostral|superior|proximal to']],
  [marker('below'), ['below', 'caudal|inferior|distal to']],
  [marker('including'), ['and above|upwards|up|cephalad', 'and below|downwards|down|caudally']],
  [marker('on'), ['on|over|upon', 'relative to', 'with respect to']],
  [
    scope('all'),
    [
      'all|every|any|each [of] [the] [lumbar|imaged|visualised|visualized|disc|examined] [disc] level|levels',
      'at any|all|every|each [other] [of] [the] [lumbar|disc|visualised|visualized|imaged] level|levels',
      'throughout [the] [lumbar|visualised|visualized] [spine|levels]',
      'this|these or any other level|levels',
      'any|all of the [lumbar|imaged] level|levels',
      'at all lumbar levels',
      'all|every lumbar|intervertebral disc|discs|disk|disks|segment|segments',
      'whole|entire lumbar spine',
      'any level',
      '[the] lumbar levels',
    ],
  ],
  [
    scope('rest'),
    [
      'elsewhere|elswere|elsewere|elswhere|elsewher',
      'else where',
      'remaining|other|remainder|rest [of] [the] [visualised|visualized|imaged|examined] [lumbar|intervertebral] [disc|disk|spinal] level|levels|segments|segment|interspaces|spaces',
      'all|any|the other|remaining [lumbar] level|levels',
      'the remaining|other|rest of the lumbar spine',
      'remainder|rest of the [lumbar] spine|levels|study',
      'remaining|other lumbar spine',
      'levels not mentioned|listed|described|discussed [above]',
      'not otherwise mentioned',
      'remaining|other|rest of [the] [intervertebral|lumbar]',
      'remaining|other',
      'rest',
      'remainder',
      'all other [lumbar]',
      'unlisted levels',
    ],
  ],
  [
    scope('upper'),
    ['upper [lumbar] level|levels|spine|segments', 'upper lumbar [disc] [spine|region]'],
  ],
  [scope('lower'), ['lower [lumbar] level|levels|segments', 'lower lumbar [disc] [spine|region]']],
  [
    scope('upper-three'),
    [
      'upper|top|first three|3 [lumbar]',
      'upper|top|first three|3 [lumbar] [disc|disk] level|levels|segments|interspaces',
    ],
  ],
  [
    scope('upper-two'),
    [
      'upper|top two|2 [lumbar]',
      'upper|top two|2 [lumbar] [disc|disk] level|levels|segments|interspaces',
    ],
  ],
  [
    scope('lower-three'),
    [
      'lower|bottom|last three|3 [lumbar]',
      'lower|bottom|last three|3 [lumbar] [disc|disk] level|levels|segments|interspaces',
    ],
  ],
  [
    scope('lower-two'),
    [
      'lower|bottom|last two|2 [lumbar]',
      'lower|bottom|last two|2 [lumbar] [disc|disk] level|levels|segments|interspaces',
    ],
  ],
  [
    scope('this'),
    [
      'this|that|same|above [disc|disk] level|interspace|segment',
      'at the same level',
      'the level',
      'here',
    ],
  ],
  [
    scope('both'),
    [
      'both|either [of] [these|those|the] [operated] levels|level|segments',
      'at both|either [of] [these|those] levels|level',
      'both of these levels',
      'these two levels',
    ],
  ],
  [
    scope('these'),
    [
      'these|those [operated] levels|segments|interspaces',
      'each of these|those levels',
      'the operated levels',
      'operated levels',
    ],
  ],
  [scope('latter'), ['the latter level|segment', 'latter level']],
  [scope('former'), ['the former level|segment', 'former level']],
  [scope('first-two'), ['first two of these|those [levels]']],
  [
    scope('junction'),
    [
      'lumbosacral junction|level|interspace|disc|disk',
      'last|lowest lumbar disc|disk|level|interspace',
    ],
  ],
  // Other parts of the spine: what is said there is no lumbar label.
  [
    scope('foreign'),
    [
      'cervical|thoracic|dorsal|thoracolumbar|sacral|coccygeal spine|region|segment|segments|level|levels|part|parts|area',
      'lower|upper|mid|distal cervical|thoracic|dorsal|sacral spine|region|segment|segments|level|levels|part|parts|area',
      'sacrum|coccyx|cervicothoracic',
    ],
  ],
  [
    scope('several'),
    [
      'multilevel|multilevels',
      'multi level|levels',
      'multiple|several|many|various [disc|disk|lumbar] levels',
      'several|multiple',
    ],
  ],

  // The frame of a sentence
  [separator('and'), ['and|&|plus|also', 'as well as', 'along|together with', 'and also']],
  [separator('or'), ['or|and/or', 'and or']],
  [separator('but'), ['but|however|although|though|while|whereas|yet', 'but [is|are]']],
  [
    separator('link'),
    [
      'with|w/|including|that|where|there|via|by',
      'due|owing|secondary|related|attributable to',
      '2/2|d/t',
      'because of',
      'on the basis of',
      'as a result of|from',
      'resulting|results|result|resultant [in]',
      'causing|causes|cause|caused [by]',
      'producing|produces|produce|creates|creating|create|contributing|contributes|contribute|leading|leads|lead [to]',
      'giving|gives rise to',
      'in conjunction|combination with',
      'combine|combines to',
      'demonstrating|showing',
      'associated with',
      'superimposed on|upon',
      'this|these results|result in',
    ],
  ],
  [separator('relative'), ['which']],
  [separator('statement'), ['there is|are|was|were|remains', "there's", 'there has been']],
  [marker('from'), ['from']],
  [marker('to'), ['to']],
  [
    marker('at'),
    [
      'at|in|within|involving|affecting|across|@|between|through',
      'at the',
      'at the level of',
      'in the',
    ],
  ],
  [marker('for'), ['for']],
  [marker('of'), ['of|upon|into']],
  [
    marker('verb'),
    [
      'is|are|was|were|appears|appear|remains|remain|has|have|been|be|shows|show|demonstrates|demonstrate|seen|noted|identified|reveals|reveal|exhibits|measures|looks',
      'has|have been',
      'has increased|decreased|progressed|worsened|improved',
      'increased|decreased|progressed|worsened|improved',
    ],
  ],
  [marker('respectively'), ['respectively']],
  [marker('otherwise'), ['otherwise']],
  [
    marker('except'),
    ['except [for|at]', 'apart|aside from', 'other than', 'with the exception of', 'save for'],
  ],
  [marker('pronoun'), ['it|they']],
  [
    marker('filler'),
    [
      'since [the] prior|previous|last|earlier|preoperative [study|mri|examination|exam|scan|imaging]',
      'compared with|to [the] prior|previous|last|earlier|preoperative [study|mri|examination|exam|scan|imaging]',
      'the|a|an|this|that|these|those|its|both|level|levels|only|just|still|entirely|essentially|grossly|again|overall|also',
      'disc|disk level|levels',
      'disc|disk space|spaces|interspace|interspaces',
      'level|levels',
      'interspace|interspaces|segment|segments',
      'lumbar [spine]',
      'degree|extent|nature|type',
      'in character',
      'appearance|appearances|limits|calibre|caliber|size|configuration|dimensions',
      'joint|joints',
      'demonstrated|detected|visualised|visualized|found|appreciated',
      'side|sided|sides',
      'any|each',
      'widely|completely|fully|quite|fairly|rather|relatively|very|relatively',
      'significant|significantly',
      'no|not more|worse than',
      'at most',
      'up to',
      'possible|possibly|probable|probably|likely|suspected|questionable',
      'suspicion of',
      'all',
      'posterior|posteriorly|diffuse|broad|based|generalised|generalized|circumferential|concentric|focal',
      'changes|change',
    ],
  ],
];

/** Abbreviations and the words they stand for, read before anything else. */
export const ABBREVIATIONS: Readonly<Record<string, string>> = {
  db: 'disc bulge',
  fac: 'facet',
  flav: 'flavum',
  nf: 'foramina',
  rnf: 'right foramen',
  lnf: 'left foramen',
  nfn: 'foraminal narrowing',
  nfs: 'foraminal stenosis',
  rnfn: 'right foraminal narrowing',
  lnfn: 'left foraminal narrowing',
  rfs: 'right foraminal stenosis',
  lfs: 'left foraminal stenosis',
  ccs: 'canal stenosis',
  scs: 'canal stenosis',
  lft: 'flavum thickening',
  lfh: 'flavum hypertrophy',
  fjoa: 'facet osteoarthritis',
  fja: 'facet arthropathy',
  fjh: 'facet hypertrophy',
};

/**
 * Words of ordinary reports that lie one or two letters from a lexicon word and must be left alone by
 * the correction of typing errors.
 */
export const KNOWN_WORDS: readonly string[] = [
  'patient',
  'patients',
  'patience',
  'ventral',
  'vertical',
  'spiral',
  'lateral',
  'laterally',
  'medial',
  'several',
  'marker',
  'markers',
  'market',
  'normalised',
  'abnormal',
  'formal',
  'central',
  'sacral',
  'minimize',
  'mineral',
  'severity',
  'reverse',
  'modest',
  'moderator',
  'contract',
  'contrast',
  'contacted',
  'descend',
  'descending',
  'present',
  'presents',
  'presented',
  'resent',
  'recent',
  'recently',
  'discal',
  'discuss',
  'discussed',
  'discrete',
  'discoid',
  'bridge',
  'bridging',
  'facial',
  'fascia',
  'forearm',
  'format',
  'formation',
  'foraminotomy',
  'similarly',
  'likewise',
  'height',
  'heights',
  'weight',
  'eight',
  'light',
  'fight',
  'sight',
  'night',
  'might',
  'lesser',
  'lesson',
  'lesions',
  'canals',
  'casual',
  'causal',
  'annual',
  'manual',
  'lamina',
  'laminar',
  'laminae',
  'foraminis',
  'comprise',
  'comprised',
  'comprises',
  'comprising',
  'compromise',
  'complex',
  'complete',
  'completed',
  'compare',
  'comparing',
  'expected',
  'excepting',
  'thinking',
  'thinned',
  'thinning',
  'arthroplasty',
  'arthrogram',
  'osteopenia',
  'osteoporosis',
  'osteoporotic',
  'osteochondrosis',
  'degrees',
  'decrease',
  'decreases',
  'increase',
  'increases',
  'produced',
  'reduced',
  'narrower',
  'hypertension',
  'hypotrophy',
  'atrophy',
  'atrophic',
  'prominently',
  'promontory',
  'severed',
  'absence',
  'above',
  'about',
  'along',
  'alone',
  'aligned',
  'clearance',
  'cleared',
  'stability',
  'sable',
  'stables',
  'tables',
  'unchanging',
  'changed',
  'changing',
  'signal',
  'signals',
  'spinous',
  'spine',
  'spines',
  'remote',
  'remarkable',
  'bulk',
  'bulky',
  'budge',
  'leveled',
  'levelled',
  'lever',
  'elevated',
  'large',
  'designated',
  'formed',
  'extension',
  'expansive',
  'others',
  'clean',
  'interior',
  'correction',
  'convection',
  'connection',
  'exclusion',
  'notes',
  'charge',
  'images',
  'dimension',
  'involve',
  'progressive',
  'suspicious',
  'infective',
  'plane',
  'pedicle',
  'inferiorly',
  'party',
  'parent',
  'notable',
  'notably',
  'sacrum',
  'sacred',
  'crowned',
  'mostly',
  'sectional',
  'section',
  'sections',
];
