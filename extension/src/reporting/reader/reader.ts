import type { Topic } from './claims';
import { readExtended, type ExtendedMention } from './extended';
import type { Item } from './item';
import { readItems } from './items';
import { linesOf, sentencesOf, type Sentence } from './layout';
import type { LevelNumber, Numbering } from './levels';
import { LevelMentions, type Context } from './mentions';
import { LEXICON_WORDS } from './phrases';
import { placeClaims, placeOf, type Place, type PlacedClaim } from './place';
import type { Section } from './sections';
import { onlyDenies, speaksOfCanal, widelyMeant, type LooseDenial } from './reach';
import { readSentence, type SentenceReading } from './sentence';
import { TableReader, type Cell } from './tables';
import { spellingCorrector, tokenize, type Token } from './tokens';
import { labelAt, type Label } from './topics';
import type { UnreadClause } from './types';
import { unreadIn } from './unread';

/** A claim with its place and the part of the report it stands in. */
export interface Statement extends PlacedClaim {
  readonly section: Section;
}

/** What one part of a report says. */
export interface SectionReading {
  readonly statements: readonly Statement[];
  /** Levels described on their own (as headings or with any finding): not "the rest". */
  readonly described: ReadonlySet<LevelNumber>;
  /** Levels with a heading or a row of their own. */
  readonly headed: ReadonlySet<LevelNumber>;
  /** Beyond the nine, with their places. */
  readonly extended: readonly PlacedClaim<ExtendedMention>[];
  readonly unread: readonly Omit<UnreadClause, 'quote'>[];
  readonly section: Section;
}

const correct = spellingCorrector(LEXICON_WORDS);

/** Reads one part of a report from top to bottom, carrying levels and topics on. */
export class SectionReader {
  private readonly statements: Statement[] = [];
  private readonly described = new Set<LevelNumber>();
  private readonly headed = new Set<LevelNumber>();
  private readonly extended: PlacedClaim<ExtendedMention>[] = [];
  private readonly unread: Omit<UnreadClause, 'quote'>[] = [];
  private context: Context | undefined;
  private topic: { topic: Topic; ownLine: boolean } | undefined;
  /** What the sentence before spoke of last: "It is …", "Moderate right." go on with it. */
  private lastTopic: Topic | undefined;
  private readonly mentions: LevelMentions;
  /** Sentences read so far, those that open with a level, and those that only deny. */
  private order = 0;
  private readonly leads: number[] = [];
  private readonly denials: LooseDenial[] = [];

  constructor(
    private readonly text: string,
    /** The same text as lowerAscii gives it. */
    private readonly lowered: string,
    private readonly section: Section,
    private readonly numbering: Numbering
  ) {
    this.mentions = new LevelMentions(numbering);
  }

  read(): SectionReading {
    const lines = linesOf(this.text, this.section.start, this.section.end);
    const tables = new TableReader(this.text, this.lowered, this.numbering, correct);
    for (let i = 0; i < lines.length;) {
      const table = tables.tableAt(lines, i);
      if (table) {
        table.cells.forEach(cell => this.readCell(cell));
        this.context = undefined;
        i += table.rows;
        continue;
      }
      sentencesOf(this.text, lines[i]!).forEach(sentence => this.readSentence(sentence));
      i += 1;
    }
    this.widen();
    const { statements, described, headed, extended, unread, section } = this;
    return { statements, described, headed, extended, unread, section };
  }

  /** Denials that speak of every level lose the level that the text before them carried on. */
  private widen(): void {
    const wide = new Set(
      widelyMeant(this.denials, this.leads).flatMap(({ placed }) =>
        placed.map(({ claim }) => claim)
      )
    );
    this.statements.forEach((statement, i) => {
      if (wide.has(statement.claim)) {
        this.statements[i] = { ...statement, place: undefined };
      }
    });
  }

  private readCell(cell: Cell): void {
    const tokens = tokenize(this.lowered, cell.start, cell.end, correct);
    const place: Place = { levels: cell.levels, scope: 'named', ...cell.heading };
    const reading = readSentence(readItems(tokens, this.numbering), cell.topic, undefined);
    const placed = placeClaims(reading.chunks, reading.claims, place, true);
    this.addHeaded(cell.levels);
    this.add(placed);
    this.addExtended(reading, tokens, place, true);
  }

  private readSentence(sentence: Sentence): void {
    this.beginSentence(sentence);
    this.order += 1;
    let tokens = tokenize(this.lowered, sentence.start, sentence.end, correct);
    let lineOpen = sentence.opensLine;
    let labelled = false;
    for (
      let label = labelAt(tokens, this.numbering);
      label;
      label = labelAt(tokens, this.numbering)
    ) {
      tokens = tokens.slice(label.length);
      this.readLabel(label, lineOpen, tokens.length === 0);
      lineOpen = false;
      labelled = true;
    }
    if (tokens.length === 0) {
      return;
    }
    const items = this.withBones(
      this.mentions.resolve(readItems(tokens, this.numbering), this.context)
    );
    if (opensWithLevel(items)) {
      this.leads.push(this.order);
    }
    const topic =
      labelled || !leavesTopic(items, this.topic?.topic) ? this.topic?.topic : undefined;
    if (lineOpen && items.every(item => item.kind === 'level' || item.kind === 'filler')) {
      this.openLevelLine(items);
      return;
    }
    const reading = readSentence(items, topic, this.lastTopic);
    const { chunks, claims } = reading;
    this.lastTopic = reading.lastTopic;
    const otherwise =
      items.some(item => item.kind === 'otherwise') && this.context?.source !== 'own-line';
    const inLevel = this.context !== undefined && this.context.place.scope === 'named';
    const headed = this.context !== undefined && this.context.source !== 'sentence';
    const rest: Place = { levels: [], scope: 'rest', start: sentence.start, end: sentence.end };
    const surrounding = otherwise && (topic || !inLevel) ? rest : this.context?.place;
    const placed = placeClaims(chunks, claims, surrounding, headed);
    // On a line of its own "Desiccated disc material." does not speak of the level before it.
    const apart = sentence.opensLine && !labelled && this.context?.source === 'sentence';
    const mentions = this.addExtended(reading, tokens, apart ? undefined : surrounding, headed);
    // "The foramina are otherwise patent", "mild at L3-4 and otherwise patent": at all other levels.
    const wide = otherwise && this.context?.source === 'sentence';
    const restAfter = (entry: PlacedClaim): boolean =>
      chunks[entry.claim.chunk]!.items.some(item => item.kind === 'otherwise') &&
      placeOf(chunks[entry.claim.chunk]!) === undefined &&
      placed.some(
        ({ claim, place }) =>
          claim.chunk < entry.claim.chunk &&
          claim.target === entry.claim.target &&
          place?.scope === 'named' &&
          place !== surrounding
      );
    this.add(
      placed.map(entry =>
        entry.claim.target !== 'level' &&
        ((wide && entry.place === surrounding) || restAfter(entry))
          ? { ...entry, place: rest }
          : entry
      )
    );
    this.unread.push(...unreadIn(reading, placed, mentions));
    if (chunks.every(chunk => placeOf(chunk) === undefined)) {
      this.noteDenial(sentence.opensLine && !labelled, placed);
    }
    this.describe(items, claims.length > 0);
    this.carryOn(
      chunks.map(chunk => placeOf(chunk)),
      items
    );
  }

  /** Where no heading holds, "at L4" is a place of its own, and no disc. */
  private withBones(items: Item[]): Item[] {
    const headed = this.context !== undefined && this.context.source !== 'sentence';
    const aside = items.some(item => item.kind === 'other' && item.aside === true);
    return headed || aside
      ? items
      : items.map(item =>
          item.kind === 'number' && item.bone
            ? { kind: 'level', levels: [], unknown: 'vertebra', start: item.start, end: item.end }
            : item
        );
  }

  /** Findings beyond the nine are placed by the same rules, apart from the nine. */
  private addExtended(
    { chunks, negations }: SentenceReading,
    tokens: readonly Token[],
    surrounding: Place | undefined,
    headed: boolean
  ): readonly ExtendedMention[] {
    const mentions = readExtended(chunks, negations, tokens);
    if (mentions.length > 0) {
      this.extended.push(...placeClaims(chunks, mentions, surrounding, headed));
    }
    return mentions;
  }

  /** Keeps a sentence that only denies in mind until it is known what follows. */
  private noteDenial(opensLine: boolean, placed: readonly PlacedClaim[]): void {
    const { context } = this;
    if (context?.place.scope === 'named' && !this.topic && onlyDenies(placed)) {
      this.denials.push({
        order: this.order,
        source: context.source,
        trailing: context.trailing === true,
        several: context.place.several === true && context.place.levels.length === 0,
        opensLine,
        ofCanal: speaksOfCanal(this.text, placed),
        placed,
      });
    }
  }

  /** Empty lines, new entries and new topics end what came before. */
  private beginSentence(sentence: Sentence): void {
    const own = this.context?.source === 'own-line';
    if (sentence.opensParagraph) {
      this.topic = undefined;
      this.lastTopic = undefined;
      if (!own || this.statements.length > 0) {
        this.context = own && !this.contextUsed ? this.context : undefined;
      }
    }
    if (sentence.opensEntry && !own) {
      this.context = undefined;
    }
    if (sentence.opensLine && !this.topic?.ownLine) {
      this.topic = undefined;
    }
    if (sentence.opensLine) {
      this.lastTopic = undefined;
    }
  }

  private contextUsed = false;

  private readLabel(label: Label, opensLine: boolean, endsLine: boolean): void {
    if (label.levels.length > 0) {
      const items = this.mentions.resolve(label.levels, this.context);
      const place = placeOf({ separator: 'start', items, bracketed: false });
      // Under "SPINAL CANAL:" on a line of its own, levels divide the topic; elsewhere they end it.
      this.topic = this.topic?.ownLine && names(this.topic.topic) ? this.topic : undefined;
      this.lastTopic = undefined;
      this.setContext(place, endsLine ? 'own-line' : 'in-line');
      this.leads.push(this.order);
      this.addHeaded(place?.levels);
    }
    if (label.topic) {
      if (label.levels.length === 0 && opensLine && this.context?.source === 'sentence') {
        this.context = undefined;
      }
      const empty = label.topic.regions.length === 0 && !label.topic.sign;
      this.topic = empty && endsLine ? undefined : { topic: label.topic, ownLine: endsLine };
      this.lastTopic = undefined;
    }
  }

  private openLevelLine(items: readonly Item[]): void {
    const place = placeOf({ separator: 'start', items, bracketed: false });
    if (place) {
      this.topic = undefined;
      this.setContext(place, 'own-line');
      this.leads.push(this.order);
      this.addHeaded(place.levels);
    }
  }

  private addHeaded(levels: readonly LevelNumber[] = []): void {
    for (const level of levels) {
      this.described.add(level);
      this.headed.add(level);
    }
  }

  private setContext(place: Place | undefined, source: Context['source'], trailing = false): void {
    this.context = place && { place, source, trailing };
    this.contextUsed = false;
  }

  /** "No canal or foraminal stenosis elsewhere" leaves out levels with either. */
  private add(placed: readonly PlacedClaim[]): void {
    const rest = placed.filter(({ place }) => place?.scope === 'rest');
    const targets = new Set(rest.map(({ claim }) => claim.target));
    const general = targets.has('canal') && targets.has('foramen');
    this.contextUsed ||= placed.length > 0;
    for (const { claim, place } of placed) {
      // "Otherwise normal study" speaks of the study, not of the levels before it.
      this.statements.push({
        claim: general && rest.some(entry => entry.claim === claim) ? { ...claim, general } : claim,
        place: claim.exam ? undefined : place,
        section: this.section,
      });
    }
  }

  /** Levels with any finding are described, also where it is none of the nine conditions. */
  private describe(items: readonly Item[], claimed: boolean): void {
    if (claimed || items.some(item => item.kind === 'other')) {
      for (const item of items) {
        if (item.kind === 'level' && !['upper', 'lower'].includes(item.scope ?? '')) {
          item.levels.forEach(level => this.described.add(level));
        }
      }
    }
  }

  /** The levels a sentence ends on hold for the next one, unless a heading holds for both. */
  private carryOn(places: readonly (Place | undefined)[], items: readonly Item[]): void {
    const named = places.filter((place): place is Place => place !== undefined);
    if (named.length === 0) {
      return;
    }
    const leads = opensWithLevel(items);
    if (this.context && this.context.source !== 'sentence' && !leads) {
      return;
    }
    const last = named.at(-1)!;
    const bone = items.some(item => item.kind === 'level' && item.unknown === 'vertebra');
    if (last.scope !== 'named' || (bone && last.levels.length === 0)) {
      this.context = undefined;
      return;
    }
    const levels = leads ? last.levels : [...new Set(named.flatMap(place => place.levels))];
    const start = leads ? last.start : named[0]!.start;
    const several = named.every(place => place.several);
    const place: Place = { levels, scope: 'named', several, start, end: last.end };
    this.setContext(place, 'sentence', !leads);
  }
}

const opensWithLevel = (items: readonly Item[]): boolean =>
  items.find(item => !['filler', 'at', 'verb', 'of', 'pronoun'].includes(item.kind))?.kind ===
  'level';

/** Whether a topic names a region other than the disc, which levels name anyway. */
function names(topic: Topic): boolean {
  return topic.regions.some(({ region }) => region !== 'disc');
}

/** Whether a sentence behind "Canal: …" has moved on to something else. */
function leavesTopic(items: readonly Item[], topic: Topic | undefined): boolean {
  return items.some(
    item =>
      item.kind === 'sign' ||
      (item.kind === 'region' && !topic?.regions.some(({ region }) => region === item.region))
  );
}
