import type { MessageTexts, Texts } from './catalogue';

const FORAMINA =
  'Lee: gering, perineurales Fett in zwei gegenüberliegenden Richtungen verschwunden; mäßig, in allen ' +
  'vier, Wurzel nicht verformt; hochgradig, Wurzel kollabiert oder verformt.';
const FACETS =
  'Weishaupt: vorhanden ab Grad 2 (verschmälerter Gelenkspalt mit mäßigen Osteophyten oder Hypertrophie).';

/** German; see en.ts. */
export const DE_TEXTS: Texts = {
  researchUse: 'Nur für die Forschung. Nicht zur Diagnose.',
  analyze: 'Analysieren',
  analyzeAgain: 'Neu analysieren',
  cancel: 'Abbrechen',
  save: 'Im Archiv speichern',
  saveAgain: 'Erneut speichern',
  download: 'Bericht herunterladen',
  clear: 'Leeren',
  clearUnsaved: 'Ungespeicherte Befunde verwerfen?',
  idle: 'Befundet jede lumbale Bandscheibe dieser MRT, in diesem Browser.',
  awaitingImages: 'Warten auf die Bilder …',
  loadingImages: 'Bilder werden geladen ({{loaded}} von {{total}})',
  loadingModel: 'Modelle werden geladen ({{loaded}} von {{total}} MB)',
  startingModel: 'Modelle werden gestartet',
  stagePrepare: 'Bilder werden vorbereitet',
  stageSegment: 'Wirbel, Bandscheiben und Kanal werden gesucht',
  stageLocate: 'Bandscheiben werden benannt',
  stageGrade: 'Bandscheiben werden befundet',
  stageMeasure: 'Es wird gemessen',
  done: '{{needLook}} von {{graded}} anzusehen',
  doneNotes: '{{needLook}} von {{graded}} anzusehen; Hinweise unten',
  cancelled: 'Abgebrochen. Nichts wurde geändert.',
  offImages: 'Die Befunde sind auf den Bildern ausgeblendet; hier stehen sie weiterhin.',
  showOnImages: 'Auf den Bildern zeigen',
  analyzed: 'Serien: {{series}}',
  percent: '{{percent}} %',
  timeLeft: 'noch etwa {{seconds}} s',
  almostDone: 'gleich fertig',
  'notice-archive': 'Diese Befunde stammen aus dem Archiv.',
  'notice-archiveLater':
    'Diese Befunde stammen aus dem Archiv; eine spätere Version von DeepSPINE hat mehr in ihren Bericht geschrieben, das hier nicht gezeigt wird und beim Speichern erhalten bleibt.',
  'notice-draft': 'Diese Befunde sind Ihre vom {{when}} und noch nicht gespeichert.',
  draftOffer:
    'Dieser Browser hält ungespeicherte Befunde dieser Untersuchung vom {{when}}, von jemandem, der nicht angemeldet war.',
  draftAdopt: 'Übernehmen',
  draftDiscard: 'Entfernen',
  'notice-kept':
    '{{decisions}} Ihrer Entscheidungen blieben erhalten; alle anderen Befunde sind neu.',
  'notice-overlay':
    'Die Segmentierung ließ sich nicht über die Bilder zeichnen ({{reason}}); die Befunde sind vollständig.',
  'notice-substituted':
    'Die aktive Serie {{active}} ist keine lumbale T2-Serie, die sich befunden lässt; ' +
    'stattdessen wurde {{analyzed}} analysiert.',
  'notice-renumbered':
    'Umbenannt: Was das Modell {{from}} nannte, ist {{to}}; jeder Befund ging mit seiner Bandscheibe mit.',
  'notice-renumberedOutside':
    'Umbenannt: Was das Modell {{from}} nannte, ist {{to}}; jeder Befund ging mit seiner Bandscheibe mit. ' +
    'Beiseitegelegt, da keine der befundeten Höhen: {{outside}}.',
  'notice-numbersBack': 'Die Höhen heißen wieder so, wie das Modell sie nannte.',
  'notice-elsewhere':
    'Die Befunde dieser Untersuchung wurden in einem anderen Tab geändert; neu laden zeigt sie.',
  'notice-noPrior': 'Frühere Befunde fehlen: Das Archiv ließ sich nicht durchsuchen ({{reason}}).',
  'notice-priorOtherPatientID':
    'Befunde vom {{date}} werden nicht verglichen: Ihre Patienten-ID sagt zu wenig darüber, wessen sie sind.',
  'notice-priorOtherPatientName':
    'Befunde vom {{date}} unter derselben Patienten-ID werden nicht verglichen: Sie tragen einen anderen Namen.',
  'notice-priorOtherPatientBirthDate':
    'Befunde vom {{date}} unter derselben Patienten-ID werden nicht verglichen: Das Geburtsdatum ist ein anderes.',
  'notice-priorOtherPatientSex':
    'Befunde vom {{date}} unter derselben Patienten-ID werden nicht verglichen: Das Geschlecht ist ein anderes.',
  'notice-reportUnread':
    'Das Archiv enthält einen Bericht dieser Untersuchung, der sich nicht lesen ließ ({{reason}}). Ist er von ' +
    'DeepSPINE, so fehlen hier seine Entscheidungen, und was Sie speichern, steht neben ihm.',
  'notice-reportNotLoaded':
    'Es gibt Befunde dieser Untersuchung, auf einer Serie, die nicht geladen ist, weil der Link andere nennt; öffnen ' +
    'Sie die ganze Untersuchung, um sie zu sehen.',
  'notice-problem': '{{text}}',
  acceptNormal: '{{normal}} normale annehmen',
  acceptNormalHint:
    'Nimmt an, was normal, sicher und an echten Befunden geprüft ist; nichts Auffälliges, Unsicheres oder nur an ' +
    'simulierten Bildern Geprüftes',
  acceptAllLater: 'Normale annehmen',
  reviewed: '{{reviewed}} von {{needLook}} angesehen',
  reviewNothing: 'Nichts ist anzusehen',
  nextHint: 'Nächster anzusehender Befund (n)',
  previousHint: 'Voriger anzusehender Befund (p)',
  acceptHint: 'Annehmen (a)',
  rejectHint: 'Verwerfen (r)',
  changeHint: 'Beurteilen (Taste {{key}})',
  simulatedOpen:
    '{{simulated}} graue Zellen: normal oder gering laut einem Modell, das nur an simulierten Bildern geprüft ist. Sie ' +
    'zählen nicht und stehen nicht im Entwurf, außer Sie nehmen jede einzeln an.',
  evidenceReal:
    '{{figure}} ({{low}}–{{high}}) an {{dataSet}}, n = {{n}}; zum Vergleich {{baseline}}',
  evidenceSimulated: 'Nur an simulierten Bildern geprüft',
  evidenceUnknown: 'Wie dies geprüft wurde, ist nicht angegeben',
  overlays: 'Auf Bildern',
  overlaysHint: 'Die Taste o blendet alle ein oder aus',
  'overlay-outlines': 'Umrisse',
  'overlay-names': 'Höhen',
  'overlay-findings': 'Befunde',
  whose: 'Befunde von {{name}}, MRT vom {{date}}',
  whoseOther:
    'Die aktiven Bilder sind von {{otherName}}, {{otherDate}}. Die Befunde hier sind von {{name}}, {{date}}.',
  saveTo: 'Speichert die Befunde bei der Untersuchung von {{name}}, {{date}}',
  saveOf: 'für {{name}}, {{date}}',
  gradings: 'Bandscheibendegeneration',
  'grading-pfirrmann': 'Grad nach Pfirrmann',
  'grading-narrowing': 'Verschmälerung',
  'grading-herniation': 'Vorfall',
  'grading-modic': 'Modic-Zeichen',
  'grading-endplate': 'Endplatten',
  'grading-listhesis': 'Gleiten',
  more: 'Mehr zum Befund',
  notAssessed: 'Nicht beurteilt: {{list}}.',
  elsewhere:
    'Das aktive Fenster zeigt eine andere Untersuchung. Was läuft, betrifft sie nicht; danach wendet sich diese Leiste ihr zu.',
  waiting: 'wird noch beurteilt',
  arriving:
    '{{graded}} von {{levels}} Höhen beurteilt. Entscheiden und speichern, sobald es alle sind.',
  confidence: 'Sicherheit',
  confidenceHint: 'Zeigt die Wahrscheinlichkeit jedes Grades in der Tabelle',
  drawAll: 'Alle zeigen',
  drawAllHint:
    'Auch normale Befunde einzeichnen, nicht nur auffällige, unsichere, vom Befunder beurteilte und ' +
    'den gewählten',
  discName: 'Name der Höhe',
  discNameHint: 'Verschiebt die Namen aller Bandscheiben samt ihren Befunden',
  explain: 'Worauf beruht der Grad?',
  explaining: 'Bildbereiche werden nacheinander verdeckt: {{percent}} %',
  explainFailed: 'Das ließ sich nicht berechnen: {{reason}}',
  explained:
    'Auf den Bildern umrandet: Verdeckt sinkt „{{grade}}“ am meisten, von {{before}} auf {{after}}.',
  explainedElsewhere:
    'Worauf der Grad beruht, liegt nicht am Befund: Er kommt nicht von dort und gilt als unsicher.',
  explainedNothing: 'Kein einzelner Bereich überwiegt: „{{grade}}“ bleibt überall nahe {{before}}.',
  draft: 'Befundentwurf',
  draftEmpty: 'Befunde annehmen oder ändern: Der Text wächst mit jeder Entscheidung.',
  draftUndecided: 'Nicht im Text: {{undecided}} nicht angesehene Vorschläge.',
  draftEdited: 'Von Ihnen bearbeitet; Entscheidungen ändern ihn nicht mehr.',
  draftRenew: 'Aus den Befunden neu schreiben',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Der Browser lässt es nicht zu; bitte den Text markieren und von Hand kopieren.',
  check: 'Befundtext prüfen',
  checkHint: 'Englischen Befundtext einfügen: Zellen, denen er widerspricht, bekommen ein ≠.',
  checkText: 'Text des Befunds',
  checkNothing: 'Der Text sagt nichts über die befundeten Merkmale.',
  checkAgrees: 'Kein Widerspruch; Zellen, zu denen beide etwas sagen: {{compared}}.',
  checkDisagrees:
    'Widersprüche: {{disagreements}}; Zellen, zu denen beide etwas sagen: {{compared}}.',
  checkSilent: 'Degenerative Merkmale, zu denen der Text schweigt: {{gradings}}',
  checkNotComparable: 'Aussagen des Textes über Zellen ohne Beurteilung: {{cells}}.',
  'check-other-language': 'Der Text ist nicht auf Englisch; nichts davon wurde gelesen.',
  'check-not-lumbar-mri': 'Das ist kein Befund einer LWS-MRT; nichts davon wurde verglichen.',
  checkUnderstood: 'Gelesen, aber mit nichts verglichen: {{findings}}',
  checkUnread: 'Nicht gelesene Worte über die Wirbelsäule: {{clauses}}',
  'unread-unknown-level': 'nennt keine lumbale Höhe',
  'unread-no-level': 'ohne Höhe',
  'unread-not-stated': 'nicht von diesen Bildern gesagt',
  'unread-not-understood': 'nicht verstanden',
  'extended-herniation': 'Bandscheibenvorfall',
  'extended-bulge': 'Bandscheibenvorwölbung',
  'extended-lateral-recess-stenosis': 'Rezessusstenose',
  'extended-nerve-root-contact': 'Wurzelkontakt',
  'extended-spondylolisthesis': 'Spondylolisthese',
  'extended-modic': 'Modic-Veränderung',
  'extended-pfirrmann': 'Pfirrmann-Grad',
  'extended-disc-desiccation': 'Bandscheibendehydratation',
  'extended-disc-height-loss': 'Höhenminderung der Bandscheibe',
  'extended-annular-fissure': 'Anulusriss',
  'extended-facet-cyst': 'Facettenzyste',
  'extended-facet-effusion': 'Facettengelenkserguss',
  'extended-compression-fracture': 'Kompressionsfraktur',
  'extended-post-operative': 'postoperative Veränderung',
  'check-grade': 'Text: {{report}}; Befund: {{finding}}',
  'check-side': 'Text nennt die andere Seite; Befund: {{finding}}',
  'check-level': 'Text nennt es bei {{level}}; Befund: {{finding}}',
  'check-missed': 'nicht im Text; Befund: {{finding}}',
  leftOut: 'Ausgelassene Bilder: {{images}}',
  leftOutHint: 'Sie wurden nicht analysiert; was nur sie zeigen, ist hier nicht beurteilt.',
  leftOutOf: '{{series}}: {{images}}, {{reason}}',
  leftOutSeries: 'Serie {{number}}',
  'left-out-not-mr': 'keine MR-Bilder',
  'left-out-color': 'Farbbilder',
  'left-out-capture': 'Bildschirmfotos',
  'left-out-localizer': 'Planungsbilder',
  'left-out-projection': 'Projektionen',
  'left-out-diffusion': 'Diffusionsbilder',
  'left-out-echo-planar': 'echoplanare Bilder',
  'left-out-mosaic': 'Mosaikbilder',
  'left-out-map': 'berechnete Karten',
  'left-out-phase': 'Phasenbilder',
  'left-out-fat': 'Fettbilder',
  'left-out-opposed-phase': 'Gegenphasenbilder',
  'left-out-unreadable': 'nicht lesbar',
  'left-out-no-geometry': 'Lage, Ausrichtung oder Pixelabstand unbekannt',
  'left-out-other-plane': 'andere Ebene',
  'left-out-other-contrast': 'anderer Kontrast',
  'left-out-other-echo': 'anderes Echo',
  'left-out-other-station': 'anderer Abschnitt der Wirbelsäule',
  'left-out-other-region': 'andere Körperregion',
  'left-out-other-orientation': 'gegen die übrigen gekippt',
  'left-out-same-place': 'ein anderes Bild zeigt dieselbe Stelle',
  'left-out-misplaced': 'liegt anderswo, als der Kopf sagt',
  'left-out-not-needed': 'andere eignen sich besser',
  worklistFindings: 'Befunde',
  layouts: 'Anordnung der Bilder',
  'layout-reading': 'Lesen',
  'layout-sequences': 'Alle Sequenzen',
  'layout-disc': 'Bandscheibenebene',
  'layout-comparison': 'Vergleich',
  priorShown: 'Verglichen mit den Befunden vom {{date}}.',
  since: 'Seit {{date}}: {{change}}',
  'change-new': 'neu',
  'change-worse': 'schlechter, war {{before}}',
  'change-same': 'unverändert',
  'change-better': 'besser, war {{before}}',
  diagnostics: 'Diagnosedaten kopieren',
  diagnosticsHint: 'Versionen, Einstellungen und Zeiten für den Support; nichts über den Patienten',
  gridName: 'Befunde: Merkmale nach Bandscheibenhöhe',
  condition: 'Merkmal',
  detail: 'Befund',
  detailHint: 'Eine Zelle wählen, um die Bandscheibe und die Wahrscheinlichkeiten zu sehen.',
  measurementsSay: 'Allein aus den Messungen: {{grade}} ({{probability}}).',
  published: '({{thresholds}}; {{source}})',
  'means-relative-stenosis': 'relative Stenose',
  'means-absolute-stenosis': 'absolute Stenose',
  'means-central-stenosis': 'Stenose',
  measuredAp: 'Kanal sagittal {{mm}} mm',
  measuredArea: 'Kanalfläche {{area}} mm²',
  measuredHeight: 'Bandscheibenhöhe, Mitte, {{mm}} mm',
  usualHeight: '(üblich {{mean}} ± {{sd}} mm; 39 Patienten von SPIDER)',
  measuredSlip:
    'Versatz {{mm}} mm nach vorn (bis {{error}} mm werden bei 9 von 10 Bandscheiben ohne Versatz gemessen)',
  measuredSlipBack:
    'Versatz {{mm}} mm nach hinten (bis {{error}} mm werden bei 9 von 10 Bandscheiben ohne Versatz gemessen)',
  measuredMeyerding: 'Meyerding-Grad {{grade}}',
  probabilities: 'Wahrscheinlichkeit jedes Grades',
  criterion: 'Kriterium',
  suggestedBy: 'Vorschlag von {{model}}',
  acceptedOf: 'Angenommen; Vorschlag von {{model}}',
  changedByReader: 'Vom Befunder beurteilt',
  changedFrom: 'Vom Befunder beurteilt; das Modell sagte {{grade}} ({{probability}})',
  rejectedOf: 'Verworfen; es war ein Vorschlag von {{model}}',
  rejectedReader: 'Verworfen',
  notGradedReason: 'Von keinem Modell beurteilt; das heißt nicht normal',
  notGradedMeans: 'Das heißt nicht normal',
  'notGraded-no-model': 'Nicht beurteilt: Kein installiertes Modell beurteilt dies',
  'notGraded-not-in-images': 'Nicht beurteilt: Kein Bild zeigt die Stelle',
  'notGraded-no-axial': 'Nicht beurteilt: Von dieser Höhe gibt es keine axialen Bilder',
  'notGraded-level-cut-off': 'Nicht beurteilt: Die Bilder enden in dieser Höhe',
  'notGraded-wrong-geometry':
    'Nicht beurteilt: Positionen in den Kopfdaten widersprechen den Bildern',
  unsure: 'Hier ist das Modell unsicher',
  accept: 'Annehmen',
  reject: 'Verwerfen',
  changeTo: 'Beurteilen als',
  measurements: 'Messungen (mm)',
  level: 'Höhe',
  discHeight: 'Bandscheibenhöhe',
  anterior: 'vorn',
  middle: 'Mitte',
  posterior: 'hinten',
  canalAp: 'Kanal sagittal',
  canalRatio: 'Verh.',
  rowCanalAp: 'Kanal, mm',
  rowDiscHeight: 'Scheibe, mm',
  notMeasured: 'nicht gemessen',
  warnings: 'Bitte beachten',
  backend: 'Berechnet mit {{backend}}',
  backendPending: 'WebGPU oder WebAssembly, gewählt beim Start der Analyse.',
  models: 'Modelle',
  saveNothing: '',
  saveLater: 'Speichern geht, sobald jede Höhe beurteilt ist',
  saveUnsaved: 'Noch nicht gespeichert',
  saveSaving: 'Wird gespeichert …',
  saveSaved: 'Im Archiv gespeichert',
  saveRefused: 'Das Archiv nimmt nicht an: {{what}}. Die Befunde sind gespeichert.',
  'object-key-images': 'Schlüsselbilder',
  'object-summary-image': 'Zusammenfassung als Bild',
  'object-summary-pdf': 'Zusammenfassung als PDF',
  'grade-none': 'keine',
  'grade-mild': 'gering',
  'grade-moderate': 'mäßig',
  'grade-severe': 'hochgradig',
  'grade-absent': 'nicht vorhanden',
  'grade-present': 'vorhanden',
  'grade-not-graded': 'nicht beurteilt',
  'short-none': 'kein',
  'short-mild': 'ger',
  'short-moderate': 'mäß',
  'short-severe': 'hoch',
  'short-absent': 'nein',
  'short-present': 'ja',
  'short-not-graded': 'n/b',
  'grid-none': 'keine',
  'grid-mild': 'gering',
  'grid-moderate': 'mäßig',
  'grid-severe': 'hochgr.',
  'grid-absent': 'nein',
  'grid-present': 'ja',
  'grid-not-graded': 'n/b',
  'status-suggested': 'Vorschlag',
  'status-accepted': 'angenommen',
  'status-changed': 'vom Befunder beurteilt',
  'status-rejected': 'verworfen',
  'not-assessed-subarticular-stenosis': 'Rezessusstenose (subartikulär)',
  'not-assessed-nerve-root-compression': 'Nervenwurzelkompression',
  'not-assessed-herniation-type': 'Art und Wanderung von Vorfällen',
  'not-assessed-modic-type': 'Typ von Modic-Veränderungen',
  'not-assessed-annular-fissure': 'Anulusrisse',
  'not-assessed-bone-marrow': 'Knochenmark',
  'not-assessed-fracture-age': 'Alter von Frakturen',
  'not-assessed-tumor': 'Tumoren',
  'not-assessed-infection': 'Entzündung',
  'not-assessed-conus': 'Conus medullaris und seine Lage',
  'not-assessed-cauda-equina': 'Cauda equina (Kaudafasern)',
  'not-assessed-sacroiliac-joints': 'Iliosakralgelenke',
  'not-assessed-postoperative-changes': 'postoperative Veränderungen',
  'not-assessed-soft-tissues': 'Weichteile um Wirbelsäule und Bauch',
  'row-SCS': 'Kanalstenose',
  'row-LFS': 'Foramen li',
  'row-RFS': 'Foramen re',
  'row-DB': 'Vorwölbung',
  'row-DOC': 'Osteophyten',
  'row-LFA': 'Facetten li',
  'row-RFA': 'Facetten re',
  'row-LFT': 'Lig. flavum',
  'row-EL': 'Lipomatose',
  'condition-SCS': 'Spinalkanalstenose',
  'condition-LFS': 'Neuroforamenstenose links',
  'condition-RFS': 'Neuroforamenstenose rechts',
  'condition-DB': 'Bandscheiben\u00advorwölbung',
  'condition-DOC': 'Bandscheiben-Osteophyten-Komplex',
  'condition-LFA': 'Facettengelenks\u00adarthrose links',
  'condition-RFA': 'Facettengelenks\u00adarthrose rechts',
  'condition-LFT': 'Verdickung des Ligamentum flavum',
  'condition-EL': 'Epidurale Lipomatose',
  'criterion-SCS':
    'Lee: keine, vorderer Liquorraum erhalten; gering, teilweise aufgehoben, Wurzeln getrennt; ' +
    'mäßig, Wurzeln teilweise gebündelt; hochgradig, Wurzeln ein Bündel.',
  'criterion-LFS': FORAMINA,
  'criterion-RFS': FORAMINA,
  'criterion-DB': 'Bandscheibengewebe jenseits der Ringapophysen auf mehr als 25 % des Umfangs.',
  'criterion-DOC':
    'Vorwölbung mit dorsalen Endplatten-Osteophyten, von ihr nicht zu trennen und dunkel in T2.',
  'criterion-LFA': FACETS,
  'criterion-RFA': FACETS,
  'criterion-LFT': 'Ligamentum flavum dicker als 4 mm.',
  'criterion-EL':
    'Borré: Verhältnis von Duralsack zu epiduralem Fett unter 1,5 und Fett über 40 % des Kanals (ab Grad I).',
};

export const DE_MESSAGES: MessageTexts = {
  // The study.
  'no-series_empty':
    'Die Studie enthält keine Bilder; öffnen Sie eine Studie mit einer sagittalen T2-Serie der Lendenwirbelsäule.',
  'no-series_nothing-to-grade':
    'Die Studie enthält nichts, was befundet werden kann, nur: {{kinds}}; öffnen Sie eine Studie mit einer sagittalen T2-Serie der Lendenwirbelsäule.',
  'no-series_link':
    'Von dieser Untersuchung sind nur die Serien geladen, die der Link nennt, und keine davon lässt sich beurteilen; öffnen Sie die ganze Untersuchung, oder nennen Sie ihre sagittale T2-Serie im Link.',
  'no-series_none-open':
    'Es sind keine Bilder geöffnet; öffnen Sie eine sagittale MRT der Lendenwirbelsäule und starten Sie die Analyse erneut.',
  'no-series_sagittal-closed': 'Die sagittale Serie ist nicht geöffnet; laden Sie die Studie neu.',
  'no-series_layout': 'Die geöffneten Studien enthalten keine Bilder für diese Anordnung.',
  'no-series_findings-closed':
    'Die Serie dieser Befunde ist nicht mehr geöffnet; laden Sie die Studie neu und speichern Sie erneut.',
  'no-series_report-images':
    'Der Bericht kann nicht geschrieben werden, weil seine Bilder nicht geladen sind; öffnen Sie die Studie erneut.',
  'no-series_segmentation-images':
    'Die Segmentierung kann nicht gespeichert werden, weil ihre Bilder nicht geladen sind; öffnen Sie die Studie erneut.',
  'not-mr':
    'Die Studie enthält Bilder der Art {{modalities}}, befundet werden kann nur MR; öffnen Sie eine Studie mit einer sagittalen T2-Serie der Lendenwirbelsäule.',
  localiser:
    'Die Studie enthält nur einen Localizer; öffnen Sie eine Studie mit einer sagittalen T2-Serie der Lendenwirbelsäule.',
  'not-sagittal_planes':
    'Die Studie enthält nur Bilder in dieser Ebene: {{planes}}; öffnen Sie eine Studie mit einer sagittalen T2-Serie der Lendenwirbelsäule.',
  'not-sagittal_chosen':
    'Die gewählte Serie ist nicht sagittal; wählen Sie eine sagittale T2-Serie der Lendenwirbelsäule.',
  'not-lumbar_elsewhere':
    'Die Serie {{series}} zeigt nicht die Lendenwirbelsäule ({{by}}); öffnen Sie eine MRT der Lendenwirbelsäule.',
  'not-lumbar_size':
    'Die Bandscheiben liegen {{step}} mm auseinander und sind {{depth}} mm tief, das ist keine Lendenwirbelsäule; öffnen Sie eine MRT der Lendenwirbelsäule.',
  'too-few-slices_one':
    'Die Serie {{series}} hat nur {{count}} sagittale Schicht gleicher Ausrichtung; mindestens {{needed}} sind nötig.',
  'too-few-slices_other':
    'Die Serie {{series}} hat nur {{count}} sagittale Schichten gleicher Ausrichtung; mindestens {{needed}} sind nötig.',
  'no-discs_short':
    'In den sagittalen Bildern, die laut Header nur {{mm}} mm hoch sind, wurde keine Lendenwirbelsäule erkannt; prüfen Sie den Pixelabstand, und ob die Serie sie in einer sagittalen T2-Sequenz zeigt.',
  'no-discs_unseen':
    'In den sagittalen Bildern wurde keine Lendenwirbelsäule erkannt; prüfen Sie, ob die Serie sie in einer sagittalen T2-Sequenz zeigt.',
  'no-discs_nothing-to-store':
    'Es gibt keine Segmentierung zu speichern, da weder Wirbel noch Bandscheibe noch Kanal gefunden wurde.',
  'bad-geometry_incomplete':
    'Einem Bild dieser Serie fehlt Lage, Ausrichtung oder Pixelabstand, so dass keine Bandscheibe verortet werden kann; wählen Sie eine Serie mit vollständiger Bildgeometrie.',
  'bad-geometry_coarse':
    'Die Pixel der Serie {{series}} sind {{mm:1}} mm breit, zu grob für eine Bandscheibe; öffnen Sie die Originalbilder.',
  'bad-geometry_no-position':
    'Ein Bild der Serie {{series}} hat keine brauchbare Lage und Ausrichtung; senden Sie die Originalbilder des Geräts erneut.',
  'bad-geometry_no-spacing':
    'Ein Bild der Serie {{series}} hat keinen brauchbaren Pixelabstand; senden Sie die Originalbilder des Geräts erneut.',
  'bad-geometry_zero-orientation':
    'Ein Bild der Serie {{series}} hat eine Ausrichtung der Länge null; senden Sie die Originalbilder des Geräts erneut.',
  'bad-geometry_skewed':
    'Ein Bild der Serie {{series}} hat Achsen, die nicht im rechten Winkel stehen; senden Sie die Originalbilder des Geräts erneut.',
  'bad-geometry_no-slices': 'Auf eine Serie ohne Schichten kann nicht verwiesen werden.',
  'bad-geometry_frames':
    'Die Segmentierung kann nicht gespeichert werden, weil dieser Viewer die Einzelbilder ihrer Bilder nicht unterscheidet; speichern Sie nur den Bericht (Einstellung storeSegmentation), oder öffnen Sie die Studie aus einer anderen Datenquelle.',
  'inconsistent-slices_pixels':
    'Ein Bild der Serie {{series}} enthält {{pixels}} Pixel statt {{rows}} × {{columns}}; senden Sie die Serie erneut.',
  'inconsistent-slices_sizes':
    'Die Segmentierung kann nicht gespeichert werden, weil die Schichten ihrer Serie verschieden groß sind.',
  'corrupt-file_no-uid':
    'Der Viewer kennt zu einem Bild dieser Serie keine SOP Instance UID; laden Sie die Seite neu.',
  'corrupt-file_image':
    'Bild {{number}} von {{series}} konnte nicht geladen oder dekodiert werden; laden Sie die Seite neu, und lassen Sie die Serie erneut ins Archiv senden, wenn es wieder misslingt.',
  'unsupported-file_color':
    'Diese Serie enthält Farbbilder und keine MR-Schichten; wählen Sie die originale sagittale MR-Serie.',

  // What is said beside the findings.
  'no-axial_link':
    'Es ist keine axiale T2-Serie geladen, weil der Link andere nennt; Beurteilungen, die axiale Bilder brauchen, sind schwächer; öffnen Sie die ganze Untersuchung.',
  'no-axial_sagittal-alone':
    'Es gibt keine axiale T2-Serie; alle Beurteilungen beruhen allein auf der sagittalen Serie und sind schwächer, wo axiale Bilder nötig wären.',
  'no-axial_reformatted':
    'Es gibt keine axiale T2-Serie; axiale Ansichten sind aus der sagittalen rekonstruiert, die Beurteilungen sind schwächer, wo axiale Bilder nötig wären.',
  'axial-partial_sagittal-alone':
    'Die axiale Serie reicht nicht bis {{level}}; die Beurteilungen dort beruhen allein auf der sagittalen Serie.',
  'axial-partial_reformatted':
    'Die axiale Serie reicht nicht bis {{level}}; die axiale Ansicht dort ist aus der sagittalen Serie rekonstruiert.',
  'axial-partial_left-out': 'Eine axiale Serie wurde ausgelassen: {{reason}}',
  'axial-displaced':
    'Eine axiale Serie wurde nicht verwendet: ihre Gewebe passen etwa {{mm}} mm neben der Lage in ihrem Header besser zur sagittalen Serie, wie nach einer Bewegung des Patienten.',
  'naming-sacrum-not-seen':
    'Die Bilder enden dicht unter der untersten Bandscheibe, das Sakrum ist nicht zu sehen; diese Bandscheibe wurde {{lowest}} genannt, prüfen Sie die Namen der Höhen.',
  'naming-junction-unusual':
    'Der lumbosakrale Übergang sieht ungewöhnlich aus (Übergangswirbel, oder eine nicht gesehene Bandscheibe); die unterste Bandscheibe wurde {{lowest}} genannt, prüfen Sie die Namen der Höhen.',
  'naming-lowest-disc-missing':
    'Die unterste gesehene Bandscheibe sieht nach {{lowest}} aus (nach ihrer Neigung, oder weil ein Lendenwirbel darunter liegt) und wurde so genannt; prüfen Sie die Namen der Höhen.',
  'naming-sacral-remnant':
    'Unter der Bandscheibe, die {{lowest}} genannt wurde, liegt eine kleine; sie gilt als Rest innerhalb des Sakrums. Bei einem Übergangswirbel verschieben sich die Namen um eine Höhe.',
  'naming-six-lumbar':
    'S1 ist vielleicht lumbalisiert, sodass sechs lumbale Wirbel über der untersten beweglichen Bandscheibe liegen; diese wurde {{lowest}} genannt und die anderen von ihr aus, prüfen Sie die Namen der Höhen.',
  'naming-four-lumbar':
    'L5 ist vielleicht sakralisiert, sodass vier lumbale Wirbel über der untersten beweglichen Bandscheibe liegen; diese wurde {{lowest}} genannt und die anderen von ihr aus, prüfen Sie die Namen der Höhen.',
  'naming-disc-not-seen':
    'Bei {{level}} wurde keine Bandscheibe gesehen, obwohl der Abstand der Nachbarn für eine spricht (Fusion oder hochgradige Höhenminderung); sie wurde mitgezählt, prüfen Sie die Namen der Höhen.',
  'naming-short-step':
    'Die Bandscheiben über und bei {{level}} liegen viel näher beieinander als die anderen (zusammengesunkener Wirbel, Metall, oder gar keine Bandscheibe); prüfen Sie die Namen der Höhen.',
  'naming-signal-void_gap':
    'Zwischen den Bandscheiben über und bei {{level}} ist kaum ein Wirbel zu sehen (Metall, oder eine Lücke in den Bildern); dort können Bandscheiben fehlen oder gesehen worden sein, die keine sind; prüfen Sie die Namen der Höhen.',
  'naming-signal-void_several':
    'Mehrere Wirbel sind zum Teil ohne Signal (Metall oder Zement), dort können Bandscheiben fehlen oder gesehen worden sein, die keine sind; prüfen Sie die Namen der Höhen.',
  'naming-few-discs_one':
    'Es wurde nur {{count}} lumbale Bandscheibe statt fünf gefunden, gezählt von der untersten; prüfen Sie die Namen der Höhen.',
  'naming-few-discs_other':
    'Es wurden nur {{count}} statt fünf lumbale Bandscheiben gefunden, gezählt von der untersten; prüfen Sie die Namen der Höhen.',
  'level-count-uncertain':
    'Die Namen der Höhen sind zweifelhaft; zählen Sie die Wirbel, bevor ein Befund verwendet wird.',
  'level-cut-off_unseen': '{{level}} war nicht zu sehen und ist nicht beurteilt.',
  'level-cut-off_top_one':
    'In den Bildern, die darüber enden, ist nur {{count}} lumbale Bandscheibe; die übrigen sind nicht beurteilt.',
  'level-cut-off_top_other':
    'In den Bildern, die darüber enden, sind nur {{count}} lumbale Bandscheiben; die übrigen sind nicht beurteilt.',
  'levels-renumbered':
    'Der Befunder hat die Höhen umbenannt: was der Algorithmus {{named}} nannte, ist {{level}}.',
  'canal-ends':
    'Der Kanal ist unterhalb von {{level}} nicht zu sehen, daher wird er dort nicht gemessen.',
  'sac-tapers':
    'Der Duralsack läuft bei {{level}} aus, was wie eine Stenose aussieht; der Kanal wird dort nicht gemessen.',
  'fewer-slices':
    '{{apart}} von {{images}} Bildern der Serie {{series}} liegen abseits der anderen oder sind gegen sie gekippt; sie wurden ausgelassen.',
  'duplicate-slices_one':
    'Die Serie {{series}} enthält {{count}} Bild, an dessen Lage schon ein anderes liegt; verwendet wurde das erste.',
  'duplicate-slices_other':
    'Die Serie {{series}} enthält {{count}} Bilder, an deren Lage schon ein anderes liegt; verwendet wurde das jeweils erste.',
  'echoes-mixed':
    'Die Serie {{series}} enthält Bilder mehrerer Echozeiten ({{times}} ms); ausgewertet wurden die mit {{used}} ms.',
  'gap-in-slices_one':
    'In der Serie {{series}} fehlt {{count}} Schicht; was dort liegt, wurde nicht gesehen.',
  'gap-in-slices_other':
    'In der Serie {{series}} fehlen {{count}} Schichten; was dort liegt, wurde nicht gesehen.',
  'images-left-out': 'Aus der Serie {{series}} wurden Bilder ausgelassen: {{images}}.',
  'misplaced-slices_left-out_one':
    'Die Serie {{series}} enthält {{count}} Bild abseits der Reihe der anderen, das ausgelassen wurde; die Lagen in den Headern widersprechen sich, prüfen Sie, wo die Befunde liegen.',
  'misplaced-slices_left-out_other':
    'Die Serie {{series}} enthält {{count}} Bilder abseits der Reihe der anderen, die ausgelassen wurden; die Lagen in den Headern widersprechen sich, prüfen Sie, wo die Befunde liegen.',
  'misplaced-slices_crowded_one':
    'Die Serie {{series}} enthält {{count}} Bild, das dem nächsten näher liegt als die anderen; die Lagen in den Headern widersprechen sich, prüfen Sie, wo die Befunde liegen.',
  'misplaced-slices_crowded_other':
    'Die Serie {{series}} enthält {{count}} Bilder, die dem nächsten näher liegen als die anderen; die Lagen in den Headern widersprechen sich, prüfen Sie, wo die Befunde liegen.',
  'series-split':
    'Die Schichten von {{other}} liegen zwischen oder neben denen von {{series}}, als wäre eine Serie geteilt worden; alle zusammen wurden als eine ausgewertet.',
  'series-substituted_too-few-slices':
    'Die Serie {{other}} hat zu wenige Schichten; stattdessen wurde {{series}} ausgewertet.',
  'series-substituted_not-t2':
    'Die Serie {{other}} ist keine sagittale T2-Serie; stattdessen wurde {{series}} ausgewertet.',
  'series-substituted_no-spine':
    'In den untersten sagittalen Bildern, der Serie {{other}}, wurde keine Lendenwirbelsäule erkannt; ausgewertet wurden die höher gelegenen von {{series}}.',
  'conditions-not-graded':
    'Nicht beurteilt, weil das installierte Modell es nicht tut: {{conditions}}.',
  'sequence-unusual_by-picture':
    'Kein Header sagt, welche Serie eine T2 ist; ausgewertet wurde {{series}}, weil Flüssigkeit dort am hellsten ist.',
  'sequence-unusual_axial':
    'Kein Header sagt, welchen Kontrast die axiale Serie hat; sie wurde verwendet, weil ihre Gewebe denen der sagittalen gleichen.',
  'sequence-unusual_no-t2':
    'Es wurde keine sagittale T2-Serie gefunden; ausgewertet wurde {{series}} ({{contrast}}), das ist weniger verlässlich.',
  'images-unlike-training_sizes':
    'Pixel von {{pixel:2}} mm, Schichten im Abstand von {{slices:1}} mm oder Bandscheiben im Abstand von {{discs:0}} mm gleichen nicht dem, was simuliert wurde; Beurteilungen ohne echten Nachweis sind unsicher.',
  'images-unlike-training_repeated':
    'Alle Schichten zeigen dasselbe Bild; Beurteilungen ohne echten Nachweis sind unsicher.',
  'contrast-unusual':
    'Der Spinalkanal ist dunkler als die Wirbel, wie in T1 und nicht wie in T2; auf solchen Bildern sind die Grade nicht verlässlich.',
  'fat-suppressed':
    'Die Wirbel sind so dunkel wie bei Fettsuppression; kein solches Bild wurde von Radiologen beurteilt. Vorwölbung und degenerative Merkmale sind unsicher.',
  'column-curved':
    'Die Wirbelsäule ist um {{degrees}}° zur Seite gekrümmt (Skoliose), mehr als die Modelle kennen; prüfen Sie die Höhenbezeichnungen und beide Seiten.',
  'vertebra-low':
    '{{vertebra}} ist um {{percent}} % niedriger, als die Nachbarn erwarten lassen: möglicherweise eine Kompressionsfraktur, deren Alter nicht beurteilt ist.',
  'vertebra-slipped_forward':
    'Der Wirbel über {{level}} liegt {{mm}} mm vor dem darunter: möglicherweise eine Anterolisthesis.',
  'vertebra-slipped_backward':
    'Der Wirbel über {{level}} liegt {{mm}} mm hinter dem darunter: möglicherweise eine Retrolisthesis.',
  'position-doubtful_exchanged':
    'Die Orientierung in den Headern passt nicht zur Anatomie: {{exchanged}} scheinen vertauscht, wie nach falscher Patientenlage am Gerät; weder Seiten noch Höhenbezeichnungen sind verlässlich.',
  'position-doubtful_no-canal':
    'An den meisten Höhen ist hinter den Bandscheiben kein Spinalkanal üblicher Weite zu sehen; wenn vorn und hinten in den Headern nicht vertauscht sind, verfehlen die Schichten den Kanal: prüfen Sie Orientierung, beide Seiten und jede Beurteilung.',
  'spine-small':
    'Die Bandscheiben liegen {{stepMm}} mm auseinander, näher als bei Erwachsenen; die Modelle kennen nur Erwachsene, prüfen Sie daher jede Beurteilung.',
  'signal-void':
    'Der Wirbel über {{level}} ist zum Teil ohne Signal (Metall oder Zement?); die Grade daneben sind nicht verlässlich.',
  'slices-shifted':
    'Die Wirbelsäule springt von Schicht zu Schicht, wie bei Bewegung während der Aufnahme; prüfen Sie, wo die Befunde liegen.',

  // Decisions and settings.
  'bad-arguments_no-grade':
    '{{level}} {{condition}} hat keine Beurteilung zum Annehmen; wählen Sie stattdessen eine.',
  'bad-arguments_no-grading': 'Es gibt keinen Grad zum Annehmen; wählen Sie einen aus.',
  'bad-arguments_not-its-grade':
    '„{{grade}}“ ist kein Grad von {{condition}}; wählen Sie einen der vorgesehenen.',
  'bad-arguments_moved-too-far':
    'Die Höhen können höchstens um {{most}} gegen die Namen des Modells verschoben werden.',
  'bad-arguments_settings': '{{settings}} muss ein Objekt mit Einstellungen sein, nicht {{kind}}.',
  'bad-arguments_unknown-setting':
    '{{settings}} kennt keine Einstellung „{{setting}}“; es gibt {{known}}.',
  'bad-arguments_setting':
    '{{settings}}.{{setting}} kann nicht {{value}} sein; erlaubt ist: {{allowed}}.',
  'bad-arguments_data-source':
    'Dieser Viewer hat keine Datenquelle „{{name}}“; berichtigen Sie die Einstellung archive in deepspine.configuration.',

  // The archive.
  'archive-unreachable_image':
    'Das Archiv war für Bild {{number}} von {{series}} nicht zu erreichen, oder die Verbindung riss ab; prüfen Sie die Netzverbindung und starten Sie die Analyse erneut.',
  'archive-unreachable_images-overdue':
    'Das Archiv sandte von {{series}} seit {{seconds}} Sekunden nichts mehr; starten Sie die Analyse erneut, und laden Sie die Seite neu, wenn es wieder misslingt.',
  'archive-unreachable_prior':
    'Die Bilder der früheren Studie kamen nicht an; versuchen Sie den Vergleich erneut.',
  'archive-unreachable_no-answer': 'das Archiv antwortete nicht innerhalb von {{seconds}} Sekunden',
  'archive-unreachable_store-late':
    'Das Archiv antwortete nicht innerhalb von {{seconds}} Sekunden; die Befunde bleiben hier erhalten: speichern Sie erneut, oder laden Sie den Bericht herunter.',
  'archive-unreachable_store':
    'Das Archiv war nicht zu erreichen; die Befunde bleiben hier erhalten: speichern Sie erneut, oder laden Sie den Bericht herunter.',
  'archive-refused_image':
    'Das Archiv gab Bild {{number}} von {{series}} nicht heraus ({{reason}}); starten Sie die Analyse erneut, wenn das geklärt ist.',
  'archive-refused_store':
    'Das Archiv hat den Bericht abgelehnt ({{reason}}); die Befunde bleiben hier erhalten: speichern Sie erneut, oder laden Sie den Bericht herunter.',
  'archive-refused_no-store':
    'Dieses Archiv kann aus dem Viewer nichts speichern; laden Sie den Bericht herunter und importieren Sie ihn von Hand.',
  'archive-refused_no-single':
    'dieser Viewer kann aus seiner Datenquelle keine einzelnen Objekte holen',
  'archive-refused_not-given': 'das Archiv gab ihn nicht her: {{reason}}',
  'bad-report':
    'Der gespeicherte DeepSPINE-Bericht ist nicht lesbar, weil {{reason}}; eine neue Analyse ersetzt ihn.',

  // Models and this browser.
  cancelled: 'Die Analyse wurde abgebrochen.',
  cancelled_explanation: 'Die Beurteilung konnte nicht erklärt werden; versuchen Sie es erneut.',
  'model-download_silent':
    'Von {{path}} kam {{seconds}} s lang nichts an. Prüfen Sie die Netzverbindung und starten Sie die Analyse erneut.',
  'model-download_unreachable':
    'Die Datei {{path}} konnte nicht geladen werden, der Server ist nicht erreichbar. Prüfen Sie die Netzverbindung und starten Sie die Analyse erneut.',
  'model-download_refused':
    'Die Datei {{path}} konnte nicht geladen werden: der Server antwortete {{status}}. Bitten Sie die Administration, die DeepSPINE-Dateien unter diesem Pfad bereitzustellen.',
  'model-download_web-page':
    'Der Server antwortete mit einer Webseite statt der Datei {{path}}. Bitten Sie die Administration, die DeepSPINE-Dateien unter diesem Pfad bereitzustellen.',
  'model-download_cut-off':
    'Das Laden von {{path}} brach nach {{loaded}} Bytes ab. Starten Sie die Analyse erneut; geschieht es wieder, bitten Sie die Administration, diese Datei zu prüfen.',
  'model-download_cut-off-of':
    'Das Laden von {{path}} brach nach {{loaded}} von {{expected}} Bytes ab. Starten Sie die Analyse erneut; geschieht es wieder, bitten Sie die Administration, diese Datei zu prüfen.',
  'model-download_worker':
    'Die Analyse konnte nicht beginnen, weil {{path}} nicht geladen wurde. Prüfen Sie die Netzverbindung, oder bitten Sie die Administration, die DeepSPINE-Dateien unter diesem Pfad bereitzustellen.',
  'model-hash_file':
    'Die Datei {{path}} ist beschädigt oder von anderer Version: ihr SHA-256 ist nicht der erwartete, sie wird nicht verwendet. Bitten Sie die Administration, die DeepSPINE-Dateien erneut zu kopieren.',
  'model-hash_manifest':
    'Die Modellliste {{path}} ist nicht die, für die dieser Viewer eingerichtet ist (ihr SHA-256 weicht ab). Bitten Sie die Administration, sie wiederherzustellen oder die Vorgabe zu ändern.',
  'bad-manifest_field':
    'Das Modellmanifest ist nicht brauchbar: {{field}} {{fault}}; installieren Sie Modell und Manifest derselben Version.',
  'manifest-file': 'die Datei',
  // Behind the name of a field.
  'manifest-fault_not-object': 'ist kein Objekt',
  'manifest-fault_not-list': 'ist keine Liste',
  'manifest-fault_no-text': 'ist kein Text',
  'manifest-fault_no-number': 'ist keine Zahl',
  'manifest-fault_no-count': 'ist keine ganze Zahl über 0',
  'manifest-fault_length': 'hat {{found}} Werte statt {{wanted}}',
  'manifest-fault_no-probability': 'ist keine Wahrscheinlichkeit',
  'manifest-fault_no-share': 'ist kein Anteil von 1',
  'manifest-fault_no-size': 'ist weder eine Größe noch ein Name',
  'manifest-fault_no-length': 'ist keine Länge',
  'manifest-fault_no-classes': 'ist keine Anzahl von Klassen',
  'manifest-fault_not-positive': 'ist nicht positiv',
  'manifest-fault_some-not-positive': 'enthält einen Wert, der nicht positiv ist',
  'manifest-fault_not-ascending': 'steigt nicht an',
  'manifest-fault_empty': 'ist leer',
  'manifest-fault_twice': 'nennen {{name}} zweimal',
  'manifest-fault_none-of': 'ist keiner der bekannten Werte ({{known}})',
  'manifest-fault_only': 'ist nicht {{known}}; anderes ist nicht bekannt',
  'manifest-fault_neither': 'ist weder {{one}} noch {{other}}',
  'manifest-fault_schema': 'ist nicht {{schema}}',
  'manifest-fault_order': 'sind nicht {{grades}} in dieser Reihenfolge',
  'manifest-fault_limits': 'hat keinen positiven Bezugswert, oder 1 liegt nicht in den Grenzen',
  'manifest-fault_when-absent':
    'ist nicht zeros, der einzige bekannte Wert, und nur bei {{inputs}} möglich',
  'manifest-fault_two-heads': 'nennt sowohl einen Befund als auch ein degeneratives Merkmal',
  'manifest-fault_probabilities': 'ist probabilities, aber Grade werden aus Logits kalibriert',
  'manifest-fault_no-hash': 'ist kein SHA-256 in hexadezimalen Kleinbuchstaben',
  'manifest-fault_outside': 'führt aus dem Modellordner hinaus',
  'manifest-fault_no-tensors': 'hat keine Eingaben oder keine Ausgaben',
  'manifest-fault_no-task': 'enthält kein Modell für {{task}}',
  'manifest-fault_interval': 'enthält den Wert nicht',
  'manifest-fault_patients': 'sind mehr, als es Fälle gibt',
  'manifest-fault_figures': 'ist keine .json-Datei neben dem Manifest mit einem Zeiger nach „#“',
  'bad-manifest_json':
    'Die Modellliste {{path}} ist kein gültiges JSON. Bitten Sie die Administration, die DeepSPINE-Dateien erneut zu kopieren.',
  'bad-manifest_outside':
    'Die Modellliste nennt die Datei {{file}}, die außerhalb des eingerichteten Ordners liegt. Bitten Sie die Administration, manifest.json zu berichtigen.',
  'bad-manifest_no-segmentation':
    'Keines der {{models}} Modelle in manifest.json segmentiert die Wirbelsäule. Bitten Sie die Administration, die DeepSPINE-Dateien erneut zu kopieren.',
  'bad-manifest_tensor':
    'Der Modelldatei {{file}} fehlt der Tensor „{{tensor}}“, den das Manifest verspricht. Bitten Sie die Administration, Modell und manifest.json gemeinsam zu ersetzen.',
  'bad-manifest_spacing':
    'Das Modell {{model}} nennt keinen einheitlichen Pixelabstand; installieren Sie eine passende manifest.json.',
  'bad-manifest_class':
    'Dem Modell {{model}} fehlt die Klasse „{{name}}“; installieren Sie eine passende manifest.json.',
  'bad-manifest_input':
    'Das Beurteilungsmodell {{model}} verlangt die unbekannte Eingabe „{{input}}“; installieren Sie eine passende manifest.json.',
  'bad-manifest_volume':
    'Die Eingabe „{{input}}“ des Beurteilungsmodells ist kein bekanntes Bandscheibenvolumen ({{known}}) oder hat keine feste Größe; installieren Sie eine passende manifest.json.',
  'model-run_size':
    'Die Ausgabe des Modells {{model}} hat eine andere Größe als im Manifest; installieren Sie Modell und Manifest derselben Version.',
  'model-run_values':
    'Das Modell {{model}} gab für {{head}} nichts Brauchbares aus; installieren Sie Modell und Manifest derselben Version.',
  'model-run_no-output':
    'Dem Modell {{model}} fehlt die Ausgabe „{{output}}“ aus seinem Manifest; installieren Sie Modell und Manifest derselben Version.',
  'model-run_no-result': 'Die Analyse endete ohne Ergebnis; starten Sie sie erneut.',
  'model-run_no-explanation':
    'Die Beurteilung konnte nicht erklärt werden; versuchen Sie es erneut.',
  'model-run_no-grading':
    'Hier ist kein Beurteilungsmodell installiert, also gibt es nichts zu erklären.',
  'model-run_condition': 'Das installierte Modell beurteilt diesen Befund nicht.',
  'model-run_browser':
    'Die Modelle liefen in diesem Browser nicht: {{reason}}. Schließen Sie andere Tabs und Programme, laden Sie die Seite neu und starten Sie die Analyse erneut.',
  'model-run_fault':
    'Die Analyse endete mit einem internen Fehler ({{reason}}). Nichts wurde gespeichert; bitte melden Sie diesen Text mit der Version.',
  unexpected:
    'Die Analyse misslang aus einem unerwarteten Grund ({{reason}}); starten Sie sie erneut.',

  // What the analysis ran on.
  backend_wasm: 'WebAssembly ({{threads}}), denn: {{reason}}.',
  backend_webgpu: 'WebGPU auf {{adapter}}, im Probelauf mit richtigen Antworten.',
  backend_both:
    'WebGPU auf {{adapter}}, im Probelauf mit richtigen Antworten, aber WebAssembly ({{threads}}) für {{models}}, dort schneller.',
  'note-not-kept_no-https':
    'Die Modelle werden jedes Mal neu geladen, weil diese Seite nicht über HTTPS kommt und der Browser dann keinen Cache bietet.',
  'note-not-kept_forbidden':
    'Die Modelle werden jedes Mal neu geladen, weil der Browser sie diese Seite nicht behalten lässt: sein Speicher ist voll oder gesperrt.',
  'note-kept-models':
    'Die Modellliste war nicht zu laden; verwendet wurden die in diesem Browser aufbewahrten Modelle.',

  // Parts of sentences.
  both: '{{a}} und {{b}}',
  then: '{{a}}, dann {{b}}',
  'the-series': 'der Serie {{series}}',
  'the-sagittal-series': 'der sagittalen Serie',
  'series-number': 'Nummer {{number}}',
  'series-label_number': 'Serie {{number}}',
  'series-label_both': '{{series}} (Serie {{number}})',
  'series-label_none': 'eine Serie ohne Namen',
  plus: '{{a}} + {{b}}',
  'by-its-name': 'nach ihrem Namen',
  'unknown-contrast': 'unbekannter Kontrast',
  plane_sagittal: 'sagittal',
  plane_axial: 'axial',
  plane_coronal: 'koronar',
  plane_mixed: 'gemischt',
  'exchanged_front-back': 'vorn und hinten',
  'exchanged_head-feet': 'Kopf und Füße',
  kinds_capture: 'Bildschirmaufnahmen',
  kinds_color: 'Farbbilder',
  kinds_projection: 'Projektionen',
  kinds_diffusion: 'Diffusionsbilder',
  'kinds_echo-planar': 'echoplanare Bilder',
  kinds_mosaic: 'Mosaike',
  kinds_map: 'Parameterkarten',
  kinds_phase: 'Phasenbilder',
  kinds_fat: 'Fettbilder',
  'kinds_opposed-phase': 'Opposed-Phase-Bilder',
  kinds_else: 'andere Bilder',
  'left-out_not-mr': '{{images}} kein MR-Bild',
  'left-out_color': '{{images}} in Farbe',
  'left-out_no-geometry': '{{images}} ohne brauchbare Lage, Ausrichtung oder Pixelabstand',
  'left-out_capture': '{{images}} Bildschirmaufnahme',
  'left-out_localizer': '{{images}} Localizer',
  'left-out_projection': '{{images}} Projektion',
  'left-out_diffusion': '{{images}} Diffusion',
  'left-out_echo-planar': '{{images}} echoplanar',
  'left-out_mosaic': '{{images}} Mosaik',
  'left-out_map': '{{images}} Parameterkarte',
  'left-out_phase': '{{images}} Phasenbild',
  'left-out_fat': '{{images}} nur Fett',
  'left-out_opposed-phase': '{{images}} Opposed-Phase',
  'left-out_other-plane': '{{images}} in anderer Ebene',
  'left-out_other-contrast': '{{images}} mit anderem Kontrast',
  'left-out_other-station': '{{images}} von einem anderen Abschnitt der Wirbelsäule',
  threads_one: 'ein Thread',
  threads_other: '{{count}} Threads',
  'half-precision': '{{adapter}} mit halber Genauigkeit',
  'not-half-precision': '{{adapter}} (nicht mit halber Genauigkeit: {{reason}})',
  'wrong-numbers': '{{model}} rechnet falsch ({{output}} weicht um {{difference:3}} ab)',
  'wasm-faster': 'es war im Probelauf schneller als WebGPU auf {{adapter}}',
  'set-in-configuration': 'so ist es eingestellt',
  'no-webgpu': 'dieser Browser bietet kein WebGPU',
  'webgpu-https': 'WebGPU gibt es nur auf Seiten über HTTPS',
  'no-adapter': 'WebGPU findet keine Grafikkarte',
  'software-adapter': 'WebGPU hat nur einen Software-Adapter',
  'webgpu-not-started': 'WebGPU ließ sich nicht starten ({{reason}})',
  'device-lost': 'die Grafikkarte ging verloren',
  'device-lost-because': 'die Grafikkarte ging verloren ({{reason}})',
  'device-refused': 'die Grafikkarte lehnte einen Teil der Arbeit ab: {{reason}}',
  'model-not-started': '{{file}} ließ sich nicht starten: {{reason}}',
  'model-not-run': '{{file}} ließ sich nicht ausführen: {{reason}}',
  'models-released': 'die Modelle wurden freigegeben',
  'workers-not-started': 'Worker für die Modelle ließen sich nicht starten: {{reason}}',
  'model-worker_not-started': 'ein Worker für die Modelle ließ sich nicht starten ({{reason}})',
  'model-worker_crashed': 'ein Worker für die Modelle ist abgestürzt ({{reason}})',
  'model-worker_unreadable': 'ein Worker für die Modelle sandte eine unlesbare Antwort',
  'worker-unreadable': 'der Worker sandte eine unlesbare Antwort',
  'worker-crashed': 'der Worker ist abgestürzt ({{reason}})',
  'worker-silent': 'vom Worker kam {{seconds}} s lang kein Lebenszeichen',
  'without-a-message': 'ohne Meldung',
  http: '{{answer}}, HTTP {{status}}',
  'http-reason': '{{answer}}, HTTP {{status}}, Failure Reason {{reason}}',
  'http-answer_sign-in': 'es verlangt eine neue Anmeldung',
  'http-answer_fault': 'interner Fehler dort',
  'http-answer_busy': 'es ist überlastet',
  'http-answer_no-reading': 'Sie dürfen dort nicht lesen',
  'http-answer_not-there': 'es hat es nicht',
  'http-answer_no-storing': 'Sie dürfen dort nicht speichern',
  'http-answer_no-stow': 'es bietet keinen Ort zum Speichern',
  'http-answer_rejected': 'es nimmt dieses Objekt nicht an',
  'http-answer_too-large': 'das Objekt ist ihm zu groß',
  'http-answer_full': 'es ist voll',
  'http-answer_none': 'ohne Angabe von Gründen',
  'no-dicom': 'es kam kein DICOM',
  'report-fault_grade': '„{{grade}}“ kein Grad von {{name}} ist',
  'report-fault_grading-incomplete':
    'einer Beurteilung der Degeneration darin die Höhe, die Tracking UID oder ein bekannter Name fehlt',
  'report-fault_grading-contradicts':
    'Codes und Kennung einer Beurteilung der Degeneration darin verschiedene Orte nennen',
  'report-fault_finding-unknown': 'der Befund „{{finding}}“ darin nicht bekannt ist',
  'report-fault_finding-incomplete': 'einem Befund darin die Höhe oder die Tracking UID fehlt',
  'report-fault_finding-contradicts':
    'Codes und Kennung eines Befundes darin verschiedene Orte nennen',
  'report-fault_no-author': 'er nicht sagt, von wem ein Befund ist',
  'report-fault_status': 'der Status eines Befundes darin nicht bekannt ist',
  'report-fault_evidence': 'darin nicht lesbar ist, woran ein Algorithmus geprüft wurde',
  'report-fault_missing': '„{{item}}“ darin fehlt',
  'report-fault_number': 'ein Messwert darin keine Zahl ist',
  'report-fault_coordinates': 'Koordinaten darin keine Zahlen sind',
  'report-fault_points': 'Koordinaten darin nicht {{points}} Punkte sind',
  'report-fault_image': 'ein Verweis auf ein Bild darin unvollständig ist',
  'report-fault_level': 'einer Höhe darin Name oder Bild fehlt',
  'report-fault_attribute': '{{attribute}} darin fehlt',
  'report-fault_series': 'er die Serie nicht nennt, aus der er stammt',
  'report-fault_version': 'seine Version keine Zahl ist',
  'report-fault_newer': 'eine neuere Version von DeepSPINE ihn schrieb',

  'condition-SCS': DE_TEXTS['condition-SCS'],
  'condition-LFS': DE_TEXTS['condition-LFS'],
  'condition-RFS': DE_TEXTS['condition-RFS'],
  'condition-DB': DE_TEXTS['condition-DB'],
  'condition-DOC': DE_TEXTS['condition-DOC'],
  'condition-LFA': DE_TEXTS['condition-LFA'],
  'condition-RFA': DE_TEXTS['condition-RFA'],
  'condition-LFT': DE_TEXTS['condition-LFT'],
  'condition-EL': DE_TEXTS['condition-EL'],
};
