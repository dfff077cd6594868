/**
 * German for the sentences that stand in the sources: errors, warnings, and what the backend says. As with
 * gettext the English sentence is the key; {} is what it says of its case, {1} {2} … the same in German.
 */

const ADMIN = 'Bitten Sie die Administration,';
const AGAIN = 'starten Sie die Analyse erneut.';
const RELEASE = 'installieren Sie Modell und Manifest derselben Version.';
const MANIFEST = 'installieren Sie eine passende manifest.json.';
const NAMES = 'prüfen Sie die Namen der Höhen.';
const KEPT =
  'die Befunde bleiben hier erhalten: speichern Sie erneut, oder laden Sie den Bericht herunter.';

export const SENTENCES_DE: Readonly<Record<string, string>> = {
  // The study.
  'The study holds no images; {}.': 'Die Studie enthält keine Bilder; {1}.',
  'The study holds {} images, but only MR can be graded; {}.':
    'Die Studie enthält Bilder der Art {1}, befundet werden kann nur MR; {2}.',
  'The study holds only a localiser; {}.': 'Die Studie enthält nur einen Localizer; {1}.',
  'The study holds only {} images; {}.': 'Die Studie enthält nur Bilder in dieser Ebene: {1}; {2}.',
  'The study holds nothing to grade, only {}; {}.':
    'Die Studie enthält nichts, was befundet werden kann, nur: {1}; {2}.',
  'No images are open; open a study with a sagittal lumbar MRI and run the analysis again.': `Es sind keine Bilder geöffnet; öffnen Sie eine sagittale MRT der Lendenwirbelsäule und ${AGAIN}`,
  'The chosen series is not sagittal; choose a sagittal T2 series of the lumbar spine.':
    'Die gewählte Serie ist nicht sagittal; wählen Sie eine sagittale T2-Serie der Lendenwirbelsäule.',
  'The series {} is not of the lumbar spine ({}); open a lumbar MRI.':
    'Die Serie {1} zeigt nicht die Lendenwirbelsäule ({2}); öffnen Sie eine MRT der Lendenwirbelsäule.',
  'The series {} has only {} sagittal slice{} at one orientation; at least {} are needed.':
    'Die Serie {1} hat nur {2} sagittale Schichten gleicher Ausrichtung; mindestens {4} sind nötig.',
  'No lumbar spine was recognized in the sagittal images, which are only {} mm tall by their headers; check their pixel spacing, and that the series shows the lumbar spine in a sagittal T2 sequence.':
    'In den sagittalen Bildern, die laut Header nur {1} mm hoch sind, wurde keine Lendenwirbelsäule erkannt; prüfen Sie ' +
    'den Pixelabstand, und ob die Serie sie in einer sagittalen T2-Sequenz zeigt.',
  'No lumbar spine was recognized in the sagittal images; check that the series shows the lumbar spine in a sagittal T2 sequence.':
    'In den sagittalen Bildern wurde keine Lendenwirbelsäule erkannt; prüfen Sie, ob die Serie sie in ' +
    'einer sagittalen T2-Sequenz zeigt.',
  'The discs lie {} mm apart and are {} mm deep, which is no lumbar spine; open a lumbar MRI.':
    'Die Bandscheiben liegen {1} mm auseinander und sind {2} mm tief, das ist keine Lendenwirbelsäule; ' +
    'öffnen Sie eine MRT der Lendenwirbelsäule.',
  "The discs lie {} mm apart, nearer than an adult's; the models have seen adults only, so check every grade.":
    'Die Bandscheiben liegen {1} mm auseinander, näher als bei Erwachsenen; die Modelle kennen nur ' +
    'Erwachsene, prüfen Sie daher jede Beurteilung.',
  'The sagittal series is not open; reload the study.':
    'Die sagittale Serie ist nicht geöffnet; laden Sie die Studie neu.',
  'The open studies hold no images for this layout.':
    'Die geöffneten Studien enthalten keine Bilder für diese Anordnung.',
  'The images of the earlier study did not arrive; try the comparison again.':
    'Die Bilder der früheren Studie kamen nicht an; versuchen Sie den Vergleich erneut.',
  'An image of this series says nothing about its position, orientation or pixel spacing, so no disc can be placed; choose a series with complete image geometry.':
    'Einem Bild dieser Serie fehlt Lage, Ausrichtung oder Pixelabstand, so dass keine Bandscheibe ' +
    'verortet werden kann; wählen Sie eine Serie mit vollständiger Bildgeometrie.',
  'An image of the series {} has {}; send the original images of the scanner again.':
    'Ein Bild der Serie {1} hat {2}; senden Sie die Originalbilder des Geräts erneut.',
  'An image of the series {} holds {} pixels instead of {} × {}; send the series again.':
    'Ein Bild der Serie {1} enthält {2} Pixel statt {3} × {4}; senden Sie die Serie erneut.',
  'Image {} of {} could not be loaded or decoded; reload the page, and if it fails again, re-send the series to the archive.':
    'Bild {1} von {2} konnte nicht geladen oder dekodiert werden; laden Sie die Seite neu, und lassen ' +
    'Sie die Serie erneut ins Archiv senden, wenn es wieder misslingt.',
  'The viewer knows no SOP Instance UID for an image of this series; reload the page.':
    'Der Viewer kennt zu einem Bild dieser Serie keine SOP Instance UID; laden Sie die Seite neu.',
  'This series holds color images, not MR slices; choose the original sagittal MR series.':
    'Diese Serie enthält Farbbilder und keine MR-Schichten; wählen Sie die originale sagittale MR-Serie.',
  'A series without slices cannot be referred to.':
    'Auf eine Serie ohne Schichten kann nicht verwiesen werden.',

  // What is said beside the findings.
  'An axial series was left out: {}': 'Eine axiale Serie wurde ausgelassen: {1}',
  'The pixels of the series {} are {} mm wide, too coarse to show a disc; open the original images.':
    'Die Pixel der Serie {1} sind {2} mm breit, zu grob für eine Bandscheibe; öffnen Sie die Originalbilder.',
  'The spinal canal is darker than the vertebrae, as it is in T1 and not in T2; the grades are not reliable on such images.':
    'Der Spinalkanal ist dunkler als die Wirbel, wie in T1 und nicht wie in T2; auf solchen Bildern sind die Grade nicht verlässlich.',
  'The vertebrae are as dark as with fat suppression, and no such image has radiologists’ gradings; disc bulge and the degeneration gradings are unsure.':
    'Die Wirbel sind so dunkel wie bei Fettsuppression; kein solches Bild wurde von Radiologen beurteilt. Vorwölbung und degenerative Merkmale sind unsicher.',
  'The spine has a coronal curvature of {}° (scoliosis), beyond the training data; check the level names and both sides.':
    'Die Wirbelsäule ist um {1}° zur Seite gekrümmt (Skoliose), mehr als die Modelle kennen; prüfen Sie die Höhenbezeichnungen und beide Seiten.',
  'The vertebra above {} shows a signal void (metal or cement?); the grades beside it are not reliable.':
    'Der Wirbel über {1} ist zum Teil ohne Signal (Metall oder Zement); die Grade daneben sind nicht verlässlich.',
  'The orientation in the headers does not fit the anatomy: {} look exchanged, as after a wrong position of the patient at the scanner; neither sides nor level names can be trusted.':
    'Die Orientierung in den Headern passt nicht zur Anatomie: {1} scheinen vertauscht, wie nach falscher Patientenlage am Gerät; weder Seiten noch Höhenbezeichnungen sind verlässlich.',
  'At most levels no spinal canal of usual width is seen behind the discs; if front and back are not exchanged in the headers, the slices miss the canal: check the orientation, both sides and every grade.':
    'An den meisten Höhen ist hinter den Bandscheiben kein Spinalkanal üblicher Weite zu sehen; wenn vorn und hinten in den Headern nicht vertauscht sind, verfehlen die Schichten den Kanal: prüfen Sie Orientierung, beide Seiten und jede Beurteilung.',
  'The spine shifts between slices, as with patient motion; check where the findings lie.':
    'Die Wirbelsäule springt von Schicht zu Schicht, wie bei Bewegung während der Aufnahme; prüfen Sie, wo die Befunde liegen.',
  'Pixels of {} mm, slices {} mm apart or discs {} mm apart are unlike what was simulated; grades without real evidence are unsure.':
    'Pixel von {1} mm, Schichten im Abstand von {2} mm oder Bandscheiben im Abstand von {3} mm gleichen ' +
    'nicht dem, was simuliert wurde; Beurteilungen ohne echten Nachweis sind unsicher.',
  'All slices show the same picture; grades without real evidence are unsure.':
    'Alle Schichten zeigen dasselbe Bild; Beurteilungen ohne echten Nachweis sind unsicher.',
  'There is no grade to accept; choose one instead.':
    'Es gibt keinen Grad zum Annehmen; wählen Sie einen aus.',
  'In the series {} {} slice{} missing; structures there were not seen.':
    'In der Serie {1} fehlen Schichten ({2}); was dort liegt, wurde nicht gesehen.',
  'The series {} holds {} image{} at a position that another one already has; the first of each was used.':
    'Die Serie {1} enthält Bilder ({2}), an deren Lage schon ein anderes liegt; verwendet wurde das jeweils erste.',
  'The series {} holds images of several echo times ({} ms); those of {} ms were analyzed.':
    'Die Serie {1} enthält Bilder mehrerer Echozeiten ({2} ms); ausgewertet wurden die mit {3} ms.',
  'The series {} holds {}; the positions in the headers contradict each other, so check where the findings lie.':
    'Die Serie {1} enthält {2}; die Lagen in den Headern widersprechen sich, prüfen Sie, wo die Befunde liegen.',
  '{} of {} images of {} lie apart from the others or are tilted against them; they were left out.':
    '{1} von {2} Bildern der Serie {3} liegen abseits der anderen oder sind gegen sie gekippt; sie ' +
    'wurden ausgelassen.',
  'The series {} {}; {} was analyzed instead.':
    'Die Serie {1} {2}; stattdessen wurde {3} ausgewertet.',
  'No lumbar spine was recognized in the lowest sagittal images, of the series {}; those of {}, which lie higher, were analyzed instead.':
    'In den untersten sagittalen Bildern, der Serie {1}, wurde keine Lendenwirbelsäule erkannt; ausgewertet wurden die höher gelegenen von {2}.',
  'The slices of {} lie between or beside those of {}, as where one series was split in two; all of them were analyzed as one.':
    'Die Schichten von {1} liegen zwischen oder neben denen von {2}, als wäre eine Serie geteilt worden; alle zusammen wurden als eine ausgewertet.',
  'Images of the series {} were left out: {}.': 'Aus der Serie {1} wurden Bilder ausgelassen: {2}.',
  'No header says which series is a T2; {} was analyzed because fluid is brightest in it.':
    'Kein Header sagt, welche Serie eine T2 ist; ausgewertet wurde {1}, weil Flüssigkeit dort am hellsten ist.',
  'No header says what contrast the axial series has; it was used because its tissues look like those of the sagittal one.':
    'Kein Header sagt, welchen Kontrast die axiale Serie hat; sie wurde verwendet, weil ihre Gewebe denen der sagittalen gleichen.',
  'No sagittal T2 series was found; {} ({}) was analyzed, which is less reliable.':
    'Es wurde keine sagittale T2-Serie gefunden; ausgewertet wurde {1} ({2}), das ist weniger verlässlich.',
  'There is no axial T2 series; every grade rests on the sagittal series alone, which is weaker for the grades that need axial images.':
    'Es gibt keine axiale T2-Serie; alle Beurteilungen beruhen allein auf der sagittalen Serie und sind ' +
    'schwächer, wo axiale Bilder nötig wären.',
  'No axial T2 series is loaded, as the link names others; grades that need axial images are weaker, so open the whole study.':
    'Es ist keine axiale T2-Serie geladen, weil der Link andere nennt; Beurteilungen, die axiale Bilder brauchen, sind ' +
    'schwächer; öffnen Sie die ganze Untersuchung.',
  'Of this study only the series that the link names are loaded, none of which can be graded; open the whole study, or name its sagittal T2 series in the link.':
    'Von dieser Untersuchung sind nur die Serien geladen, die der Link nennt, und keine davon lässt sich beurteilen; ' +
    'öffnen Sie die ganze Untersuchung, oder nennen Sie ihre sagittale T2-Serie im Link.',
  'There is no axial T2 series; axial views are reformatted from the sagittal one, which is weaker for grades that need them.':
    'Es gibt keine axiale T2-Serie; axiale Ansichten sind aus der sagittalen rekonstruiert, die ' +
    'Beurteilungen sind schwächer, wo axiale Bilder nötig wären.',
  'The axial series does not cover {}; its grades rest on the sagittal series alone.':
    'Die axiale Serie reicht nicht bis {1}; die Beurteilungen dort beruhen allein auf der sagittalen Serie.',
  'The axial series does not cover {}; its axial view is reformatted from the sagittal series.':
    'Die axiale Serie reicht nicht bis {1}; die axiale Ansicht dort ist aus der sagittalen Serie rekonstruiert.',
  'The canal is not seen below {}, so it is not measured there.':
    'Der Kanal ist unterhalb von {1} nicht zu sehen, daher wird er dort nicht gemessen.',
  'The dural sac tapers to its end at {}, which looks like a stenosis; the canal is not measured there.':
    'Der Duralsack läuft bei {1} aus, was wie eine Stenose aussieht; der Kanal wird dort nicht gemessen.',
  'Not graded, because the installed model does not: {}.':
    'Nicht beurteilt, weil das installierte Modell es nicht tut: {1}.',
  'No disc was seen at {}, where the distance of its neighbors asks for one (fusion, or severe collapse); it was counted, so check the level names.':
    'Bei {1} wurde keine Bandscheibe gesehen, obwohl der Abstand der Nachbarn für eine spricht (Fusion ' +
    `oder hochgradige Höhenminderung); sie wurde mitgezählt, ${NAMES}`,
  'Only {} lumbar disc{} found instead of five, counted from the lowest one; check the level names.':
    'Es wurden nur {1} statt fünf lumbale Bandscheiben gefunden, gezählt von der untersten; ' +
    NAMES,
  'The discs above and at {} lie much nearer to each other than the others (a collapsed vertebra, metal, or no disc at all); check the level names.':
    'Die Bandscheiben über und bei {1} liegen viel näher beieinander als die anderen (zusammengesunkener ' +
    `Wirbel, Metall, oder gar keine Bandscheibe); ${NAMES}`,
  'Hardly any vertebra is seen between the discs above and at {} (metal, or a gap in the images), where discs may be missed or seen that are none; check the level names.':
    'Zwischen den Bandscheiben über und bei {1} ist kaum ein Wirbel zu sehen (Metall, oder eine Lücke in den Bildern); ' +
    `dort können Bandscheiben fehlen oder gesehen worden sein, die keine sind; ${NAMES}`,
  'S1 may be lumbarized, so that six lumbar-type vertebrae lie above the lowest mobile disc; that disc was named L5-S1 and the others from it, check the level names.':
    'S1 ist vielleicht lumbalisiert, sodass sechs lumbale Wirbel über der untersten beweglichen Bandscheibe liegen; diese ' +
    `wurde L5-S1 genannt und die anderen von ihr aus, ${NAMES}`,
  'L5 may be sacralized, so that four lumbar-type vertebrae lie above the lowest mobile disc; that disc was named L5-S1 and the others from it, check the level names.':
    'L5 ist vielleicht sakralisiert, sodass vier lumbale Wirbel über der untersten beweglichen Bandscheibe liegen; diese ' +
    `wurde L5-S1 genannt und die anderen von ihr aus, ${NAMES}`,
  'Several vertebrae show a signal void (metal or cement?), where discs may be missed or seen that are none; check the level names.':
    'Mehrere Wirbel sind zum Teil ohne Signal (Metall oder Zement), dort können Bandscheiben fehlen oder ' +
    `gesehen worden sein, die keine sind; ${NAMES}`,
  'The names of the levels are in doubt; count the vertebrae before a finding is used.':
    'Die Namen der Höhen sind zweifelhaft; zählen Sie die Wirbel, bevor ein Befund verwendet wird.',
  '{} is {} % lower than its neighbors suggest: a possible compression fracture, whose age is not assessed.':
    '{1} ist um {2} % niedriger, als die Nachbarn erwarten lassen: möglicherweise eine Kompressionsfraktur, deren Alter nicht beurteilt ist.',
  'The vertebra above {} lies {} mm in front of the one below: a possible anterolisthesis.':
    'Der Wirbel über {1} liegt {2} mm vor dem darunter: möglicherweise eine Anterolisthesis.',
  'The vertebra above {} lies {} mm behind the one below: a possible retrolisthesis.':
    'Der Wirbel über {1} liegt {2} mm hinter dem darunter: möglicherweise eine Retrolisthesis.',
  'An axial series was not used: its tissues fit those of the sagittal series better about {} mm away from where its header says it lies, as after a movement of the patient.':
    'Eine axiale Serie wurde nicht verwendet: ihre Gewebe passen etwa {1} mm neben der Lage in ihrem Header besser zur sagittalen Serie, wie nach einer Bewegung des Patienten.',
  'Only {} lumbar disc{} in the images, which end above; the others are not graded.':
    'In den Bildern, die darüber enden, sind nur {1} lumbale Bandscheiben; die übrigen sind nicht beurteilt.',
  'L5-S1 was not seen and is not graded.': 'L5-S1 war nicht zu sehen und ist nicht beurteilt.',
  'The images end close below the lowest disc, so the sacrum is not seen; that disc was named L5-S1, check the level names.':
    'Die Bilder enden dicht unter der untersten Bandscheibe, das Sakrum ist nicht zu sehen; diese ' +
    `Bandscheibe wurde L5-S1 genannt, ${NAMES}`,
  'The lumbosacral junction looks unusual (transitional vertebra, or a disc that was not seen); the lowest disc was named L5-S1, check the level names.':
    'Der lumbosakrale Übergang sieht ungewöhnlich aus (Übergangswirbel, oder eine nicht gesehene ' +
    `Bandscheibe); die unterste Bandscheibe wurde L5-S1 genannt, ${NAMES}`,
  'The lowest disc that was seen looks like L4-L5 (by its tilt, or by a lumbar vertebra below it) and was named so; check the level names.':
    'Die unterste gesehene Bandscheibe sieht nach L4-L5 aus (nach ihrer Neigung, oder weil ein ' +
    `Lendenwirbel darunter liegt) und wurde so genannt; ${NAMES}`,
  'A small disc lies below the one that was named L5-S1; it was taken for a remnant within the sacrum. With a transitional vertebra the names move by one level.':
    'Unter der Bandscheibe, die L5-S1 genannt wurde, liegt eine kleine; sie gilt als Rest innerhalb des ' +
    'Sakrums. Bei einem Übergangswirbel verschieben sich die Namen um eine Höhe.',
  'The reader renumbered the levels: what the algorithm named {} is {}.':
    'Der Befunder hat die Höhen umbenannt: was der Algorithmus {1} nannte, ist {2}.',

  // Decisions and settings.
  '{} {} has no grade to accept; choose one instead.':
    '{1} {2} hat keine Beurteilung zum Annehmen; wählen Sie stattdessen eine.',
  '“{}” is no grade of {}; choose one of its own grades.':
    '„{1}“ ist kein Grad von {2}; wählen Sie einen der vorgesehenen.',
  'The levels can be moved by at most {} from where the model put them.':
    'Die Höhen können höchstens um {1} gegen die Namen des Modells verschoben werden.',
  '{} must be an object of settings, not {}.':
    '{1} muss ein Objekt mit Einstellungen sein, nicht {2}.',
  '{} has no setting “{}”; it has {}.': '{1} kennt keine Einstellung „{2}“; es gibt {3}.',
  '{}.{} cannot be {}; set {}.': '{1}.{2} kann nicht {3} sein; erlaubt ist: {4}.',
  'This viewer has no data source “{}”; correct the setting archive of deepspine.configuration.':
    'Dieser Viewer hat keine Datenquelle „{1}“; berichtigen Sie die Einstellung archive in deepspine.configuration.',

  // The archive.
  'The archive could not be reached for image {} of {}, or the connection broke off; check the network connection and run the analysis again.': `Das Archiv war für Bild {1} von {2} nicht zu erreichen, oder die Verbindung riss ab; prüfen Sie die Netzverbindung und ${AGAIN}`,
  'The archive did not give image {} of {} ({}); run the analysis again when that is settled.':
    'Das Archiv gab Bild {1} von {2} nicht heraus ({3}); starten Sie die Analyse erneut, wenn das geklärt ist.',
  'The archive sent nothing more of {} for {} seconds; run the analysis again, and if it fails again, reload the page.': `Das Archiv sandte von {1} seit {2} Sekunden nichts mehr; ${AGAIN.slice(0, -1)}, und laden Sie die Seite neu, wenn es wieder misslingt.`,
  'The archive {}; the findings are kept here: save again, or download the report.': `Das Archiv {1}; ${KEPT}`,
  'The archive refused the report ({}); the findings are kept here: save again, or download the report.': `Das Archiv hat den Bericht abgelehnt ({1}); ${KEPT}`,
  'This archive cannot store objects from the viewer; download the report and import it by hand.':
    'Dieses Archiv kann aus dem Viewer nichts speichern; laden Sie den Bericht herunter und importieren Sie ihn von Hand.',
  'The series that these findings belong to is not open any more; reload the study and save again.':
    'Die Serie dieser Befunde ist nicht mehr geöffnet; laden Sie die Studie neu und speichern Sie erneut.',
  'The report cannot be written because the images it refers to are not loaded; open the study again.':
    'Der Bericht kann nicht geschrieben werden, weil seine Bilder nicht geladen sind; öffnen Sie die Studie erneut.',
  'The segmentation cannot be stored because its source images are not loaded; open the study again.':
    'Die Segmentierung kann nicht gespeichert werden, weil ihre Bilder nicht geladen sind; öffnen Sie die Studie erneut.',
  'The segmentation cannot be stored because the slices of its series differ in size.':
    'Die Segmentierung kann nicht gespeichert werden, weil die Schichten ihrer Serie verschieden groß sind.',
  'The segmentation cannot be stored because this viewer does not tell the frames of its images apart; store the report alone (setting storeSegmentation), or open the study from another data source.':
    'Die Segmentierung kann nicht gespeichert werden, weil dieser Viewer die Einzelbilder ihrer Bilder nicht unterscheidet; speichern Sie nur den Bericht (Einstellung storeSegmentation), oder öffnen Sie die Studie aus einer anderen Datenquelle.',
  'the archive did not answer within {} seconds':
    'das Archiv antwortete nicht innerhalb von {} Sekunden',
  'the archive did not give it: {}': 'das Archiv gab ihn nicht her: {}',
  'this viewer cannot fetch single objects from its data source':
    'dieser Viewer kann aus seiner Datenquelle keine einzelnen Objekte holen',
  'There is no segmentation to store because no vertebra, disc or canal was found.':
    'Es gibt keine Segmentierung zu speichern, da weder Wirbel noch Bandscheibe noch Kanal gefunden wurde.',
  'The stored DeepSPINE report cannot be read because {}; run the analysis again to replace it.':
    'Der gespeicherte DeepSPINE-Bericht ist nicht lesbar ({1}); eine neue Analyse ersetzt ihn.',

  // Models and this browser.
  'The analysis was cancelled.': 'Die Analyse wurde abgebrochen.',
  'The analysis was cancelled; start it again when needed.':
    'Die Analyse wurde abgebrochen; starten Sie sie erneut, wenn nötig.',
  'The analysis ended without a result; run it again.':
    'Die Analyse endete ohne Ergebnis; starten Sie sie erneut.',
  'The analysis failed for an unexpected reason ({}); run it again.':
    'Die Analyse misslang aus einem unerwarteten Grund ({1}); starten Sie sie erneut.',
  'The analysis stopped because of an internal error ({}). Nothing was stored; please report this message together with the version.':
    'Die Analyse endete mit einem internen Fehler ({1}). Nichts wurde gespeichert; bitte melden Sie ' +
    'diesen Text mit der Version.',
  'The analysis could not be started because {} could not be loaded. Check the network connection, or ask the administrator to serve the DeepSPINE files at this path.':
    'Die Analyse konnte nicht beginnen, weil {1} nicht geladen wurde. Prüfen Sie die Netzverbindung, oder ' +
    'bitten Sie die Administration, die DeepSPINE-Dateien unter diesem Pfad bereitzustellen.',
  'Nothing arrived from {} for {} s. Check the network connection and run the analysis again.': `Von {1} kam {2} s lang nichts an. Prüfen Sie die Netzverbindung und ${AGAIN}`,
  'The file {} could not be downloaded because the server cannot be reached. Check the network connection and run the analysis again.': `Die Datei {1} konnte nicht geladen werden, der Server ist nicht erreichbar. Prüfen Sie die Netzverbindung und ${AGAIN}`,
  'The file {} could not be downloaded: the server answered {}. Ask the administrator to serve the DeepSPINE files at this path.': `Die Datei {1} konnte nicht geladen werden: der Server antwortete {2}. ${ADMIN} die DeepSPINE-Dateien unter diesem Pfad bereitzustellen.`,
  'The server answered with a web page instead of the file {}. Ask the administrator to serve the DeepSPINE files at this path.': `Der Server antwortete mit einer Webseite statt der Datei {1}. ${ADMIN} die DeepSPINE-Dateien unter diesem Pfad bereitzustellen.`,
  'The download of {} broke off after {}{} bytes. Run the analysis again; if it happens again, ask the administrator to check this file.':
    'Das Laden von {1} brach nach {2}{3} Bytes ab. Starten Sie die Analyse erneut; geschieht es wieder, ' +
    'bitten Sie die Administration, diese Datei zu prüfen.',
  'The file {} is damaged or of another version: its SHA-256 is not the expected one, so it is not used. Ask the administrator to copy the DeepSPINE files again.':
    'Die Datei {1} ist beschädigt oder von anderer Version: ihr SHA-256 ist nicht der erwartete, sie wird ' +
    `nicht verwendet. ${ADMIN} die DeepSPINE-Dateien erneut zu kopieren.`,
  'The list of models {} is not the one this viewer is configured for (its SHA-256 differs). Ask the administrator to restore it or to update the pin.':
    'Die Modellliste {1} ist nicht die, für die dieser Viewer eingerichtet ist (ihr SHA-256 weicht ab). ' +
    `${ADMIN} sie wiederherzustellen oder die Vorgabe zu ändern.`,
  'The list of models {} is not valid JSON. Ask the administrator to copy the DeepSPINE files again.': `Die Modellliste {1} ist kein gültiges JSON. ${ADMIN} die DeepSPINE-Dateien erneut zu kopieren.`,
  'The list of models names the file {}, which lies outside the folder that this viewer is configured for. Ask the administrator to correct manifest.json.':
    'Die Modellliste nennt die Datei {1}, die außerhalb des eingerichteten Ordners liegt. ' +
    `${ADMIN} manifest.json zu berichtigen.`,
  'None of the {} models in manifest.json segments the spine. Ask the administrator to copy the DeepSPINE files again.': `Keines der {1} Modelle in manifest.json segmentiert die Wirbelsäule. ${ADMIN} die DeepSPINE-Dateien erneut zu kopieren.`,
  'The model file {} has no tensor named "{}", which the manifest promises. Ask the administrator to replace the model and manifest.json together.':
    'Der Modelldatei {1} fehlt der Tensor „{2}“, den das Manifest verspricht. ' +
    `${ADMIN} Modell und manifest.json gemeinsam zu ersetzen.`,
  'The model manifest is not usable: {} {}; install manifest.json and the model files of one release together.': `Das Modellmanifest ist nicht brauchbar: {1} {2}; ${RELEASE}`,
  'The model {} does not state one in-plane spacing; install a matching manifest.json.': `Das Modell {1} nennt keinen einheitlichen Pixelabstand; ${MANIFEST}`,
  'The model {} has no class “{}”; install a matching manifest.json.': `Dem Modell {1} fehlt die Klasse „{2}“; ${MANIFEST}`,
  'The grading model {} asks for an input “{}”, which is not known; install a matching manifest.json.': `Das Beurteilungsmodell {1} verlangt die unbekannte Eingabe „{2}“; ${MANIFEST}`,
  'The input “{}” of the grading model is no volume of a disc that is known ({}), or of no fixed size; install a matching manifest.json.':
    'Die Eingabe „{1}“ des Beurteilungsmodells ist kein bekanntes Bandscheibenvolumen ({2}) oder hat ' +
    `keine feste Größe; ${MANIFEST}`,
  'The model {} gave an output of another size than its manifest states; install model and manifest of one release.': `Die Ausgabe des Modells {1} hat eine andere Größe als im Manifest; ${RELEASE}`,
  'The model {} gave no usable output for {}; install model and manifest of one release.': `Das Modell {1} gab für {2} nichts Brauchbares aus; ${RELEASE}`,
  'The model {} lacks the output “{}” that its manifest states; install model and manifest of one release.': `Dem Modell {1} fehlt die Ausgabe „{2}“ aus seinem Manifest; ${RELEASE}`,
  'The models could not be run in this browser: {}. Close other tabs and programs, reload the page and run the analysis again.':
    'Die Modelle liefen in diesem Browser nicht: {1}. Schließen Sie andere Tabs und Programme, laden ' +
    `Sie die Seite neu und ${AGAIN}`,
  'The grade could not be explained; try it again.':
    'Die Beurteilung konnte nicht erklärt werden; versuchen Sie es erneut.',
  'This site has no grading model, so there is no grade to explain.':
    'Hier ist kein Beurteilungsmodell installiert, also gibt es nichts zu erklären.',
  'The installed model does not grade this condition.':
    'Das installierte Modell beurteilt diesen Befund nicht.',
};

/** Parts that the sentences above are completed with, and what is said of the backend and of series. */
export const PARTS_DE: Readonly<Record<string, string>> = {
  'open a study with a sagittal T2 series of the lumbar spine':
    'öffnen Sie eine Studie mit einer sagittalen T2-Serie der Lendenwirbelsäule',
  '{} image{} out of line with the other slices, left out':
    'Bilder ({1}) abseits der Reihe der anderen, die ausgelassen wurden',
  '{} image{} nearer to the next than the others are':
    'Bilder ({1}), die dem nächsten näher liegen als die anderen',
  axial: 'axial',
  coronal: 'koronar',
  mixed: 'gemischt',
  '{} and {}': '{1} und {2}',
  'has too few slices': 'hat zu wenige Schichten',
  'is no sagittal T2 series': 'ist keine sagittale T2-Serie',
  'unknown contrast': 'unbekannter Kontrast',
  ' was': '',
  's were': '',
  'did not answer within {} seconds': 'antwortete nicht innerhalb von {1} Sekunden',
  'could not be reached': 'war nicht zu erreichen',
  '{}, HTTP {}': '{1}, HTTP {2}',
  'sign-in required': 'es verlangt eine neue Anmeldung',
  'you may not read there': 'Sie dürfen dort nicht lesen',
  'it does not have it': 'es hat es nicht',
  'the series {}': 'der Serie {1}',
  'you may not store there': 'Sie dürfen dort nicht speichern',
  'storing (STOW-RS) is not available there': 'es bietet keinen Ort zum Speichern',
  'it rejected the object': 'es nimmt dieses Objekt nicht an',
  'the object is too large for it': 'das Objekt ist ihm zu groß',
  'internal server error': 'interner Fehler dort',
  'it is busy': 'es ist überlastet',
  'it is full': 'es ist voll',
  'no reason given': 'ohne Angabe von Gründen',
  'series {}': 'Serie {1}',
  'number {}': 'Nummer {1}',
  '{} (series {})': '{1} (Serie {2})',
  'a series without a name': 'eine Serie ohne Namen',
  'WebAssembly ({}) because {}.': 'WebAssembly ({1}), denn: {2}.',
  'WebGPU on {}, which gave the right answers in a trial run.':
    'WebGPU auf {1}, im Probelauf mit richtigen Antworten.',
  'WebGPU on {}, which gave the right answers in a trial run, but WebAssembly ({}) for {}, which ran faster there.':
    'WebGPU auf {1}, im Probelauf mit richtigen Antworten, aber WebAssembly ({2}) für {3}, dort schneller.',
  '{} in half precision': '{1} mit halber Genauigkeit',
  '{} (not in half precision: {})': '{1} (nicht mit halber Genauigkeit: {2})',
  '{} gives wrong numbers ({} differs by {})': '{1} rechnet falsch ({2} weicht um {3} ab)',
  'it was faster than WebGPU on {} in a trial run':
    'es war im Probelauf schneller als WebGPU auf {1}',
  '{} threads': '{1} Threads',
  'one thread': 'ein Thread',
  'it is set in the configuration': 'so ist es eingestellt',
  'The list of models could not be fetched; the models kept in this browser were used.':
    'Die Modellliste war nicht zu laden; verwendet wurden die in diesem Browser aufbewahrten Modelle.',
  'this browser offers no WebGPU': 'dieser Browser bietet kein WebGPU',
  'browsers offer WebGPU to pages served over HTTPS only':
    'WebGPU gibt es nur auf Seiten über HTTPS',
  'WebGPU finds no graphics adapter': 'WebGPU findet keine Grafikkarte',
  'WebGPU has only a software adapter': 'WebGPU hat nur einen Software-Adapter',
  'WebGPU could not be started ({})': 'WebGPU ließ sich nicht starten ({1})',
};
