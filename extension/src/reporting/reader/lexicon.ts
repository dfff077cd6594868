/**
 * The words of lumbar MRI reports and what they mean: the one file to extend when a site writes
 * differently. A phrase is a row of words; `a|b` offers alternatives, `[a]` may be missing. Words are
 * lower case; hyphens between letters read as spaces ("disc-osteophyte" is `disc osteophyte`).
 * The longest phrase at a position wins. Words of six letters and more also match with one typing
 * error, of nine letters and more with two (see tokens.ts).
 */

/** Parts of a disc level that a report describes. */
export type Region = 'canal' | 'foramen' | 'recess' | 'facet' | 'flavum' | 'fat' | 'disc';

/** What is wrong with a region; each path fits some regions only (see PATH_REGIONS). */
export type Path =
  'narrow' | 'compress' | 'degenerate' | 'hypertrophy' | 'thicken' | 'excess' | 'abnormality';

/** What a phrase means in the grammar of clauses.ts. */
export type Meaning =
  | { readonly kind: 'region'; readonly region: Region }
  | { readonly kind: 'path'; readonly path: Path; readonly predicate?: true }
  | { readonly kind: 'sign'; readonly sign: 'DB' | 'DOC' | 'EL' | 'osteophyte' }
  | { readonly kind: 'grade'; readonly grade: 1 | 2 | 3 }
  | { readonly kind: 'side'; readonly side: 'left' | 'right' | 'both' }
  | { readonly kind: 'separator'; readonly separator: Separator }
  | { readonly kind: 'scope'; readonly scope: Scope }
  | { readonly kind: Marker };

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
  | 'several';

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
const marker = (kind: Marker): Meaning => ({ kind });

/** Which regions a path can be said of. */
export const PATH_REGIONS: Readonly<Record<Path, readonly Region[]>> = {
  narrow: ['canal', 'foramen', 'recess'],
  compress: ['canal', 'foramen'],
  degenerate: ['facet'],
  hypertrophy: ['facet', 'flavum', 'fat'],
  thicken: ['flavum', 'facet'],
  excess: ['fat'],
  abnormality: ['canal', 'foramen', 'recess', 'facet', 'flavum', 'fat', 'disc'],
};

export const LEXICON: readonly (readonly [Meaning, readonly string[]])[] = [
  // Regions
  [
    region('canal'),
    [
      'canal|canals',
      'spinal|central|vertebral|neural|bony|lumbar canal|canals',
      'central spinal|vertebral canal',
      'central',
      'centrally',
      'spinal',
      'thecal|dural sac|sacs',
      'secal sac',
      'central zone',
    ],
  ],
  [
    region('foramen'),
    [
      'foramen|foramina|foraminal|foramens|foramina|foraminae|foramenal',
      'neural|exit|intervertebral|nerve|neuro|exiting foramen|foramina|foraminal|foramens',
      'nerve root foramen|foramina|foraminal',
      'neuroforamen|neuroforamina|neuroforaminal|neuroforamens',
      'nerve root canal|canals|exit',
      'root canal|canals',
      'exit canal|canals',
    ],
  ],
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
      'encroachment',
      'compromise',
      'constriction',
    ],
  ],
  [
    predicate('narrow'),
    [
      'stenosed|stenotic|narrowed|narrow|narrows|constricted',
      'encroached|encroaches|encroaching|compromised|compromises|compromising',
    ],
  ],
  [
    path('compress'),
    [
      'compression|compressed|compresses|compressing',
      'effacement|effaced|effaces|effacing',
      'obliteration|obliterated|obliterates',
    ],
  ],
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
      'abnormality|abnormalities|pathology|disease|lesion|finding|findings',
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
      'end plate|plates ridging|spurring|spurs|osteophytes|osteophyte',
      '[small|posterior|endplate|associated|posterolateral] osteophyte|osteophytes|osteophytosis [formation]',
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
      'grade iii|3',
      'very severe|severely|marked|tight',
      'moderately severe',
      'near complete|total',
    ],
  ],

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
      'more|worse [so] on|to',
      'more|worse|greater|larger|less',
      'equal to',
      'eccentric|eccentrically|asymmetric|asymmetrical|asymmetrically|lateralising|lateralizing [to|towards|toward]',
      'particularly|especially|mainly|predominantly|mostly|chiefly',
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
      'has|have resolved',
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

  // Nouns of no interest that keep the grade, side or word "narrowing" to themselves
  [
    marker('other'),
    [
      'disc|disk [space|height|spaces|heights] height|heights|space|spaces [loss|narrowing|reduction] [of] [height]',
      'disc|disk space|spaces|height|heights narrowing|loss|reduction|narrowed|signal',
      'disc|disk narrowing|desiccation|dehydration|height|heights|signal|hydration|degeneration',
      'loss of [normal] [disc|disk] [space] height|signal|hydration|csf|fluid|lordosis',
      'height loss',
      'degenerative disc|disk disease|change|changes|degeneration',
      'disc|disk degeneration|degenerative change|changes|disease',
      'disc|disk degenerative disease|change|changes',
      'ddd',
      'no other [significant|relevant] abnormality|abnormalities|finding|findings|lesion|lesions',
      'normal in height|signal|hydration|position|morphology|alignment',
      'joint space [narrowing|loss]',
      'interspace narrowing',
      'protrusion|protrusions|extrusion|extrusions|herniation|herniations|sequestration|prolapse|prolapses|hnp|herniated|protruding|extruded|sequestered|protrudes|herniates',
      'disc|disk protrusion|protrusions|extrusion|extrusions|herniation|herniations|prolapse',
      'foraminal|foramen disc|disk protrusion|extrusion|herniation|osteophyte|annular|zone|component',
      'central|spinal disc|disk protrusion|extrusion|herniation|annular|component|fusion|cord|alignment|nerve|curvature|stenosis surgery',
      'central|spinal cord',
      'annular fissure|tear|fissures|tears',
      'fissure|tear|fissures|tears',
      'desiccation|desiccated|dehydration|dehydrated',
      'anterolisthesis|retrolisthesis|listhesis|spondylolisthesis|subluxation|scoliosis|levoscoliosis|dextroscoliosis|kyphosis|lordosis|curvature|alignment',
      'spondylolysis',
      'pars [interarticularis] defect|defects',
      'nerve|nerves [root|roots] [compression|impingement|contact|compromise|encroachment|sleeve|displacement]',
      'neural|neurological|nerval compression|compromise|impingement|contact|encroachment',
      'cauda equina [compression|crowding|nerve|roots|compressed]',
      'root|roots [compression|contact|impingement|compressed|sleeve]',
      'impingement|impinges|impinging|abuts|abutting|abutment|contacts|contacting|contact|displaces|displacement',
      'indents|indentation|indenting|indented|flattens|flattening|flattened|deforms',
      'impression upon|on',
      'conus [medullaris]',
      'cord|myelopathy',
      'marrow [signal]',
      'modic [type]',
      'endplate|endplates|schmorl|schmorls|haemangioma|hemangioma',
      'facet|facets [joint|joints] effusion|effusions|fluid|cyst|cysts|tropism|osteophyte|osteophytes|distraction|synovitis',
      'effusion|effusions|cyst|cysts|synovial',
      'anterior|marginal|foraminal|facet|bridging osteophyte|osteophytes|spurring|spurs|ridging',
      'sacroiliac|si [joint|joints]',
      'hip|hips|knee|knees|shoulder',
      'artery|arteries|arterial|aorta|aortic|renal|iliac|ureter|ureteral|kidney|kidneys|bladder|uterus|prostate',
      'soft tissue|tissues',
      'paraspinal|paravertebral|prevertebral|muscle|muscles|musculature',
      'fracture|fractures|fractured|deformity|deformities',
      'compression fracture|fractures|deformity|deformities',
      'vertebral compression|body|bodies|height|heights',
      'vertebra|vertebrae|vertebral',
      'wedge compression',
      'interspinous|spinous',
      'ventral|anterior|perineural|epidural fat|space',
      'ventral|anterior epidural fat',
      'perineural|foraminal fat',
      'cervical|thoracic',
      'pseudobulge|pseudobulging',
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
      'elsewhere',
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
  [scope('several'), ['multilevel', 'multiple|several|many|various levels', 'several|multiple']],

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
      'the|a|an|this|that|these|those|its|both|level|levels|only|just|still|entirely|essentially|grossly|largely|again|overall|also',
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
  'sectional',
  'section',
  'sections',
];
