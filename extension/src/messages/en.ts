import {
  CONDITION_DEFINITIONS,
  conditionLabel,
  NOT_ASSESSED_NAMES,
  type Condition,
} from '../findings';

/** Every condition has a row's name, a name in a sentence and a criterion. */
type OfConditions = Record<`${'row' | 'condition' | 'criterion'}-${Condition}`, string>;

/** What the panel says; the keys are the i18n keys of namespace DeepSPINE. */
export const EN_TEXTS = {
  researchUse: 'Research use only. Not for diagnosis.',
  analyze: 'Analyze',
  analyzeAgain: 'Analyze again',
  cancel: 'Cancel',
  save: 'Save to archive',
  saveAgain: 'Save again',
  download: 'Download report',
  clear: 'Clear',
  clearUnsaved: 'Discard unsaved findings?',
  idle: 'Grades every lumbar disc of this MRI, in this browser.',
  awaitingImages: 'Waiting for the images …',
  loadingImages: 'Loading images ({{loaded}} of {{total}})',
  loadingModel: 'Loading models ({{loaded}} of {{total}} MB)',
  startingModel: 'Starting the models',
  stagePrepare: 'Preparing the images',
  stageSegment: 'Finding vertebrae, discs and canal',
  stageLocate: 'Naming the discs',
  stageGrade: 'Grading the discs',
  stageMeasure: 'Measuring',
  done: '{{needLook}} of {{graded}} need a look',
  doneNotes: '{{needLook}} of {{graded}} need a look; notes below',
  cancelled: 'Cancelled. Nothing was changed.',
  offImages: 'Findings are hidden on the images; they are still listed here.',
  showOnImages: 'Show on images',
  analyzed: 'Series: {{series}}',
  percent: '{{percent}} %',
  timeLeft: 'about {{seconds}} s left',
  almostDone: 'almost done',
  'notice-archive': 'These findings were read from the archive.',
  'notice-archiveLater':
    'These findings were read from the archive; a later version of DeepSPINE wrote more into their report, which is not shown here and stays when you save.',
  'notice-draft': 'These findings are yours of {{when}}, and have not been saved yet.',
  draftOffer:
    'This browser holds unsaved findings of this study, of {{when}}, by somebody who was not signed in.',
  draftAdopt: 'Take them over',
  draftDiscard: 'Remove them',
  'notice-kept': '{{decisions}} of your decisions were kept; all other findings are new.',
  'notice-overlay':
    'The segmentation could not be drawn over the images ({{reason}}); the findings are complete.',
  'notice-substituted':
    'The active series {{active}} is not a gradable lumbar T2 series; {{analyzed}} was analyzed instead.',
  'notice-renumbered':
    'Renumbered: what the model named {{from}} is {{to}}, and every finding moved with its disc.',
  'notice-renumberedOutside':
    'Renumbered: what the model named {{from}} is {{to}}, and every finding moved with its disc. ' +
    'Set aside, since it is none of the graded levels: {{outside}}.',
  'notice-numbersBack': 'The levels have the names that the model gave them.',
  'notice-elsewhere':
    'The findings of this study were changed in another tab; reload to see them there.',
  'notice-noPrior':
    'No earlier findings are shown: the archive could not be searched ({{reason}}).',
  'notice-priorOtherPatientID':
    'Findings of {{date}} are not compared: their Patient ID tells too little of whose they are.',
  'notice-priorOtherPatientName':
    'Findings of {{date}} under the same Patient ID are not compared: they bear another name.',
  'notice-priorOtherPatientBirthDate':
    'Findings of {{date}} under the same Patient ID are not compared: the birth date is another one.',
  'notice-priorOtherPatientSex':
    'Findings of {{date}} under the same Patient ID are not compared: the sex is another one.',
  'notice-reportUnread':
    'The archive holds a report of this study that could not be read ({{reason}}). If it is one of ' +
    'DeepSPINE, its decisions are not shown here, and what you save will stand beside it.',
  'notice-reportNotLoaded':
    'There are findings of this study, on a series that is not loaded since the link names others; open the whole ' +
    'study to see them.',
  'notice-problem': '{{text}}',
  acceptNormal: 'Accept {{normal}} normal',
  acceptNormalHint:
    'Accepts what is normal, sure and tested on real labels; nothing abnormal, unsure, or tested on simulated ' +
    'images only',
  acceptAllLater: 'Accept normal',
  reviewed: '{{reviewed}} of {{needLook}} reviewed',
  reviewNothing: 'Nothing needs a look',
  nextHint: 'Next finding to look at (n)',
  previousHint: 'Previous finding to look at (p)',
  acceptHint: 'Accept (a)',
  rejectHint: 'Reject (r)',
  changeHint: 'Grade (key {{key}})',
  simulatedOpen:
    '{{simulated}} gray cells: normal or mild by a model tested on simulated images only. They are not counted, and ' +
    'not in the draft unless you accept each.',
  evidenceReal:
    '{{figure}} ({{low}}–{{high}}) on {{dataSet}}, n = {{n}}; for comparison, {{baseline}}',
  evidenceSimulated: 'Tested on simulated images only',
  evidenceUnknown: 'Nothing is stated on how this was tested',
  overlays: 'On images',
  overlaysHint: 'The key o shows or hides all of them',
  'overlay-outlines': 'Outlines',
  'overlay-names': 'Levels',
  'overlay-findings': 'Findings',
  whose: 'Findings of {{name}}, MRI of {{date}}',
  whoseOther:
    'The active images are of {{otherName}}, {{otherDate}}. The findings below are of {{name}}, {{date}}.',
  saveTo: 'Stores the findings with the study of {{name}}, {{date}}',
  saveOf: 'for {{name}}, {{date}}',
  gradings: 'Disc degeneration',
  'grading-pfirrmann': 'Pfirrmann',
  'grading-narrowing': 'Narrowing',
  'grading-herniation': 'Herniation',
  'grading-modic': 'Modic change',
  'grading-endplate': 'End plates',
  'grading-listhesis': 'Slip',
  more: 'More on the finding',
  notAssessed: 'Not assessed: {{list}}.',
  waiting: 'grading pending',
  elsewhere:
    'The active viewport shows another study. What runs is not about it; this panel turns to it afterwards.',
  arriving: '{{graded}} of {{levels}} levels graded. Decide and save once all of them are.',
  confidence: 'Confidence',
  confidenceHint: 'Show the probability of each grade in the grid',
  drawAll: 'Show all',
  drawAllHint:
    'Draw normal findings on the images too, not only those that are abnormal, unsure, graded by the ' +
    'reader or chosen',
  discName: 'Level name',
  discNameHint: 'Moves the names of all discs, with their findings',
  explain: 'What drove the grade?',
  explaining: 'Masking image regions one at a time: {{percent}} %',
  explainFailed: 'This could not be computed: {{reason}}',
  explained:
    'Outlined on the images: masking it lowers “{{grade}}” most, from {{before}} to {{after}}.',
  explainedElsewhere:
    'What drove the grade is not where the finding is: the grade does not come from its place, and counts as unsure.',
  explainedNothing: 'No single region dominates: masking any leaves “{{grade}}” near {{before}}.',
  draft: 'Draft report',
  draftEmpty: 'Accept or change findings: the text grows with every decision.',
  draftUndecided: 'Not in the text: {{undecided}} unreviewed suggestions.',
  draftEdited: 'Edited by you; decisions do not change it any more.',
  draftRenew: 'Write anew from the findings',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not allow it; select the text and copy it by hand.',
  check: 'Check a report',
  checkHint: 'Paste a report in English: cells that it disagrees with are marked ≠.',
  checkText: 'Text of the report',
  checkNothing: 'No statement on the graded conditions was found in this text.',
  checkAgrees: 'No disagreement; cells of which both speak: {{compared}}.',
  checkDisagrees: 'Disagreements: {{disagreements}}; cells of which both speak: {{compared}}.',
  checkSilent: 'Degeneration gradings that the report does not speak of: {{gradings}}',
  checkNotComparable: 'Statements of the report about cells without a grade: {{cells}}.',
  'check-other-language': 'This text is not in English; nothing of it was read.',
  'check-not-lumbar-mri': 'This is no report of a lumbar MRI; nothing of it was compared.',
  checkUnderstood: 'Read, but compared with nothing: {{findings}}',
  checkUnread: 'Words about the spine that were not read: {{clauses}}',
  'unread-unknown-level': 'names no lumbar level',
  'unread-no-level': 'without a level',
  'unread-not-stated': 'not stated of these images',
  'unread-not-understood': 'not understood',
  'extended-herniation': 'disc herniation',
  'extended-bulge': 'disc bulge',
  'extended-lateral-recess-stenosis': 'lateral recess stenosis',
  'extended-nerve-root-contact': 'nerve root contact',
  'extended-spondylolisthesis': 'spondylolisthesis',
  'extended-modic': 'Modic change',
  'extended-pfirrmann': 'Pfirrmann grade',
  'extended-disc-desiccation': 'disc desiccation',
  'extended-disc-height-loss': 'disc height loss',
  'extended-annular-fissure': 'annular fissure',
  'extended-facet-cyst': 'facet cyst',
  'extended-facet-effusion': 'facet effusion',
  'extended-compression-fracture': 'compression fracture',
  'extended-post-operative': 'postoperative change',
  'check-grade': 'report: {{report}}; finding: {{finding}}',
  'check-side': 'report places it on the other side; finding: {{finding}}',
  'check-level': 'report places it at {{level}}; finding: {{finding}}',
  'check-missed': 'not in the report; finding: {{finding}}',
  leftOut: 'Images left out: {{images}}',
  leftOutHint: 'These were not analyzed; nothing is said of what they alone show.',
  leftOutOf: '{{series}}: {{images}} ({{reason}})',
  leftOutSeries: 'Series {{number}}',
  'left-out-not-mr': 'no MR images',
  'left-out-color': 'color images',
  'left-out-capture': 'captured screens',
  'left-out-localizer': 'localizers',
  'left-out-projection': 'projections',
  'left-out-diffusion': 'diffusion images',
  'left-out-echo-planar': 'echo-planar images',
  'left-out-mosaic': 'mosaics',
  'left-out-map': 'computed maps',
  'left-out-phase': 'phase images',
  'left-out-fat': 'fat images',
  'left-out-opposed-phase': 'opposed-phase images',
  'left-out-unreadable': 'cannot be read',
  'left-out-no-geometry': 'position, orientation or spacing unknown',
  'left-out-other-plane': 'another plane',
  'left-out-other-contrast': 'another contrast',
  'left-out-other-echo': 'another echo',
  'left-out-other-station': 'another station of the spine',
  'left-out-other-region': 'another region of the body',
  'left-out-other-orientation': 'tilted against the others',
  'left-out-same-place': 'another image shows the same place',
  'left-out-misplaced': 'lies elsewhere than its header says',
  'left-out-not-needed': 'others serve better',
  worklistFindings: 'findings',
  layouts: 'Layout of the images',
  'layout-reading': 'Read',
  'layout-sequences': 'All sequences',
  'layout-disc': 'Disc plane',
  'layout-comparison': 'Compare',
  priorShown: 'Compared with the findings of {{date}}.',
  since: 'Since {{date}}: {{change}}',
  'change-new': 'new',
  'change-worse': 'worse, was {{before}}',
  'change-same': 'unchanged',
  'change-better': 'better, was {{before}}',
  diagnostics: 'Copy diagnostics',
  diagnosticsHint: 'Versions, settings and times for support; nothing of the patient',
  gridName: 'Findings: conditions by disc level',
  condition: 'Condition',
  detail: 'Finding',
  detailHint: 'Select a cell to see its disc and its probabilities.',
  measurementsSay: 'From the measurements alone: {{grade}} ({{probability}}).',
  published: '({{thresholds}}; {{source}})',
  'means-relative-stenosis': 'relative stenosis',
  'means-absolute-stenosis': 'absolute stenosis',
  'means-central-stenosis': 'stenosis',
  measuredAp: 'Canal AP {{mm}} mm',
  measuredArea: 'Canal area {{area}} mm²',
  measuredHeight: 'Disc height, middle, {{mm}} mm',
  usualHeight: '(usual {{mean}} ± {{sd}} mm; 39 patients of SPIDER)',
  measuredSlip:
    'Slip {{mm}} mm forward (up to {{error}} mm is measured in 9 of 10 discs without one)',
  measuredSlipBack:
    'Slip {{mm}} mm backward (up to {{error}} mm is measured in 9 of 10 discs without one)',
  measuredMeyerding: 'Meyerding grade {{grade}}',
  probabilities: 'Probability of each grade',
  criterion: 'Criterion',
  suggestedBy: 'Suggested by {{model}}',
  acceptedOf: 'Accepted; suggested by {{model}}',
  changedByReader: 'Graded by the reader',
  changedFrom: 'Graded by the reader; the model said {{grade}} ({{probability}})',
  rejectedOf: 'Rejected; it was suggested by {{model}}',
  rejectedReader: 'Rejected',
  notGradedReason: 'Not graded by any model; this does not mean normal',
  notGradedMeans: 'This does not mean normal',
  'notGraded-no-model': 'Not graded: no installed model grades this',
  'notGraded-not-in-images': 'Not graded: no image shows the place',
  'notGraded-no-axial': 'Not graded: there are no axial images of this level',
  'notGraded-level-cut-off': 'Not graded: the images end within the level',
  'notGraded-wrong-geometry': 'Not graded: positions in the headers contradict the pictures',
  unsure: 'The model is unsure here',
  accept: 'Accept',
  reject: 'Reject',
  changeTo: 'Grade as',
  measurements: 'Measurements (mm)',
  level: 'Level',
  discHeight: 'Disc height',
  anterior: 'ant.',
  middle: 'mid.',
  posterior: 'post.',
  canalAp: 'Canal AP',
  canalRatio: 'ratio',
  rowCanalAp: 'Canal, mm',
  rowDiscHeight: 'Disc, mm',
  notMeasured: 'not measured',
  warnings: 'Please note',
  backend: 'Computed on {{backend}}',
  backendPending: 'WebGPU or WebAssembly, chosen when an analysis starts.',
  models: 'Models',
  saveNothing: '',
  saveLater: 'Can be saved once every level is graded',
  saveUnsaved: 'Not saved yet',
  saveSaving: 'Saving …',
  saveSaved: 'Saved in the archive',
  saveRefused: 'The archive does not take: {{what}}. The findings are saved.',
  'object-key-images': 'key images',
  'object-summary-image': 'summary as an image',
  'object-summary-pdf': 'summary as a PDF',
  'grade-none': 'none',
  'grade-mild': 'mild',
  'grade-moderate': 'moderate',
  'grade-severe': 'severe',
  'grade-absent': 'absent',
  'grade-present': 'present',
  'grade-not-graded': 'not graded',
  'short-none': 'none',
  'short-mild': 'mild',
  'short-moderate': 'mod',
  'short-severe': 'sev',
  'short-absent': 'no',
  'short-present': 'yes',
  'short-not-graded': 'n/g',
  'grid-none': 'none',
  'grid-mild': 'mild',
  'grid-moderate': 'moderate',
  'grid-severe': 'severe',
  'grid-absent': 'no',
  'grid-present': 'yes',
  'grid-not-graded': 'n/g',
  'status-suggested': 'suggested',
  'status-accepted': 'accepted',
  'status-changed': 'graded by the reader',
  'status-rejected': 'rejected',
  'not-assessed-subarticular-stenosis': NOT_ASSESSED_NAMES['subarticular-stenosis'],
  'not-assessed-nerve-root-compression': NOT_ASSESSED_NAMES['nerve-root-compression'],
  'not-assessed-herniation-type': NOT_ASSESSED_NAMES['herniation-type'],
  'not-assessed-modic-type': NOT_ASSESSED_NAMES['modic-type'],
  'not-assessed-annular-fissure': NOT_ASSESSED_NAMES['annular-fissure'],
  'not-assessed-bone-marrow': NOT_ASSESSED_NAMES['bone-marrow'],
  'not-assessed-fracture-age': NOT_ASSESSED_NAMES['fracture-age'],
  'not-assessed-tumor': NOT_ASSESSED_NAMES.tumor,
  'not-assessed-infection': NOT_ASSESSED_NAMES.infection,
  'not-assessed-conus': NOT_ASSESSED_NAMES.conus,
  'not-assessed-cauda-equina': NOT_ASSESSED_NAMES['cauda-equina'],
  'not-assessed-sacroiliac-joints': NOT_ASSESSED_NAMES['sacroiliac-joints'],
  'not-assessed-postoperative-changes': NOT_ASSESSED_NAMES['postoperative-changes'],
  'not-assessed-soft-tissues': NOT_ASSESSED_NAMES['soft-tissues'],
  'row-SCS': 'Canal sten.',
  'row-LFS': 'L foramen',
  'row-RFS': 'R foramen',
  'row-DB': 'Disc bulge',
  'row-DOC': 'Disc-osteo.',
  'row-LFA': 'L facet',
  'row-RFA': 'R facet',
  'row-LFT': 'Flavum thick.',
  'row-EL': 'Lipomatosis',
  'condition-SCS': 'spinal canal stenosis',
  'condition-LFS': 'left foraminal stenosis',
  'condition-RFS': 'right foraminal stenosis',
  'condition-DB': 'disc bulge',
  'condition-DOC': 'disc-osteophyte complex',
  'condition-LFA': 'left facet arthropathy',
  'condition-RFA': 'right facet arthropathy',
  'condition-LFT': 'ligamentum flavum thickening',
  'condition-EL': 'epidural lipomatosis',
  'criterion-SCS': CONDITION_DEFINITIONS.SCS.criterion,
  'criterion-LFS': CONDITION_DEFINITIONS.LFS.criterion,
  'criterion-RFS': CONDITION_DEFINITIONS.RFS.criterion,
  'criterion-DB': CONDITION_DEFINITIONS.DB.criterion,
  'criterion-DOC': CONDITION_DEFINITIONS.DOC.criterion,
  'criterion-LFA': CONDITION_DEFINITIONS.LFA.criterion,
  'criterion-RFA': CONDITION_DEFINITIONS.RFA.criterion,
  'criterion-LFT': CONDITION_DEFINITIONS.LFT.criterion,
  'criterion-EL': CONDITION_DEFINITIONS.EL.criterion,
} as const satisfies OfConditions & Record<string, string>;

/**
 * What is said of a study, an archive, the models …: warnings, errors and their parts, by code; namespace DeepSPINEMessages.
 * `_context` and `_one`, `_other` are those of i18next; {{name}} is a value, {{name:2}} a number with two decimals. A
 * sentence stays in one string, since the names of its values are part of its type.
 */
export const EN_MESSAGES = {
  // The study.
  'no-series_empty':
    'The study holds no images; open a study with a sagittal T2 series of the lumbar spine.',
  'no-series_nothing-to-grade':
    'The study holds nothing to grade, only {{kinds}}; open a study with a sagittal T2 series of the lumbar spine.',
  'no-series_link':
    'Of this study only the series that the link names are loaded, none of which can be graded; open the whole study, or name its sagittal T2 series in the link.',
  'no-series_none-open':
    'No images are open; open a study with a sagittal lumbar MRI and run the analysis again.',
  'no-series_sagittal-closed': 'The sagittal series is not open; reload the study.',
  'no-series_layout': 'The open studies hold no images for this layout.',
  'no-series_findings-closed':
    'The series that these findings belong to is not open any more; reload the study and save again.',
  'no-series_report-images':
    'The report cannot be written because the images it refers to are not loaded; open the study again.',
  'no-series_segmentation-images':
    'The segmentation cannot be stored because its source images are not loaded; open the study again.',
  'not-mr':
    'The study holds {{modalities}} images, but only MR can be graded; open a study with a sagittal T2 series of the lumbar spine.',
  localiser:
    'The study holds only a localiser; open a study with a sagittal T2 series of the lumbar spine.',
  'not-sagittal_planes':
    'The study holds only {{planes}} images; open a study with a sagittal T2 series of the lumbar spine.',
  'not-sagittal_chosen':
    'The chosen series is not sagittal; choose a sagittal T2 series of the lumbar spine.',
  'not-lumbar_elsewhere':
    'The series {{series}} is not of the lumbar spine ({{by}}); open a lumbar MRI.',
  'not-lumbar_size':
    'The discs lie {{step}} mm apart and are {{depth}} mm deep, which is no lumbar spine; open a lumbar MRI.',
  'too-few-slices_one':
    'The series {{series}} has only {{count}} sagittal slice at one orientation; at least {{needed}} are needed.',
  'too-few-slices_other':
    'The series {{series}} has only {{count}} sagittal slices at one orientation; at least {{needed}} are needed.',
  'no-discs_short':
    'No lumbar spine was recognized in the sagittal images, which are only {{mm}} mm tall by their headers; check their pixel spacing, and that the series shows the lumbar spine in a sagittal T2 sequence.',
  'no-discs_unseen':
    'No lumbar spine was recognized in the sagittal images; check that the series shows the lumbar spine in a sagittal T2 sequence.',
  'no-discs_nothing-to-store':
    'There is no segmentation to store because no vertebra, disc or canal was found.',
  'bad-geometry_incomplete':
    'An image of this series says nothing about its position, orientation or pixel spacing, so no disc can be placed; choose a series with complete image geometry.',
  'bad-geometry_coarse':
    'The pixels of the series {{series}} are {{mm:1}} mm wide, too coarse to show a disc; open the original images.',
  'bad-geometry_no-position':
    'An image of the series {{series}} has no usable position and orientation; send the original images of the scanner again.',
  'bad-geometry_no-spacing':
    'An image of the series {{series}} has no usable pixel spacing; send the original images of the scanner again.',
  'bad-geometry_zero-orientation':
    'An image of the series {{series}} has an orientation of zero length; send the original images of the scanner again.',
  'bad-geometry_skewed':
    'An image of the series {{series}} has image axes that are not at right angles; send the original images of the scanner again.',
  'bad-geometry_no-slices': 'A series without slices cannot be referred to.',
  'bad-geometry_frames':
    'The segmentation cannot be stored because this viewer does not tell the frames of its images apart; store the report alone (setting storeSegmentation), or open the study from another data source.',
  'inconsistent-slices_pixels':
    'An image of the series {{series}} holds {{pixels}} pixels instead of {{rows}} × {{columns}}; send the series again.',
  'inconsistent-slices_sizes':
    'The segmentation cannot be stored because the slices of its series differ in size.',
  'corrupt-file_no-uid':
    'The viewer knows no SOP Instance UID for an image of this series; reload the page.',
  'corrupt-file_image':
    'Image {{number}} of {{series}} could not be loaded or decoded; reload the page, and if it fails again, re-send the series to the archive.',
  'unsupported-file_color':
    'This series holds color images, not MR slices; choose the original sagittal MR series.',

  // What is said beside the findings.
  'no-axial_link':
    'No axial T2 series is loaded, as the link names others; grades that need axial images are weaker, so open the whole study.',
  'no-axial_sagittal-alone':
    'There is no axial T2 series; every grade rests on the sagittal series alone, which is weaker for the grades that need axial images.',
  'no-axial_reformatted':
    'There is no axial T2 series; axial views are reformatted from the sagittal one, which is weaker for grades that need them.',
  'axial-partial_sagittal-alone':
    'The axial series does not cover {{level}}; its grades rest on the sagittal series alone.',
  'axial-partial_reformatted':
    'The axial series does not cover {{level}}; its axial view is reformatted from the sagittal series.',
  'axial-partial_left-out': 'An axial series was left out: {{reason}}',
  'axial-displaced':
    'An axial series was not used: its tissues fit those of the sagittal series better about {{mm}} mm away from where its header says it lies, as after a movement of the patient.',
  'naming-sacrum-not-seen':
    'The images end close below the lowest disc, so the sacrum is not seen; that disc was named {{lowest}}, check the level names.',
  'naming-junction-unusual':
    'The lumbosacral junction looks unusual (transitional vertebra, or a disc that was not seen); the lowest disc was named {{lowest}}, check the level names.',
  'naming-lowest-disc-missing':
    'The lowest disc that was seen looks like {{lowest}} (by its tilt, or by a lumbar vertebra below it) and was named so; check the level names.',
  'naming-sacral-remnant':
    'A small disc lies below the one that was named {{lowest}}; it was taken for a remnant within the sacrum. With a transitional vertebra the names move by one level.',
  'naming-six-lumbar':
    'S1 may be lumbarized, so that six lumbar-type vertebrae lie above the lowest mobile disc; that disc was named {{lowest}} and the others from it, check the level names.',
  'naming-four-lumbar':
    'L5 may be sacralized, so that four lumbar-type vertebrae lie above the lowest mobile disc; that disc was named {{lowest}} and the others from it, check the level names.',
  'naming-disc-not-seen':
    'No disc was seen at {{level}}, where the distance of its neighbors asks for one (fusion, or severe collapse); it was counted, so check the level names.',
  'naming-short-step':
    'The discs above and at {{level}} lie much nearer to each other than the others (a collapsed vertebra, metal, or no disc at all); check the level names.',
  'naming-signal-void_gap':
    'Hardly any vertebra is seen between the discs above and at {{level}} (metal, or a gap in the images), where discs may be missed or seen that are none; check the level names.',
  'naming-signal-void_several':
    'Several vertebrae show a signal void (metal or cement?), where discs may be missed or seen that are none; check the level names.',
  'naming-few-discs_one':
    'Only {{count}} lumbar disc was found instead of five, counted from the lowest one; check the level names.',
  'naming-few-discs_other':
    'Only {{count}} lumbar discs were found instead of five, counted from the lowest one; check the level names.',
  'level-count-uncertain':
    'The names of the levels are in doubt; count the vertebrae before a finding is used.',
  'level-cut-off_unseen': '{{level}} was not seen and is not graded.',
  'level-cut-off_top_one':
    'Only {{count}} lumbar disc is in the images, which end above; the others are not graded.',
  'level-cut-off_top_other':
    'Only {{count}} lumbar discs are in the images, which end above; the others are not graded.',
  'levels-renumbered':
    'The reader renumbered the levels: what the algorithm named {{named}} is {{level}}.',
  'canal-ends': 'The canal is not seen below {{level}}, so it is not measured there.',
  'sac-tapers':
    'The dural sac tapers to its end at {{level}}, which looks like a stenosis; the canal is not measured there.',
  'fewer-slices':
    '{{apart}} of {{images}} images of {{series}} lie apart from the others or are tilted against them; they were left out.',
  'duplicate-slices_one':
    'The series {{series}} holds {{count}} image at a position that another one already has; the first of each was used.',
  'duplicate-slices_other':
    'The series {{series}} holds {{count}} images at a position that another one already has; the first of each was used.',
  'echoes-mixed':
    'The series {{series}} holds images of several echo times ({{times}} ms); those of {{used}} ms were analyzed.',
  'gap-in-slices_one':
    'In the series {{series}} {{count}} slice is missing; structures there were not seen.',
  'gap-in-slices_other':
    'In the series {{series}} {{count}} slices are missing; structures there were not seen.',
  'images-left-out': 'Images of the series {{series}} were left out: {{images}}.',
  'misplaced-slices_left-out_one':
    'The series {{series}} holds {{count}} image out of line with the other slices, left out; the positions in the headers contradict each other, so check where the findings lie.',
  'misplaced-slices_left-out_other':
    'The series {{series}} holds {{count}} images out of line with the other slices, left out; the positions in the headers contradict each other, so check where the findings lie.',
  'misplaced-slices_crowded_one':
    'The series {{series}} holds {{count}} image nearer to the next than the others are; the positions in the headers contradict each other, so check where the findings lie.',
  'misplaced-slices_crowded_other':
    'The series {{series}} holds {{count}} images nearer to the next than the others are; the positions in the headers contradict each other, so check where the findings lie.',
  'series-split':
    'The slices of {{other}} lie between or beside those of {{series}}, as where one series was split in two; all of them were analyzed as one.',
  'series-substituted_too-few-slices':
    'The series {{other}} has too few slices; {{series}} was analyzed instead.',
  'series-substituted_not-t2':
    'The series {{other}} is no sagittal T2 series; {{series}} was analyzed instead.',
  'series-substituted_no-spine':
    'No lumbar spine was recognized in the lowest sagittal images, of the series {{other}}; those of {{series}}, which lie higher, were analyzed instead.',
  'conditions-not-graded': 'Not graded, because the installed model does not: {{conditions}}.',
  'sequence-unusual_by-picture':
    'No header says which series is a T2; {{series}} was analyzed because fluid is brightest in it.',
  'sequence-unusual_axial':
    'No header says what contrast the axial series has; it was used because its tissues look like those of the sagittal one.',
  'sequence-unusual_no-t2':
    'No sagittal T2 series was found; {{series}} ({{contrast}}) was analyzed, which is less reliable.',
  'images-unlike-training_sizes':
    'Pixels of {{pixel:2}} mm, slices {{slices:1}} mm apart or discs {{discs:0}} mm apart are unlike what was simulated; grades without real evidence are unsure.',
  'images-unlike-training_repeated':
    'All slices show the same picture; grades without real evidence are unsure.',
  'contrast-unusual':
    'The spinal canal is darker than the vertebrae, as it is in T1 and not in T2; the grades are not reliable on such images.',
  'fat-suppressed':
    'The vertebrae are as dark as with fat suppression, and no such image has radiologists’ gradings; disc bulge and the degeneration gradings are unsure.',
  'column-curved':
    'The spine has a coronal curvature of {{degrees}}° (scoliosis), beyond the training data; check the level names and both sides.',
  'vertebra-low':
    '{{vertebra}} is {{percent}} % lower than its neighbors suggest: a possible compression fracture, whose age is not assessed.',
  'vertebra-slipped_forward':
    'The vertebra above {{level}} lies {{mm}} mm in front of the one below: a possible anterolisthesis.',
  'vertebra-slipped_backward':
    'The vertebra above {{level}} lies {{mm}} mm behind the one below: a possible retrolisthesis.',
  'position-doubtful_exchanged':
    'The orientation in the headers does not fit the anatomy: {{exchanged}} look exchanged, as after a wrong position of the patient at the scanner; neither sides nor level names can be trusted.',
  'position-doubtful_no-canal':
    'At most levels no spinal canal of usual width is seen behind the discs; if front and back are not exchanged in the headers, the slices miss the canal: check the orientation, both sides and every grade.',
  'spine-small':
    "The discs lie {{stepMm}} mm apart, nearer than an adult's; the models have seen adults only, so check every grade.",
  'signal-void':
    'The vertebra above {{level}} shows a signal void (metal or cement?); the grades beside it are not reliable.',
  'slices-shifted':
    'The spine shifts between slices, as with patient motion; check where the findings lie.',

  // Decisions and settings.
  'bad-arguments_no-grade': '{{level}} {{condition}} has no grade to accept; choose one instead.',
  'bad-arguments_no-grading': 'There is no grade to accept; choose one instead.',
  'bad-arguments_not-its-grade':
    '“{{grade}}” is no grade of {{condition}}; choose one of its own grades.',
  'bad-arguments_moved-too-far':
    'The levels can be moved by at most {{most}} from where the model put them.',
  'bad-arguments_settings': '{{settings}} must be an object of settings, not {{kind}}.',
  'bad-arguments_unknown-setting': '{{settings}} has no setting “{{setting}}”; it has {{known}}.',
  'bad-arguments_setting': '{{settings}}.{{setting}} cannot be {{value}}; set {{allowed}}.',
  'bad-arguments_data-source':
    'This viewer has no data source “{{name}}”; correct the setting archive of deepspine.configuration.',

  // The archive.
  'archive-unreachable_image':
    'The archive could not be reached for image {{number}} of {{series}}, or the connection broke off; check the network connection and run the analysis again.',
  'archive-unreachable_images-overdue':
    'The archive sent nothing more of {{series}} for {{seconds}} seconds; run the analysis again, and if it fails again, reload the page.',
  'archive-unreachable_prior':
    'The images of the earlier study did not arrive; try the comparison again.',
  'archive-unreachable_no-answer': 'the archive did not answer within {{seconds}} seconds',
  'archive-unreachable_store-late':
    'The archive did not answer within {{seconds}} seconds; the findings are kept here: save again, or download the report.',
  'archive-unreachable_store':
    'The archive could not be reached; the findings are kept here: save again, or download the report.',
  'archive-refused_image':
    'The archive did not give image {{number}} of {{series}} ({{reason}}); run the analysis again when that is settled.',
  'archive-refused_store':
    'The archive refused the report ({{reason}}); the findings are kept here: save again, or download the report.',
  'archive-refused_no-store':
    'This archive cannot store objects from the viewer; download the report and import it by hand.',
  'archive-refused_no-single': 'this viewer cannot fetch single objects from its data source',
  'archive-refused_not-given': 'the archive did not give it: {{reason}}',
  'bad-report':
    'The stored DeepSPINE report cannot be read because {{reason}}; run the analysis again to replace it.',

  // Models and this browser.
  cancelled: 'The analysis was cancelled.',
  cancelled_explanation: 'The grade could not be explained; try it again.',
  'model-download_silent':
    'Nothing arrived from {{path}} for {{seconds}} s. Check the network connection and run the analysis again.',
  'model-download_unreachable':
    'The file {{path}} could not be downloaded because the server cannot be reached. Check the network connection and run the analysis again.',
  'model-download_refused':
    'The file {{path}} could not be downloaded: the server answered {{status}}. Ask the administrator to serve the DeepSPINE files at this path.',
  'model-download_web-page':
    'The server answered with a web page instead of the file {{path}}. Ask the administrator to serve the DeepSPINE files at this path.',
  'model-download_cut-off':
    'The download of {{path}} broke off after {{loaded}} bytes. Run the analysis again; if it happens again, ask the administrator to check this file.',
  'model-download_cut-off-of':
    'The download of {{path}} broke off after {{loaded}} of {{expected}} bytes. Run the analysis again; if it happens again, ask the administrator to check this file.',
  'model-download_worker':
    'The analysis could not be started because {{path}} could not be loaded. Check the network connection, or ask the administrator to serve the DeepSPINE files at this path.',
  'model-hash_file':
    'The file {{path}} is damaged or of another version: its SHA-256 is not the expected one, so it is not used. Ask the administrator to copy the DeepSPINE files again.',
  'model-hash_manifest':
    'The list of models {{path}} is not the one this viewer is configured for (its SHA-256 differs). Ask the administrator to restore it or to update the pin.',
  'bad-manifest_field':
    'The model manifest is not usable: {{field}} {{fault}}; install manifest.json and the model files of one release together.',
  'manifest-file': 'the file',
  // Behind the name of a field.
  'manifest-fault_not-object': 'is not an object',
  'manifest-fault_not-list': 'is not a list',
  'manifest-fault_no-text': 'is no text',
  'manifest-fault_no-number': 'is no number',
  'manifest-fault_no-count': 'is no whole number above 0',
  'manifest-fault_length': 'has {{found}} values instead of {{wanted}}',
  'manifest-fault_no-probability': 'is no probability',
  'manifest-fault_no-share': 'is no share of 1',
  'manifest-fault_no-size': 'is neither a size nor a name',
  'manifest-fault_no-length': 'is no length',
  'manifest-fault_no-classes': 'is no number of classes',
  'manifest-fault_not-positive': 'is not positive',
  'manifest-fault_some-not-positive': 'has a value that is not positive',
  'manifest-fault_not-ascending': 'does not ascend',
  'manifest-fault_empty': 'is empty',
  'manifest-fault_twice': 'name {{name}} twice',
  'manifest-fault_none-of': 'is none of {{known}}',
  'manifest-fault_only': 'is not {{known}}, the only one known',
  'manifest-fault_neither': 'is neither {{one}} nor {{other}}',
  'manifest-fault_schema': 'is not {{schema}}',
  'manifest-fault_order': 'are not {{grades}} in this order',
  'manifest-fault_limits': 'has no positive reference, or limits that do not hold 1',
  'manifest-fault_when-absent': 'is not zeros, the only value known, and of {{inputs}} alone',
  'manifest-fault_two-heads': 'names both a condition and a grading',
  'manifest-fault_probabilities': 'is probabilities, but grades are calibrated from logits',
  'manifest-fault_no-hash': 'is no SHA-256 in lower-case hexadecimal',
  'manifest-fault_outside': 'leads out of the model folder',
  'manifest-fault_no-tensors': 'has no inputs or no outputs',
  'manifest-fault_no-task': 'has no {{task}} model',
  'manifest-fault_interval': 'does not hold the value',
  'manifest-fault_patients': 'are more than there are cases',
  'manifest-fault_figures': 'is no .json file beside the manifest with a pointer after “#”',
  'bad-manifest_json':
    'The list of models {{path}} is not valid JSON. Ask the administrator to copy the DeepSPINE files again.',
  'bad-manifest_outside':
    'The list of models names the file {{file}}, which lies outside the folder that this viewer is configured for. Ask the administrator to correct manifest.json.',
  'bad-manifest_no-segmentation':
    'None of the {{models}} models in manifest.json segments the spine. Ask the administrator to copy the DeepSPINE files again.',
  'bad-manifest_tensor':
    'The model file {{file}} has no tensor named "{{tensor}}", which the manifest promises. Ask the administrator to replace the model and manifest.json together.',
  'bad-manifest_spacing':
    'The model {{model}} does not state one in-plane spacing; install a matching manifest.json.',
  'bad-manifest_class':
    'The model {{model}} has no class “{{name}}”; install a matching manifest.json.',
  'bad-manifest_input':
    'The grading model {{model}} asks for an input “{{input}}”, which is not known; install a matching manifest.json.',
  'bad-manifest_volume':
    'The input “{{input}}” of the grading model is no volume of a disc that is known ({{known}}), or of no fixed size; install a matching manifest.json.',
  'model-run_size':
    'The model {{model}} gave an output of another size than its manifest states; install model and manifest of one release.',
  'model-run_values':
    'The model {{model}} gave no usable output for {{head}}; install model and manifest of one release.',
  'model-run_no-output':
    'The model {{model}} lacks the output “{{output}}” that its manifest states; install model and manifest of one release.',
  'model-run_no-result': 'The analysis ended without a result; run it again.',
  'model-run_no-explanation': 'The grade could not be explained; try it again.',
  'model-run_no-grading': 'This site has no grading model, so there is no grade to explain.',
  'model-run_condition': 'The installed model does not grade this condition.',
  'model-run_browser':
    'The models could not be run in this browser: {{reason}}. Close other tabs and programs, reload the page and run the analysis again.',
  'model-run_fault':
    'The analysis stopped because of an internal error ({{reason}}). Nothing was stored; please report this message together with the version.',
  unexpected: 'The analysis failed for an unexpected reason ({{reason}}); run it again.',

  // What the analysis ran on.
  backend_wasm: 'WebAssembly ({{threads}}) because {{reason}}.',
  backend_webgpu: 'WebGPU on {{adapter}}, which gave the right answers in a trial run.',
  backend_both:
    'WebGPU on {{adapter}}, which gave the right answers in a trial run, but WebAssembly ({{threads}}) for {{models}}, which ran faster there.',
  'note-not-kept_no-https':
    'The models are downloaded anew each time because this page is not served over HTTPS, without which the browser offers no cache.',
  'note-not-kept_forbidden':
    'The models are downloaded anew each time because the browser does not let this page keep them: its storage is full or forbidden.',
  'note-kept-models':
    'The list of models could not be fetched; the models kept in this browser were used.',

  // Parts of sentences.
  both: '{{a}} and {{b}}',
  then: '{{a}}, then {{b}}',
  'the-series': 'the series {{series}}',
  'the-sagittal-series': 'the sagittal series',
  'series-number': 'number {{number}}',
  'series-label_number': 'series {{number}}',
  'series-label_both': '{{series}} (series {{number}})',
  'series-label_none': 'a series without a name',
  plus: '{{a}} + {{b}}',
  'by-its-name': 'by its name',
  'unknown-contrast': 'unknown contrast',
  plane_sagittal: 'sagittal',
  plane_axial: 'axial',
  plane_coronal: 'coronal',
  plane_mixed: 'mixed',
  'exchanged_front-back': 'front and back',
  'exchanged_head-feet': 'head and feet',
  kinds_capture: 'screen captures',
  kinds_color: 'color images',
  kinds_projection: 'projections',
  kinds_diffusion: 'diffusion images',
  'kinds_echo-planar': 'echo-planar images',
  kinds_mosaic: 'mosaics',
  kinds_map: 'parameter maps',
  kinds_phase: 'phase images',
  kinds_fat: 'fat images',
  'kinds_opposed-phase': 'opposed-phase images',
  kinds_else: 'other images',
  'left-out_not-mr': '{{images}} no MR image',
  'left-out_color': '{{images}} in color',
  'left-out_no-geometry': '{{images}} without a usable position, orientation or pixel spacing',
  'left-out_capture': '{{images}} a screen capture',
  'left-out_localizer': '{{images}} of a localizer',
  'left-out_projection': '{{images}} a projection',
  'left-out_diffusion': '{{images}} diffusion',
  'left-out_echo-planar': '{{images}} echo-planar',
  'left-out_mosaic': '{{images}} a mosaic',
  'left-out_map': '{{images}} a parameter map',
  'left-out_phase': '{{images}} a phase image',
  'left-out_fat': '{{images}} of fat alone',
  'left-out_opposed-phase': '{{images}} of opposed phase',
  'left-out_other-plane': '{{images}} of another plane',
  'left-out_other-contrast': '{{images}} of another contrast',
  'left-out_other-station': '{{images}} of another part of the spine',
  threads_one: 'one thread',
  threads_other: '{{count}} threads',
  'half-precision': '{{adapter}} in half precision',
  'not-half-precision': '{{adapter}} (not in half precision: {{reason}})',
  'wrong-numbers': '{{model}} gives wrong numbers ({{output}} differs by {{difference:3}})',
  'wasm-faster': 'it was faster than WebGPU on {{adapter}} in a trial run',
  'set-in-configuration': 'it is set in the configuration',
  'no-webgpu': 'this browser offers no WebGPU',
  'webgpu-https': 'browsers offer WebGPU to pages served over HTTPS only',
  'no-adapter': 'WebGPU finds no graphics adapter',
  'software-adapter': 'WebGPU has only a software adapter',
  'webgpu-not-started': 'WebGPU could not be started ({{reason}})',
  'device-lost': 'the graphics device was lost',
  'device-lost-because': 'the graphics device was lost ({{reason}})',
  'device-refused': 'the graphics device refused a part of the work: {{reason}}',
  'model-not-started': '{{file}} could not be started: {{reason}}',
  'model-not-run': '{{file}} could not be run: {{reason}}',
  'models-released': 'the models were released',
  'workers-not-started': 'workers for the models could not be started: {{reason}}',
  'model-worker_not-started': 'a worker for the models could not be started ({{reason}})',
  'model-worker_crashed': 'a worker for the models crashed ({{reason}})',
  'model-worker_unreadable': 'a worker for the models sent an unreadable answer',
  'worker-unreadable': 'the worker sent an unreadable answer',
  'worker-crashed': 'the worker crashed ({{reason}})',
  'worker-silent': 'the worker showed no sign of life for {{seconds}} s',
  'without-a-message': 'without a message',
  http: '{{answer}}, HTTP {{status}}',
  'http-reason': '{{answer}}, HTTP {{status}}, failure reason {{reason}}',
  'http-answer_sign-in': 'sign-in required',
  'http-answer_fault': 'internal server error',
  'http-answer_busy': 'it is busy',
  'http-answer_no-reading': 'you may not read there',
  'http-answer_not-there': 'it does not have it',
  'http-answer_no-storing': 'you may not store there',
  'http-answer_no-stow': 'storing (STOW-RS) is not available there',
  'http-answer_rejected': 'it rejected the object',
  'http-answer_too-large': 'the object is too large for it',
  'http-answer_full': 'it is full',
  'http-answer_none': 'no reason given',
  'no-dicom': 'no DICOM came',
  'report-fault_grade': '"{{grade}}" is not a grade of {{name}}',
  'report-fault_grading-incomplete':
    'a degeneration grading in it has no disc level, no tracking UID or no known name',
  'report-fault_grading-contradicts':
    'a degeneration grading in it has codes of one place and the identifier of another',
  'report-fault_finding-unknown': 'the finding "{{finding}}" in it is not known',
  'report-fault_finding-incomplete': 'a finding in it has no disc level or no tracking UID',
  'report-fault_finding-contradicts':
    'a finding in it has codes of one place and the identifier of another',
  'report-fault_no-author': 'it does not say who made a finding',
  'report-fault_status': 'the review status of a finding in it is not known',
  'report-fault_evidence': 'what an algorithm was tested on is not readable in it',
  'report-fault_missing': '"{{item}}" is missing in it',
  'report-fault_number': 'a measured value in it is not a number',
  'report-fault_coordinates': 'coordinates in it are not numbers',
  'report-fault_points': 'coordinates in it are not {{points}} points',
  'report-fault_image': 'an image reference in it is incomplete',
  'report-fault_level': 'a disc level in it has no name or no image',
  'report-fault_attribute': 'it has no {{attribute}}',
  'report-fault_series': 'it does not name the series it was made from',
  'report-fault_version': 'its version is not a number',
  'report-fault_newer': 'a newer version of DeepSPINE wrote it',

  // As they are written within a sentence.
  'condition-SCS': conditionLabel('SCS'),
  'condition-LFS': conditionLabel('LFS'),
  'condition-RFS': conditionLabel('RFS'),
  'condition-DB': conditionLabel('DB'),
  'condition-DOC': conditionLabel('DOC'),
  'condition-LFA': conditionLabel('LFA'),
  'condition-RFA': conditionLabel('RFA'),
  'condition-LFT': conditionLabel('LFT'),
  'condition-EL': conditionLabel('EL'),
} as const;
